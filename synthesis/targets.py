"""The devices and families that the Verilog is synthesised for."""

from dataclasses import dataclass

from llama2_rtl.converters.multipliers import MULT18X18, Multiplier
from llama2_rtl.golden.near import advice
from llama2_rtl.synthesis.board_files.read import board_file
from llama2_rtl.synthesis.ecp5.device import LFE5U_85F, Device


@dataclass(frozen=True)
class Target:
    """A family: Yosys's command for it, and the cells that count as each resource; `part`, one of it, with how much of
    each is `available` there; its `multiplier`; `device` where timing is known; `naming`, what gives the cells their
    places in the hierarchy as names where the command does not.

    A cell counts as often as its number says; `free` are those that take nothing that is counted."""

    name: str
    synth: str
    resources: dict
    free: frozenset
    part: str
    available: dict
    multiplier: Multiplier
    device: Device | None = None
    naming: str = ""


KV260, ULX3S = board_file("kv260"), board_file("ulx3s")
"""The boards whose devices two of the targets are."""

ECP5 = Target(
    "ecp5-85k", "synth_ecp5 -abc9",
    dict(lut=dict(LUT4=1, CCU2C=2, TRELLIS_DPR16X4=4), ff=dict(TRELLIS_FF=1), dsp=dict(MULT18X18D=1, ALU54B=1),
         bram=dict(DP16KD=1, PDPW16KD=1)),
    frozenset({"PFUMX", "L6MUX21"}), ULX3S.device, LFE5U_85F.available, ULX3S.multiplier, LFE5U_85F)

XILINX = Target(
    "xilinx", "synth_xilinx -family xcup -flatten -abc9 -noiopad -noclkbuf",
    dict(lut=dict(LUT1=1, LUT2=1, LUT3=1, LUT4=1, LUT5=1, LUT6=1, INV=1, RAM32M=4, RAM32M16=8, RAM64M=4, RAM64M8=8,
                  RAM64X1D=2, RAM32X1D=2, RAM128X1D=4, SRL16E=1, SRLC32E=1),
         ff=dict(FDRE=1, FDSE=1, FDCE=1, FDPE=1), dsp=dict(DSP48E2=1), bram=dict(RAMB36E2=1, RAMB18E2=0.5)),
    frozenset({"CARRY4", "CARRY8", "MUXF7", "MUXF8", "MUXF9", "GND", "VCC"}),
    f"{KV260.device} ({KV260.name})", KV260.fabric.available, KV260.multiplier, naming="autoname;")

GOWIN = Target(
    "gowin", "synth_gowin -noiopads",
    dict(lut=dict(LUT1=1, LUT2=1, LUT3=1, LUT4=1, ALU=1, RAM16SDP4=4, RAM16SDP2=2, RAM16SDP1=1, RAM16S4=4, RAM16S2=2,
                  RAM16S1=1),
         ff=dict(DFF=1, DFFE=1, DFFR=1, DFFRE=1, DFFS=1, DFFSE=1),
         dsp=dict(MULT9X9=0.5, MULT18X18=1, MULT36X36=4, MULTADDALU18X18=2),
         bram=dict(SDPB=1, SDPX9B=1, DPB=1, DPX9B=1, SP=1, SPX9=1, pROM=1, pROMX9=1)),
    frozenset({"MUX2_LUT5", "MUX2_LUT6", "MUX2_LUT7", "MUX2_LUT8", "GND", "VCC"}),
    "GW2A-55", dict(lut=54720, ff=41040, dsp=40, bram=140), MULT18X18)

TARGETS = {target.name: target for target in (ECP5, XILINX, GOWIN)}


def choose_target(name=None):
    """The target of that name, by default the first. Raises ValueError for an unknown one."""
    if name is None:
        return ECP5
    if name not in TARGETS:
        raise ValueError(f"there is no target '{name}'; {advice(name, TARGETS)}")
    return TARGETS[name]
