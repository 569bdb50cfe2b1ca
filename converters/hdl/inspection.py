"""MyHDL's questions about its callers and their source, answered once and without the rest of the stack.

It asks them for every generator, and reads the source of every function on the stack each time: most of a
conversion's time.
"""

import inspect
import sys
from functools import cache

from llama2_rtl.converters.hdl.private import install_inspection

CALLERS = 6
"""Frames that MyHDL looks at, at most."""


def stack():
    """The innermost frames as `inspect.stack` has them, without their source."""
    records, frame = [], sys._getframe(1)
    while frame and len(records) < CALLERS:
        code = frame.f_code
        records.append(inspect.FrameInfo(frame, code.co_filename, frame.f_lineno, code.co_name, None, None))
        frame = frame.f_back
    return records


class Inspection:
    """What MyHDL uses of `inspect`; sources are kept by code, which all instances of a nested function share."""

    stack = staticmethod(stack)
    isgeneratorfunction = staticmethod(inspect.isgeneratorfunction)

    _file, _lines = cache(inspect.getsourcefile), cache(inspect.getsourcelines)

    @classmethod
    def getsourcefile(cls, function):
        return cls._file(function.__code__)

    @classmethod
    def getsourcelines(cls, function):
        return cls._lines(function.__code__)

    @classmethod
    def getsource(cls, function):
        return "".join(cls.getsourcelines(function)[0])


install_inspection(Inspection)
