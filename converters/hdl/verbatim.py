"""Blocks whose body is Verilog text: instances, and memories, which MyHDL would elaborate as one signal per word."""

from myhdl import block

from llama2_rtl.converters.hdl.private import UserVerilogCode, mark_driven, mark_read
from llama2_rtl.converters.hdl.scope import block_frame


class _Text(UserVerilogCode):
    __slots__ = ["text"]

    def __init__(self, text):
        super().__init__("", {}, "verbatim", None, "", 0)
        self.text = text

    def __str__(self):
        return f"\n{self.text}\n"


@block
def _body():
    return []


def verbatim(text, inputs, outputs):
    """The Verilog `text` as a block's body; `inputs` and `outputs` are the signals that it reads and drives.

    An output is declared `wire`: the text drives it with `assign` or from a register of its own.
    """
    body = reading_text(text, inputs)
    body.block_frame = block_frame()
    for signal in outputs:
        mark_driven(signal)
    return body


def reading_text(text, inputs):
    """A MyHDL block that is only text, which reads the signals `inputs`."""
    body = text_block(text)
    for signal in inputs:
        mark_read(signal)
    return body


def text_block(text):
    """A MyHDL block that is only text: `str(text)` is taken when all signals have their names."""
    body = _body()
    body.modctxt = True
    body.verilog_code = _Text(text)
    return body
