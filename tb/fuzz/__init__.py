"""Files that are not what they should be, made up by a fuzzer, against everything that reads one: `make fuzz`."""
