"""The block diagram: the instances of the core on chip, and the bundles of wires between them, read from its Verilog.

What an instance drives and reads is the design's; here stand the order of the columns and the names of the bundles. A
wire or an instance that has no place here, or one that is named here and is not in the design, is an error."""

import re
from dataclasses import dataclass

from converters.hdl import design
from llama2_rtl.pictures.svg import FAINT, INK, RULE, SMALL, TITLE, Picture

OUTSIDE = "outside"

COLUMNS = {
    OUTSIDE: (),
    "token_loop": ("u_token_loop",),
    "weight_source": ("u_weight_source",),
    "kv_cache": ("u_kv_cache",),
    "embedding": ("u_scales", "u_scale", "u_embed_when_ready", "u_embedding"),
    "pipeline_controller": ("u_pipeline_controller",),
    "engine": ("u_engine",),
    "vector_path": ("u_vector_path",),
    "project_qkv": ("u_project_qkv",),
    "write_kv": ("u_write_kv",),
    "attend": ("u_attend",),
    "feed_forward": ("u_feed_forward",),
    "finish_token": ("u_finish_token",),
}
"""Column -> its instances, in the top and in the decoder."""

STAGES = ("project_qkv", "write_kv", "attend", "feed_forward", "finish_token")


@dataclass(frozen=True)
class Bundle:
    """Wires between blocks that belong together: `forward` from the giver, `back` from the taker. `what` they carry."""

    what: str
    forward: str
    back: str = ""

    @property
    def wires(self):
        return (*self.forward.split(), *self.back.split())


BUNDLES = {
    "prompt": Bundle("tokens of the prompt, AXI4-Stream", "s_axis_tvalid s_axis_tdata s_axis_tlast", "s_axis_tready"),
    "settings": Bundle("limit of the answer, sampling", "max_tokens seed inverse_temperature"),
    "token": Bundle("the token to run and its position", "text_start token_start token position"),
    "embedding row": Bundle("the token's row, word by word, its scale",
                            "row_words_tvalid row_words_tdata scale row_scale", "row_words_tready"),
    "embedded": Bundle("the row's elements, Q16.16", "embed_start load_valid load_x"),
    "weights": Bundle("the weight image, a word of a byte per lane", "words_tvalid words_tdata", "words_tready"),
    "vector": Bundle("activations, their shift, 1/rms", "act_data rm k shift vector_ready", "act_addr"),
    "starts": Bundle("a stage begins",
                     "projecting_start write_start attending_start feeding_start finish_start first_layer"),
    "matrix": Bundle("a matrix begins", "qkv_start wo_start w13_start w2_start classifier_start vector_take",
                     "all_done"),
    "rows": Bundle("a finished row of a matrix, Q16.16", "y_valid y_dest y_row y_last y add_valid"),
    "heads": Bundle("mantissas of keys, values and queries", "kv_valid q_valid is_v index last mantissa head_shift"),
    "KV write": Bundle("a new key or value, one pulse per word",
                       "k_we v_we waddr k_wdata v_wdata k_shift_we v_shift_we shift_waddr shift_wdata"),
    "KV read": Bundle("a word of keys or values by address", "kv_addr kv_shift_addr",
                      "keys values key_shifts value_shifts"),
    "operands": Bundle("keys with queries, values with probabilities",
                       "attention_beat op_value op_first op_last op_a op_b", "dot_valid dots pv_valid pv"),
    "attention output": Bundle("the vector for Wo", "attend_we attend_index attend_u attend_commit"),
    "hidden": Bundle("the vector for W2", "hidden_we hidden_index hidden_u hidden_commit"),
    "gains": Bundle("gains of the next norm", "gain_valid gain", "gain_pop gain_pop_last"),
    "dones": Bundle("a stage is done", "projecting_done kv_written attending_done feeding_done token_done"),
    "next token": Bundle("the token that was chosen", "next_token"),
    "answer": Bundle("generated tokens, AXI4-Stream", "m_axis_tvalid m_axis_tdata m_axis_tlast", "m_axis_tready"),
}
"""Name -> Bundle, in the order in which a token needs them."""

UNSHOWN = ("aclk", "aresetn", "clk", "rst", "key_there", "value_there")
"""Clock and reset, and what is constant in the core on chip: a word of the KV cache is always there."""


def connections(top, params, inner="u_decoder"):
    """Wire -> (instances that drive it, instances that read it), of the top and of its instance `inner` as one level; a
    port of the top has OUTSIDE on its side. A wire of the inner block that is its port has the top's name."""
    modules = {entry.verilog_name: entry for entry in design(top, params)}
    outer = modules[top.verilog_name(**params)]
    wires, renamed = {}, {}
    for module, label, pins in _instances(outer.text):
        for port, wire in pins:
            if label == inner:
                renamed[port] = wire
            else:
                _note(wires, wire, label, port in modules[module].outputs)
    for port in outer.shapes:
        _note(wires, port, OUTSIDE, port not in outer.outputs)
    core = next(module for module, label, _ in _instances(outer.text) if label == inner)
    for module, label, pins in _instances(modules[core].text):
        for port, wire in pins:
            wire = renamed.get(wire, wire) if wire in modules[core].shapes else wire
            if wire:
                _note(wires, wire, label, port in modules[module].outputs)
    return {name: ends for name, ends in wires.items() if name not in UNSHOWN}


def _instances(text):
    """(module, label, [(port, wire)]) of the instances in the Verilog of a module; constants and parts apart."""
    for module, label, pins in re.findall(r"^(\w+) (u_\w+) \(\n(.*?)\n\);", text, re.M | re.S):
        named = re.findall(r"\.(\w+)\((\w+)?(?:\[[\d:]+\])?\)", pins)
        yield module, label, [(port, wire) for port, wire in named if wire]


def _note(wires, wire, label, drives):
    drivers, readers = wires.setdefault(wire, (set(), set()))
    (drivers if drives else readers).add(label)


def edges(top, params):
    """Bundle -> (columns that give, columns that take), from the design. Raises ValueError where a wire or an instance
    of the design has no place in BUNDLES and COLUMNS, or something there is not in the design."""
    column = {label: name for name, labels in COLUMNS.items() for label in labels} | {OUTSIDE: OUTSIDE}
    wires = connections(top, params)
    labels = {label for ends in wires.values() for side in ends for label in side}
    _same("instances", labels, set(column))
    _same("wires", {wire for wire, (drivers, readers) in wires.items() if readers},
          {wire for bundle in BUNDLES.values() for wire in bundle.wires})
    found = {}
    for name, bundle in BUNDLES.items():
        givers, takers = set(), set()
        for wire in bundle.wires:
            drivers, readers = ({column[label] for label in side} for side in wires[wire])
            if drivers != readers:  # else it stays within a column
                ahead = wire in bundle.forward.split()
                givers |= drivers if ahead else readers
                takers |= readers if ahead else drivers
        found[name] = givers, takers
    return found


def _same(what, present, named):
    if present != named:
        raise ValueError(f"the block diagram does not fit the design: {what} without a place are "
                         f"{', '.join(sorted(present - named)) or 'none'}; named and not in the design are "
                         f"{', '.join(sorted(named - present)) or 'none'}")


LEFT, STEP, TOP, ROW = 318, 84, 74, 33


def block_diagram(top, params, title, mark=""):
    """The SVG of the block diagram of the core on chip."""
    drawn = edges(top, params)
    width = LEFT + STEP * len(COLUMNS) + 10
    picture = Picture(width, title, mark)
    picture.label(20, 30, title, TITLE, weight="bold")
    place = {name: LEFT + STEP * number + STEP / 2 for number, name in enumerate(COLUMNS)}
    bottom = TOP + 56 + ROW * len(drawn)
    for name, x in place.items():
        picture.line([(x, TOP + 36), (x, bottom - 6)], RULE, 1.4)
        fill = {"engine": "#cfe0ef", "vector_path": "#cfe0ef", OUTSIDE: "#ffffff"}.get(
            name, "#f6d9c6" if name in STAGES else "#eef1f4")
        picture.box(x - STEP / 2 + 3, TOP, STEP - 6, 38, fill, FAINT, radius=4)
        words = name.split("_")
        lines = [name.replace("_", " ")] if len(name) < 10 else [words[0], " ".join(words[1:])]
        for number, line in enumerate(lines):
            picture.label(x, TOP + 23 - 6 * (len(lines) - 1) + 13 * number, line, SMALL, "middle", weight="bold")
    for number, (name, (givers, takers)) in enumerate(drawn.items()):
        y = TOP + 66 + ROW * number
        picture.label(20, y - 2, name, weight="bold")
        picture.label(20, y + 12, BUNDLES[name].what, SMALL, fill=FAINT)
        ends = sorted(place[column] for column in givers | takers)
        picture.line([(ends[0], y), (ends[-1], y)], INK, 1.6)
        for column in sorted(takers):
            nearest = min((place[giver] for giver in sorted(givers)), key=lambda x: abs(x - place[column]))
            picture.arrow(place[column], y, 1 if nearest < place[column] else -1)
        for column in sorted(givers):
            picture.dot(place[column], y)
    y = bottom + 8
    for line in ("A dot gives, an arrow takes. Each line is a bundle of wires; those that go back, as ready, belong to "
                 "it. Bundles are in the order in which a token needs them.",
                 "Instances, directions and wires are read from the Verilog of the core on chip; a wire without a "
                 "bundle is an error."):
        picture.label(20, y, line, SMALL, fill=FAINT)
        y += 17
    return picture.text
