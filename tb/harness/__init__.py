"""What the tests share beside `simulation`: the ends of streams in cocotb, the content of folders in pytest.

Every `tb/**/test_<name>.py` is the test `<name>`; the first line of its docstring describes it in the list.
"""
