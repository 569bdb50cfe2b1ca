"""Every output of every command: how a small run makes it, and where it then lies."""

import json
from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.converters.presets import Preset
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.marks import FileMark, FolderMark, report_mark
from llama2_rtl.pictures.figures import BEGIN, END
from llama2_rtl.synthesis.ecp5.nextpnr import Routed
from tb.handoff.folder import LANES, MODEL

ROOTS = {"verilog.RTL": "rtl", "handoff.HANDOFF": "handoff", "pack.BUILD": "packed", "accuracy.REPORT": "accuracy.json",
         "bench.REPORT": "bench.json", "shape.REPORTS": "shape", "synth.BUILD": "synth", "synth.REPORTS": "kept",
         "bitstream.FOLDER": "bitstream", "lint.BUILD": "lint", "interfaces.REPORT": "interfaces.json",
         "timeline.FOLDER": "timeline", "report.FOLDER": "report", "docs.GENERATED": "docs/generated",
         "docs.SITE": "docs/site", "docs.README": "README.md", "plan.REPORT": "plan.json"}
"""Where commands write what no --out names, in `llama2_rtl`, and where it lies in these tests."""

COUNTS = dict(cycles=100, before_classifier=80, beats=90, stalls=0, bubbles={}, read_beats=80, written_beats=1)
MEASURED = dict(preset="small", lanes=4, multipliers=4, position=1, bound=90.0, multiplications=300, **COUNTS)


@dataclass(frozen=True)
class Output:
    """An output: the arguments that make it, its path in the folder of the test and its kind of mark. `long_work` names
    what must not begin where the output is refused."""

    arguments: str
    path: str
    mark: FolderMark | FileMark
    long_work: str

    def plant(self, path, mark=None):
        """Puts something foreign at `path`, or with a `mark` what looks like another command's."""
        if isinstance(self.mark, FolderMark):
            path.mkdir(parents=True)
            (path / "notes.txt").write_text("precious")
            if mark:
                mark.put(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(mark.mark if mark else b"precious")


SMALL = f"--model small.bin --lanes {LANES}"
PACKED = "pack --model small.bin --lanes 8"
SYNTH = f"synth {SMALL} --seeds 0"
NAME = f"model-small-{LANES}lanes"
PACK = FileMark("pack", b"L2RTLIMG", 8)
TIMELINE = FileMark("timeline", b"<!-- Written by llama2-rtl timeline -->", 39)
REPORT = FileMark("report", b"<!-- Written by llama2-rtl report -->", 37)
BITSTREAM = FileMark("bitstream", b"Written-by: llama2-rtl bitstream\0", 512)

OUTPUTS = {
    "verilog": Output(f"verilog {SMALL} --out out", "out", FolderMark("verilog"), "llama2_rtl.verilog.generate"),
    "verilog below": Output(f"verilog {SMALL} --out new/out", "new/out", FolderMark("verilog"),
                            "llama2_rtl.verilog.generate"),
    "verilog by itself": Output(f"verilog {SMALL}", f"rtl/{NAME}", FolderMark("verilog"),
                                "llama2_rtl.verilog.generate"),
    "verilog axi": Output("verilog --model small.bin --lanes 8 --memory axi --out out", "out", FolderMark("verilog"),
                          "llama2_rtl.verilog.generate_axi"),
    "handoff": Output(f"handoff {SMALL} --out out", "out", FolderMark("handoff"),
                      "llama2_rtl.handover.write.quantize_model"),
    "handoff axi": Output("handoff --model small.bin --lanes 8 --memory axi --out out", "out", FolderMark("handoff"),
                          "llama2_rtl.handover.write.quantize_model"),
    "handoff by itself": Output(f"handoff {SMALL}", f"handoff/{NAME}", FolderMark("handoff"),
                                "llama2_rtl.handover.write.quantize_model"),
    "doctor": Output("doctor --model small.bin --lanes 8 --out vectors.json", "vectors.json", report_mark("doctor"),
                     "llama2_rtl.golden.quantize.quantize_model"),
    "pack": Output(f"{PACKED} --out out.img", "out.img", PACK, "llama2_rtl.golden.image_file.StreamedModel"),
    "pack by itself": Output(PACKED, "packed/model-small-8lanes.img", PACK,
                             "llama2_rtl.golden.image_file.StreamedModel"),
    "accuracy": Output("accuracy --model small.bin --tokens tokens.json", "accuracy.json",
                       report_mark("accuracy"), "llama2_rtl.golden.accuracy.FloatModel"),
    "bench": Output("bench", "bench.json", report_mark("bench"), "llama2_rtl.bench.measure"),
    "shape": Output("shape --preset stories260K --position 70", "shape/stories260K-16-70.json", report_mark("shape"),
                    "llama2_rtl.simulation.external.golden_token.check"),
    "interfaces": Output("interfaces", "interfaces.json", report_mark("interfaces"), "llama2_rtl.interfaces.measure"),
    "synth": Output(SYNTH, f"synth/ecp5-85k-model-small-{LANES}.json", report_mark("synth"),
                    "llama2_rtl.verilog.generate"),
    "synth's work": Output(SYNTH, f"synth/ecp5-85k-{NAME}", FolderMark("synth"), "llama2_rtl.verilog.generate"),
    "synth kept": Output("synth --preset tales --seeds 0 --keep 1", "kept/ecp5-85k-tales-16.json",
                         report_mark("synth"), "llama2_rtl.verilog.generate"),
    "bitstream": Output(f"bitstream {SMALL}", f"bitstream/ulx3s-{NAME}.bit", BITSTREAM,
                        "llama2_rtl.synthesis.bitstream.write_design"),
    "bitstream's work": Output(f"bitstream {SMALL}", f"bitstream/ulx3s-{NAME}", FolderMark("bitstream"),
                               "llama2_rtl.synthesis.bitstream.write_design"),
    "timeline": Output("timeline --position 5", "timeline/stories260K-5.svg", TIMELINE,
                       "llama2_rtl.timeline.token_picture"),
    "plan": Output("plan --preset stories15M --board ulx3s --ways 1", "plan.json", report_mark("plan"),
                   "llama2_rtl.plan.make_plan"),
    "report": Output("report --model small.bin", "report/model-small.html", REPORT,
                     "llama2_rtl.report.token_picture"),
    "docs": Output("docs", "docs/site", FolderMark("docs"), "llama2_rtl.docs.generated"),
    "docs' pictures": Output("docs", "docs/generated", FolderMark("docs"), "llama2_rtl.docs.generated"),
    "lint": Output("lint", "lint/small", FolderMark("lint"), "llama2_rtl.converters.write.design"),
}


def redirect(folder, monkeypatch):
    """Has every command write into `folder` what no --out names."""
    for name, place in ROOTS.items():
        monkeypatch.setattr(f"llama2_rtl.{name}", folder / place)


def prepare(folder, monkeypatch):
    """Makes `folder` the current one, with a small checkpoint and tokens in it; every output goes there, and the steps
    that take minutes are replaced by their results."""
    write_checkpoint(random_checkpoint(MODEL, seed=1), folder / "small.bin")
    (folder / "README.md").write_text(f"before\n{BEGIN}{END}after\n")
    (folder / "tokens.json").write_text(json.dumps([[1, 2, 3, 4]]))
    monkeypatch.chdir(folder)
    redirect(folder, monkeypatch)
    steps = {
        "llama2_rtl.bench.measure": lambda preset, positions, sim: [MEASURED],
        "llama2_rtl.bench_external.measure": lambda timing, progress: [
            MEASURED | dict(bus_beats=80, predicted=100.0, memory=dict(latency=64), model={})],
        "llama2_rtl.bench_batches.measure": lambda timing, progress: [
            MEASURED | dict(ways=1, positions=1, before_classifier=80, predicted=100.0, memory=dict(latency=64))],
        "llama2_rtl.bench_texts.measure": lambda progress: [MEASURED | dict(texts=1)],
        "llama2_rtl.simulation.external.golden_token.check": lambda *_: COUNTS,
        "llama2_rtl.synth.synthesise": lambda *_, hear: [(("u_ram",), "DP16KD")],
        "llama2_rtl.synth.by_module": lambda *_: {},
        "llama2_rtl.synthesis.bitstream.synthesise": lambda *_, hear: [(("u_ram",), "DP16KD")],
        "llama2_rtl.synthesis.bitstream.place_and_route": place_and_route,
        "llama2_rtl.lint.subprocess.call": lambda *_, **__: 0,
        "llama2_rtl.docs.check_builder": lambda: None,
        "llama2_rtl.docs.generated": lambda progress: {"page.md": "a page"},
        "llama2_rtl.docs.build": lambda folder: Path(folder, "index.html").write_text("a site"),
    }
    monkeypatch.setattr("llama2_rtl.golden.accuracy.TARGETS", 4)
    for name, step in steps.items():
        monkeypatch.setattr(name, step)
    monkeypatch.setattr("llama2_rtl.lint.PRESETS", {"small": Preset("small", MODEL, LANES, MODEL.seq_len)})


def place_and_route(folder, device, clock_mhz, seed, constraints, hear):
    """An empty design, which ecppack packs as it packs any other."""
    Path(folder, f"seed{seed}.config").write_text(".device LFE5U-85F\n\n.comment Part: LFE5U-85F-6CABGA381\n")
    return Routed(clock_mhz, [], {})
