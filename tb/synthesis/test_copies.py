"""Yosys for the ECP5 on registers that are alike: of copies it keeps each, of others it makes one."""

import pytest

from llama2_rtl.converters.control.reset_copy import reset_copy
from llama2_rtl.converters.hdl import Out, clock, instance, module, reset, unsigned
from llama2_rtl.converters.hdl.copies import ON_PROCESS, ON_REGISTER
from llama2_rtl.converters.kernels.own_register import own_register
from llama2_rtl.converters.write import write_design
from llama2_rtl.synthesis.resources import resources, synthesise
from llama2_rtl.synthesis.targets import ECP5

WIDTH = 3


def ports():
    return dict(clk=clock(), rst=reset(), d=unsigned(WIDTH), q=Out(unsigned(WIDTH)), q_again=Out(unsigned(WIDTH)),
                own_rst=Out(reset()), own_rst_again=Out(reset()))


@module(ports)
def two_of_each(clk, rst, d, q, q_again, own_rst, own_rst_again):
    """Two registers that are alike, and two copies of a reset."""
    return ([instance(f"u_register_{i}", own_register, dict(d=d, q=held), width=WIDTH)
             for i, held in enumerate((q, q_again))],
            [instance(f"u_reset_{i}", reset_copy, dict(own_rst=held))
             for i, held in enumerate((own_rst, own_rst_again))])


@pytest.mark.parametrize("left_out, flip_flops", [((), 2 * (WIDTH + 1)), ((ON_PROCESS,), WIDTH + 1),
                                                  ((ON_REGISTER,), 2 * (WIDTH + 1))], ids=["kept", "merged", "Yosys's"])
def test_copies(tmp_path, left_out, flip_flops):
    folder = tmp_path / "rtl"
    write_design(two_of_each, {}, folder)
    for path in folder.glob("*.v"):
        text = path.read_text()
        for attribute in left_out:
            text = text.replace(attribute, "")
        path.write_text(text)
    assert resources(synthesise(folder, two_of_each.name, ECP5), ECP5)["ff"] == flip_flops
    assert "Warning" not in (folder / "yosys.log").read_text()
