"""Synthesise the decoder's top for a target; where timing is known, place and route it and hold it to its clock."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl.checkout import need_checkout
from llama2_rtl.converters.memory.style import REASON
from llama2_rtl.converters.multipliers import read_multiplier
from llama2_rtl.converters.presets import PRESETS, choose_preset, name_in_presets, with_multiplier
from llama2_rtl.filters import add_list
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import FolderMark, report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import write_report
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.shown import shown
from llama2_rtl.size import add_multiplier, add_sequences, add_size, warn_of_lanes
from llama2_rtl.synthesis.ecp5.nextpnr import Unroutable, place_and_route
from llama2_rtl.synthesis.fit import check_fit, misfit
from llama2_rtl.synthesis.kept_reports import REPORTS
from llama2_rtl.synthesis.resources import by_module, check_kinds, resources, synthesise
from llama2_rtl.synthesis.targets import TARGETS, choose_target
from llama2_rtl.synthesis.tools import versions

COMMAND = "synth"
EXTRAS = ("synthesis",)
BUILD = Path("build/synth")
POSITION = 63
"""Of the token whose cycles are counted, where the context reaches that far."""

KINDS = ("lut", "ff", "dsp", "bram")

MODULE_DEPTH = 4
"""Names of instances in a module's path as the report lists it."""


def add_arguments(parser):
    parser.add_argument("--target", help=f"one of {', '.join(TARGETS)} (default {next(iter(TARGETS))})")
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {next(iter(PRESETS))})")
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP}; instead of the preset's")
    add_size(parser)
    add_sequences(parser)
    add_list(parser)
    add_multiplier(parser, "the target's")
    parser.add_argument("--seeds", type=int, default=1,
                        help="placements, each from a seed of its own (default 1); 0 for resources alone")
    parser.add_argument("--keep", type=int, choices=(0, 1), default=0,
                        help="1 keeps the report of a preset in synthesis/reports too")


def run(arguments):
    target = choose_target(arguments.target)
    if arguments.seeds < 0:
        raise ValueError(f"{arguments.seeds} seeds; place once or more often, or 0 times for resources alone")
    preset, checkpoint = choose_preset(arguments.preset, arguments.model, arguments.lanes, arguments.context,
                                       formats=arguments.format, sampler_list=arguments.sampler_list,
                                       ways=arguments.ways, batch=arguments.batch, sequences=arguments.sequences)
    multiplier = read_multiplier(arguments.multiplier) if arguments.multiplier else target.multiplier
    preset = with_multiplier(preset, multiplier, target.multiplier)
    if arguments.keep:
        need_checkout("the reports of presets are kept")
    if target.device and arguments.seeds and preset.sequences > 1:
        raise ValueError("the report of a placement counts the cycles of a token of a core of one text; give SEEDS=0 "
                         "for the resources of several, or leave SEQUENCES away")
    if target.device and arguments.seeds:
        need("simulation")  # in which the cycles of a token are counted
    warn_of_lanes(preset.lanes)
    if arguments.keep and preset.is_given:
        raise ValueError(f"the reports of presets are kept, not that of {checkpoint}; name its preset with PRESET=, or "
                         "leave KEEP away")
    name = f"{target.name}-{without_lanes(preset)}-{preset.lanes}.json"
    paths = [folder / name for folder in (BUILD, *([REPORTS] if arguments.keep else []))]
    for path in paths:
        check_output(path, report_mark(COMMAND), [checkpoint])
    check_output(work_folder(preset, target), FolderMark(COMMAND), [checkpoint])
    console = Console(highlight=False)
    with Progress(console) as progress:
        report = measure(preset, checkpoint, target, range(1, arguments.seeds + 1), progress)
    for path in paths:
        write_report(path, COMMAND, report)
    print_report(console, report)
    console.print(f"written to {shown(paths[0])}")
    if report["met"] is False:
        raise AssertionError(_shortfall(report))
    return 0


def _shortfall(report):
    """What of a report's placements is not as wanted, in words."""
    if unrouted := [seed for seed, mhz in report["seeds"].items() if mhz is None]:
        return f"not every placement can be routed; those of the seeds {', '.join(map(str, unrouted))} cannot"
    return f"{report['fmax_mhz']} MHz is less than the constraint of {report['constraint_mhz']} MHz"


def without_lanes(preset):
    """The preset's name without its number of lanes, which reports give by itself."""
    return preset.name.replace(f"-{preset.lanes}lanes", "", 1)


def work_folder(preset, target):
    """Where the tools work: it stays, with their logs, and is replaced by the next run."""
    return BUILD / f"{target.name}-{preset.name}"


def measure(preset, checkpoint, target, seeds, progress):
    """The report: fmax_mhz (the slowest placement's), constraint_mhz, met (by all placements), the cycles of the token
    at `position` in simulation and tokens_per_second of that clock, resources, which memories are in LUTs and why,
    seeds (its clock, null of a placement that cannot be routed), resources by modules, the slowest path, versions; the
    first six are null where nothing was placed. Raises AssertionError where the design does not fit the device, or no
    placement can be routed."""
    from llama2_rtl.bench import measure as count_cycles
    from llama2_rtl.verilog import generate
    folder = work_folder(preset, target)
    modules = generate(preset, checkpoint, folder, COMMAND, prefix=None)
    progress.step(f"{preset.name}: {len(modules)} modules, synthesis for {target.name} with Yosys")
    cells = synthesise(folder, modules[-1].verilog_name, target, hear=progress.detail)
    check_kinds(cells, target)
    used = resources(cells, target)
    report = dict(target=target.name, preset=name_in_presets(preset), lanes=preset.lanes,
                  context=preset.context, format=preset.numerics.formats.name, ways=preset.ways, batch=preset.batch,
                  sequences=preset.sequences, fmax_mhz=None, constraint_mhz=None, met=None, position=None,
                  cycles=None, tokens_per_second=None, **used, in_luts=REASON, seeds={}, slowest_path=[],
                  modules=by_module(cells, target, MODULE_DEPTH), versions=versions("yosys"))
    if target.device is None:
        return report
    check_fit(preset.name, used, target.name, target.device.available)
    if not seeds:
        return report
    routed, unrouted = {}, []
    for seed in seeds:
        progress.step(f"placing and routing with nextpnr, seed {seed}")
        try:
            routed[seed] = place_and_route(folder, target.device, target.device.constraint_mhz, seed,
                                           hear=progress.detail)
            progress.console.print(f"seed {seed}: {routed[seed].fmax_mhz:.1f} MHz")
        except Unroutable as error:
            unrouted.append(seed)
            progress.console.print(str(error), soft_wrap=True)
    if not routed:
        raise AssertionError(f"none of the placements can be routed, of the seeds {', '.join(map(str, unrouted))}; try "
                             "others with SEEDS=")
    slowest = min(routed.values(), key=lambda one: one.fmax_mhz)
    position = min(POSITION, preset.context - 2)
    progress.step(f"counting the cycles of the token at position {position}")
    [token] = count_cycles(preset, [position])
    return report | dict(
        position=position, cycles=token["cycles"], tokens_per_second=round(slowest.fmax_mhz * 1e6 / token["cycles"], 1),
        fmax_mhz=round(slowest.fmax_mhz, 2), constraint_mhz=target.device.constraint_mhz,
        met=not unrouted and slowest.fmax_mhz >= target.device.constraint_mhz, lut=slowest.used["TRELLIS_COMB"],
        seeds={seed: round(routed[seed].fmax_mhz, 2) if seed in routed else None for seed in seeds},
        slowest_path=slowest.path, versions=versions("yosys", "nextpnr-ecp5"))


def print_report(console, report):
    """The figures, by modules, as shares of a part, and along the slowest path."""
    view = Table("module", "LUT", "FF", "DSP", "block RAM")
    for column in view.columns[1:]:
        column.justify = "right"
    for name, used in report["modules"].items():
        view.add_row(name, *(f"{used[kind]:,}" for kind in KINDS))
    view.add_section()
    target = TARGETS[report["target"]]
    view.add_row("total", *(f"{report[kind]:,}" for kind in KINDS))
    view.add_row(f"in the {target.part}", *(f"{target.available[kind]:,}" for kind in KINDS))
    view.add_row("share", *(f"{report[kind] / target.available[kind]:.1%}" for kind in KINDS))
    console.print(view)
    if sentence := misfit(report["preset"], {kind: report[kind] for kind in KINDS}, target.part, target.available):
        console.print(sentence, soft_wrap=True)
    console.print(f"in LUTs, not in block RAM: {report['in_luts']}")
    if report["fmax_mhz"] is None:
        return
    path = Table("slowest path through", "ns")
    for instance, delay in report["slowest_path"]:
        path.add_row(instance or "top", f"{delay:.2f}")
    console.print(path)
    console.print(f"{report['fmax_mhz']:.1f} MHz, constraint {report['constraint_mhz']:.0f} MHz, "
                  f"{'met' if report['met'] else 'NOT met'}; by seeds: "
                  + ", ".join(f"{seed}: {'not routed' if mhz is None else f'{mhz:.1f}'}"
                              for seed, mhz in report["seeds"].items()))
    console.print(f"{report['tokens_per_second']:,.0f} tokens per second: {report['cycles']:,} cycles at position "
                  f"{report['position']}")
