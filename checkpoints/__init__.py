"""Checkpoints that ship with the project."""

if __name__ != "llama2_rtl.checkpoints":
    raise ImportError("this package is llama2_rtl.checkpoints: import it by that name")
