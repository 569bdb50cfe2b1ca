"""The console command `llama2-rtl`: one file per subcommand, each thin."""
