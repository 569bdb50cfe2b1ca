"""Draw what the engine does in every cycle of a token, or of a pass of several positions or texts, as the cycle model
predicts it: build/timeline/."""

from pathlib import Path

from llama2_rtl.converters.cycles import ONE
from llama2_rtl.converters.presets import PRESETS, choose_shape, fits_on_chip
from llama2_rtl.converters.timeline import external, external_holds, on_chip
from llama2_rtl.golden.marks import FileMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_file
from llama2_rtl.pictures.timeline import cycles_sentence, timeline_picture
from llama2_rtl.shown import shown
from llama2_rtl.size import (
    add_batch,
    add_format,
    add_positions,
    add_sequences,
    add_ways,
    batch_for_texts,
    check_lanes_of_model,
    chosen_shares,
    pass_name,
)

COMMAND, PRESET, POSITION, LATENCY = "timeline", "stories260K", 63, 64
FOLDER = Path("build/timeline")

LINE = f"<!-- Written by llama2-rtl {COMMAND} -->\n"
MARK = FileMark(COMMAND, LINE.encode(), len(LINE))


def add_arguments(parser):
    parser.add_argument("--preset", default=PRESET, help=f"one of {', '.join(PRESETS)} (default {PRESET})")
    parser.add_argument("--position", type=int, default=POSITION, help=f"of the token (default {POSITION})")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    parser.add_argument("--context", type=int, help="positions, instead of the preset's")
    add_format(parser)
    add_ways(parser)
    add_batch(parser, "1, or as many as there are texts")
    add_sequences(parser)
    add_positions(parser)
    parser.add_argument("--memory", choices=("chip", "axi"),
                        help="where weights and KV cache lie: on the chip, or in a memory beside it, over AXI4 "
                             "(default: on the chip where the weights fit)")


def run(arguments):
    preset = choose_shape(arguments.preset, None, arguments.lanes, arguments.context, formats=arguments.format,
                          ways=arguments.ways, sequences=arguments.sequences,
                          batch=batch_for_texts(arguments))
    over_axi, shares = is_over_axi(preset, arguments.memory), chosen_shares(arguments.positions, preset)
    path = FOLDER / f"{preset.name}{'-axi' if arguments.memory == 'axi' else ''}-{arguments.position}.svg"
    check_output(path, MARK)
    text, cycles = token_picture(preset, arguments.position, over_axi, LINE, shares)
    with replaced_file(path, MARK) as fresh:
        Path(fresh).write_text(text)
    print(f"{cycles}; written to {shown(path)}")
    return 0


def is_over_axi(preset, memory=None):
    """Whether the preset's weights and KV cache lie beside the chip, as `llama2-rtl verilog` decides it."""
    return memory == "axi" or (memory is None and not fits_on_chip(preset))


def token_picture(preset, position, over_axi, mark="", shares=ONE):
    """(the SVG, its cycles in a sentence) of the token at `position`, or of a pass of the `shares` of its texts from
    there on. Raises ValueError for a position outside the context and for lanes of which the cycle model knows nothing.
    """
    geometry = preset.geometry
    if not 0 <= position < geometry.context:
        raise ValueError(f"position {position}; the context of {preset.name} has the positions 0 to "
                         f"{geometry.context - 1}")
    if position + max(shares) > geometry.context:
        raise ValueError(f"{pass_name(shares, preset)} from position {position} on; it would end behind the context's "
                         f"last, {geometry.context - 1}, give an earlier POSITION= or fewer POSITIONS=")
    check_lanes_of_model(geometry.lanes)
    if over_axi:
        where = "over AXI4"
        limits = ("the tests hold the sum to the simulated Verilog within 0.5 %, a stage within 3 %"
                  if external_holds(geometry, position) else
                  "an estimate, for the tests hold only longer rows, wider keys or later positions to the Verilog")
        held = f"Predicted for a memory of latency {LATENCY} that gives a word per cycle; {limits}."
        timeline = external(geometry, position, LATENCY, shares=shares)
    else:
        timeline, where = on_chip(geometry, position, shares=shares), "on chip"
        held = "Predicted from the configuration; the tests hold it to the simulated Verilog cycle for cycle."
    of_what = pass_name(shares, preset)
    title = (f"{of_what[0].upper()}{of_what[1:]} of {preset.name} at position {position:,}: {geometry.lanes} lanes, "
             f"weights and KV cache {where}")
    sentence = cycles_sentence(geometry, timeline, position, shares)
    return timeline_picture(geometry, timeline, title, (f"{sentence}.", held), mark), sentence
