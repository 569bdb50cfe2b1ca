"""The page of numbers: what was simulated, predicted, placed and routed, and the command that prints each figure."""

from dataclasses import replace

from llama2_rtl import bench, bench_external, shape, speed
from llama2_rtl.converters.bound import BOUND, bound, bound_before_classifier, utilisation
from llama2_rtl.converters.cycles import ONE
from llama2_rtl.converters.presets import PRESETS, STORIES260K, choose_shape, in_formats
from llama2_rtl.converters.timeline import external, on_chip
from llama2_rtl.synthesis.board_files.read import board_file
from llama2_rtl.synthesis.fit import NAMES
from llama2_rtl.synthesis.kept_reports import is_of_one, kept_reports
from llama2_rtl.synthesis.targets import TARGETS

NARROW = "int4b32/int8b32"
"""What a file of 4-bit codes in blocks of 32 asks for."""

SIMULATED_ON_CHIP = {(8, 63): 38_723, (16, 63): 19_680, (64, 63): 5_673}
"""(lanes, position) -> cycles of a token of stories260K, as `make bench` prints them. Its token is the first after
reset, which waits for the first words of the stream and then for its row: up to 50 cycles more than one within a
text."""

SIMULATED_EXTERNAL = {
    ("stories15M", 63): 246_306, ("stories15M", 200): 261_416, ("stories42M", 63): 666_556,
    ("stories42M", 1000): 848_451, ("Llama-2-7B", 63): 3_212_309, ("Llama-2-7B", 1023): 3_397_704,
}
"""(preset, position) -> cycles of a token over AXI4, as `make bench` prints them: the cases of `bench_external`."""

SHAPES = {
    ("Llama-2-7B", "int8", 16_384): (8_379_566, None), ("Llama-3-8B", "int8", 16_384): (14_788_734, None),
    ("Llama-2-7B", "int4b128", 2048): (3_089_085, 2_032_038),
}
"""(preset, formats, position) -> cycles of a token of one layer with the classifier and, where they were counted apart,
those before the classifier, as `make shape` prints them."""

BATCHES = {("Llama-2-7B", 512, 2): (4_010_325, 1_897_130), ("Llama-2-7B", 512, 8): (4_066_177, 1_952_172),
           ("SmolLM2-135M", 512, 4): (509_078, 51_215)}
"""(preset, first position, positions) -> cycles of a pass of a batch in NARROW formats, of one layer with the
classifier, and those before the classifier, as `make shape` prints them."""

ARRAYS = {
    ("Llama-3-8B", NARROW, 16_384, 64, 1, 4): (11_195_535, 2_726_584),
    ("Llama-3-8B", "int4b128/int4b128", 2048, 1024, 32, 4): (382_854, 118_008),
    ("Llama-2-7B", "int4b128/int4b128", 128, 2048, 32, 1): (86_379, 53_248),
    ("Llama-2-7B", "int4b128/int4b128", 2048, 2048, 32, 1): (98_034, 64_903),
}
"""(preset, formats, position, lanes, ports, ways) -> as SHAPES, of cores with ways of attention or several ports."""

SHARED = {(2, 512): 1_678_387, (3, 512): 1_538_495, (3, 2047): 1_956_808}
"""(ways, position) -> cycles of a token of SmolLM2-135M-Instruct, all its layers, as SHARED_COMMAND prints them."""

TEXTS = {("SmolLM2-135M", None, 512, 4, 1): 3_080_990, ("SmolLM2-135M", None, 512, 4, 3): 1_970_493,
         ("Llama-2-7B", 1, 511, 4, 1): 4_324_025, ("Llama-2-7B", 1, 511, 8, 1): 4_755_249}
"""(preset, layers or None for all, position, texts, ways) -> cycles of a pass that texts share, in NARROW formats, as
`make shape` prints them."""

COPIED = ("Copy the following text exactly: The keeper climbs ninety steps every evening, lights the lamp and writes "
          "the weather into his book. In the morning he climbs ninety steps again, puts out the lamp and writes the "
          "weather into his book.")

DRAFTED = ((COPIED, 44, 26, "2.44", 610_885, 1_478_476),)
"""Prompt -> tokens of the answer, drafts that were right, tokens per pass, cycles per token with drafts and without, as
`make demo` prints them."""

SHARED_COMMAND = "make shape MODEL=smollm2-135m"

ACCURACY = (
    ("default: int8 rows with a scale mantissa, activations, queries and keys 16 bits, values 8",
     "+0.018 %", "+0.088 %"),
    ("the same with keys of 12 bits, the preset stories260K", "+0.018 %", "+0.084 %"),
    ("I8E throughout: 8 bits and powers of two everywhere", "+0.046 %", "+0.90 %"),
)
"""Formats -> perplexity above float32 of the shipped checkpoint and of stories260K, as `make accuracy` prints them."""

INSTRUCT_COMMAND = "make accuracy MODEL=smollm2-135m TEXT=checkpoints/prose/prose.txt"

INSTRUCT = (
    ("`int4b32/int8b32`, which its file asks for", "1.50", "+0.420 %", "97.1 %", "5.32", "89,396,180"),
    ("`int8`: rows with a scale mantissa", "5.58", "+0.852 %", "93.5 %", "8.03", "134,960,066"),
)
"""Formats -> KL, perplexity above float32, top-1, bits per weight and bytes per token of SmolLM2-135M-Instruct, as
INSTRUCT_COMMAND prints them."""

BESIDE_COMMAND = "python benchmarks/beside_llama_cpp.py --tokens 1024"

BESIDE = (
    ("llama.cpp's runtime, of llama-cpp-python 0.3.36", "2.82", "+0.019 %", "97.1 %"),
    ("the core in `int4b32/int8b32`", "1.14", "+0.503 %", "97.7 %"),
)
"""What ran -> KL, perplexity above float32 and top-1 of the same file, as BESIDE_COMMAND prints them."""

ROUNDED = ("80.1", "+8.23 %", "85.2 %", "4.77", "154,742")
"""The same of stories260K in `int4b32` on the text that it writes itself."""

PAGE = """# Numbers

Every figure says how it came about. *Simulated*: the generated Verilog ran in a simulator, and the cycles were counted.
*Predicted*: the cycle model (`converters/timeline.py`) computed it from the configuration. *Placed and routed*:
nextpnr placed the design for a device and gave the frequency of its critical path. *Computed*: golden, the fixed-point
model in PyTorch, ran on tokens. Nothing here was measured on a board.

{bound}
A share of the bound is the bound divided by the cycles (`converters/bound.py`). *Multipliers busy* is the
multiplications that the token needs by the lanes and the cycles: the multipliers' own utilisation.

## Cycles per token, weights and KV cache on chip

stories260K, a context of 512, position 63. Simulated by `make bench`; predicted by `make timeline LANES=n`. The
simulated token is the first one after reset and waits for the first words of the weight stream; the predicted one
stands within a text.

| lanes | simulated | predicted | bound | share of the bound, simulated | multipliers busy |
|---|---|---|---|---|---|
{on_chip}

## Cycles per token over AXI4

64 lanes, a memory of latency 64 that gives one word per cycle. Simulated by `make bench` in a Verilator program with a
memory in C++; predicted by the cycle model. Weights are `int8` rows; of Llama-2-7B one layer and a classifier of 512
rows.

| preset | position | simulated | predicted | difference | share of the bound, simulated | multipliers busy |
|---|---|---|---|---|---|---|
{external}

One layer of true dimensions with its classifier, far into the context; all logits and the KV cache equal golden's.
Simulated by `make shape PRESET= FORMAT= POSITION=`. *Share of the bound*: of the simulated cycles. *Whole model*: the
share with all layers, predicted by the cycle model.

| preset | format | position | simulated | predicted | difference | share of the bound | without classifier \
| whole model | multipliers busy |
|---|---|---|---|---|---|---|---|---|---|
{shapes}

The same where several query heads share each word of keys and values (*ways*), or where words come from many ports and
have a byte for each of many lanes. Simulated by `make shape PRESET= FORMAT= POSITION= LANES= PORTS= WAYS=`.

| preset | format | position | lanes | ports | ways | simulated | predicted | difference | share of the bound \
| without classifier | whole model | multipliers busy |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
{arrays}

Several positions of a prompt in one reading of the weights of such a layer, in `{narrow}`; the last one's logits and
the KV cache of all equal golden's. Simulated by `make shape PRESET= FORMAT={narrow} POSITION= BATCH=`; *predicted* by
the cycle model. *Against one*: the cycles before the classifier by those of one position in a core without batches,
predicted; *whole model*: the same with all layers, both predicted.

| preset | first position | positions | simulated | predicted | difference | before the classifier | against one \
| whole model |
|---|---|---|---|---|---|---|---|---|
{batches}

SmolLM2-135M-Instruct as its file has it, all 30 layers, after a text of random tokens; all 49,152 logits and the KV
cache equal golden's. Two or all three query heads of a key head share each of its words. Simulated by
`{shared_command} WAYS= POSITION=`; in front of it what the cycle model predicts for one way.

| ways | position | one way, predicted | simulated | predicted | difference | share of the bound |
|---|---|---|---|---|---|---|
{shared}

Several texts that share each reading of the weights, each with the next token of its answer at the position, behind
keys and values of its own; all logits and all KV caches equal golden's. SmolLM2-135M-Instruct as its file has it, all
its layers, and one layer of Llama-2-7B with its classifier, in `{narrow}`. Simulated by `make shape POSITION=
SEQUENCES= WAYS=` with `MODEL=smollm2-135m` or `PRESET=Llama-2-7B FORMAT={narrow}`. *Against one*: tokens per second of
all texts together by those of one alone in a core of one text, predicted, for all layers.

| model | position | texts | ways | simulated | predicted | difference | against one |
|---|---|---|---|---|---|---|---|
{texts}

SmolLM2-135M-Instruct as its file has it in a core with `BATCH=4`, whose answers draft from the text so far; each answer
is golden's, with drafts and without. Simulated by `make demo MODEL=smollm2-135m BATCH=4 CHAT='...'`, without drafts
with `DRAFTS=0` besides.

| `CHAT=` | tokens of the answer | drafts that were right | tokens per pass | cycles per token | without drafts |
|---|---|---|---|---|---|
{drafted}

## Tokens per second on boards

Predicted by `make speed`: the cycle model at the board's clock, an assumption, at position {position}, and the peak
rate of its memory; `make plan` and its [table](plans.md) count all the ports of a board. A dash where weights and KV
cache exceed the memory. No board ran it. *port*: the core's one AXI4 port is the limit, a byte for each lane and cycle;
*memory*: the memory's peak rate is. In the formats that a file of floats asks for, and in those of a file of 4-bit
codes in blocks of 32 (`FORMAT={narrow}`).

| preset | format | lanes | {columns} |
|---|---|---|{rule}|
{boards}

## Clock and resources

Placed and routed by `make synth` with Yosys and nextpnr, each clock that of a placement; the slowest one counts. Tokens
per second are that clock by the simulated cycles at position 63. `make synth` holds these cores to {constraint} MHz.

| target | preset | format | lanes | context | clocks, MHz | tokens per second | LUTs | flip-flops | multipliers \
| block RAMs | most of the part |
|---|---|---|---|---|---|---|---|---|---|---|---|
{routed}

Synthesised only, by `make synth SEEDS=0`: resources, without a clock. A design that takes more than 100 % does not fit
the part.

| target | preset | format | lanes | context | LUTs | flip-flops | multipliers | block RAMs | most of the part |
|---|---|---|---|---|---|---|---|---|---|
{synthesised}

What several positions in one reading of the weights cost (`BATCH=`), several query heads at each of their words of keys
and values (`WAYS=`), and several texts (`SEQUENCES=`), synthesised likewise:

| target | preset | lanes | context | batch | ways | texts | LUTs | flip-flops | multipliers | block RAMs \
| most of the part |
|---|---|---|---|---|---|---|---|---|---|---|---|
{several}

## Accuracy

Perplexity above that of float32 on 10,240 tokens, computed by `make accuracy`.

| formats | tales, the checkpoint that comes with the project | stories260K, `MODEL=` |
|---|---|---|
{accuracy}

A real model: SmolLM2-135M-Instruct (`{command}`) on 2,723
tokens of English in contexts of 256: `checkpoints/prose` has the text, stories and technical prose of this project's
own, and says where it comes from. Against float32 with the weights that its file stands for: linear layers in 4-bit
codes (Q4_1), the tied embedding in 8 bits (Q8_0). Perplexity of float32: 69.86. The command takes 2.3 GB of memory.

| formats | KL, 1e-3 nat | perplexity | same likeliest token | bits per weight | bytes per token |
|---|---|---|---|---|---|
{instruct}

llama.cpp's own runtime, which makes activations of 8 bits for its kernels and keeps keys and values in 16-bit floats,
beside the core on the same file, in the same windows of the text's first 1,024 tokens, against the same float32;
computed by `{beside_command}` ([commands](../commands.md#benchmarks) say what it needs):

| what ran | KL, 1e-3 nat | perplexity | same likeliest token |
|---|---|---|---|
{beside}

Its layers lie on four bits already, so the 4-bit row says how well the format carries such a file. What rounding a
float model to four bits costs depends on the model: stories260K in `int4b32`, with keys of 12 bits, has a KL of
{rounded[0]}, {rounded[1]} of perplexity and the same likeliest token for {rounded[2]}, at {rounded[3]} bits per weight
and {rounded[4]} bytes per token.
"""


def numbers_page():
    """The page as Markdown."""
    reports = kept_reports()
    routed = [report for report in reports if report["fmax_mhz"]]
    return PAGE.format(
        bound=BOUND,
        on_chip=_rows(_on_chip()), external=_rows(_external()), shapes=_rows(_shapes()), arrays=_rows(_arrays()),
        batches=_rows(_batches()), shared=_rows(_shared()), texts=_rows(_texts()),
        drafted=_rows((prompt, tokens, right, per_pass, f"{cycles:,}", f"{without:,}")
                      for prompt, tokens, right, per_pass, cycles, without in DRAFTED),
        shared_command=SHARED_COMMAND, boards=_rows(_boards()),
        position=speed.POSITION, columns=" | ".join(f"{one.name}, {one.clock_mhz:g} MHz" for one in board_columns()),
        rule="|".join(["---"] * len(speed.BOARDS)), narrow=NARROW,
        constraint=" and ".join(sorted({f"{report['constraint_mhz']:g}" for report in routed})),
        routed=_rows([*_design(report), ", ".join(f"{mhz:.1f}" for mhz in report["seeds"].values()),
                      f"{report['tokens_per_second']:,.0f}", *_resources(report)] for report in routed),
        synthesised=_rows([*_design(report), *_resources(report)] for report in reports
                          if not report["fmax_mhz"] and is_of_one(report)),
        several=_rows([report["target"], report["preset"], report["lanes"], report["context"], report["batch"],
                       report["ways"], report["sequences"], *_resources(report)]
                      for report in reports if not is_of_one(report) or _has_several(report, reports)),
        accuracy=_rows(ACCURACY), instruct=_rows(INSTRUCT), command=INSTRUCT_COMMAND, rounded=ROUNDED,
        beside=_rows(BESIDE), beside_command=BESIDE_COMMAND)


def _has_several(report, reports):
    """Whether a kept report of one position is that of a design of which there are others of several."""
    return any(_design(other) == _design(report) for other in reports if not is_of_one(other))


def _rows(rows):
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


def bench_geometry(lanes):
    """The Geometry of `make bench` on chip."""
    return replace(STORIES260K, lanes=lanes, context=bench.CONTEXT).geometry


def external_geometry(name):
    """The Geometry of a case of `make bench` over AXI4."""
    changes = next(changes for case, changes, _ in bench_external.CASES if case == name)
    return bench_external.case_geometry(name, changes)


def _on_chip():
    for (lanes, position), cycles in SIMULATED_ON_CHIP.items():
        geometry = bench_geometry(lanes)
        least = bound(geometry, position)
        yield (lanes, f"{cycles:,}", f"{on_chip(geometry, position).cycles:,}", f"{least:,.0f}",
               f"{least / cycles:.1%}", _busy(geometry, position, cycles))


def _external():
    for (name, position), cycles in SIMULATED_EXTERNAL.items():
        geometry = external_geometry(name)
        predicted = external(geometry, position).cycles
        yield (name, f"{position:,}", f"{cycles:,}", f"{predicted:,}", f"{predicted / cycles - 1:+.2%}",
               f"{bound(geometry, position) / cycles:.1%}", _busy(geometry, position, cycles))


def _shapes():
    for (name, formats, position), simulated in SHAPES.items():
        preset = in_formats(PRESETS[name], formats)
        yield name, f"`{formats}`", f"{position:,}", *_of_layer(preset, position, *simulated)


def _arrays():
    for (name, formats, position, *array), simulated in ARRAYS.items():
        yield (name, f"`{formats}`", f"{position:,}", *(f"{number:,}" for number in array),
               *_of_layer(array_preset(name, formats, *array), position, *simulated))


def array_preset(name, formats, lanes, ports, ways):
    """The Preset of a row of ARRAYS."""
    return choose_shape(name, formats=formats, lanes=lanes, ports=ports, ways=ways)


def _of_layer(preset, position, cycles, before_classifier):
    """What a row of SHAPES or ARRAYS says of its cycles."""
    geometry, whole = (shape.shape(preset, position, layers) for layers in (1, preset.model.n_layers))
    predicted, apart = external(geometry, position).cycles, ("–", "–")
    if before_classifier:
        apart = (f"{bound_before_classifier(geometry, position) / before_classifier:.2%}",
                 f"{bound(whole, position) / external(whole, position).cycles:.2%}")
    return (f"{cycles:,}", f"{predicted:,}", f"{predicted / cycles - 1:+.3%}",
            f"{bound(geometry, position) / cycles:.2%}", *apart, _busy(geometry, position, cycles))


def _batches():
    for (name, position, positions), (cycles, before_classifier) in BATCHES.items():
        one, several = (batch_geometry(name, position, count) for count in (1, positions))
        whole, whole_batch = (choose_shape(name, formats=NARROW, batch=count).geometry for count in (1, positions))
        predicted = external(several, position, shares=(positions,)).cycles
        of_whole = (external(whole_batch, position, chooses=False, shares=(positions,)).cycles
                    / external(whole, position, chooses=False).cycles)
        yield (name, f"{position:,}", positions, f"{cycles:,}", f"{predicted:,}", f"{predicted / cycles - 1:+.3%}",
               f"{before_classifier:,}", f"{before_classifier / external(one, position, chooses=False).cycles:.3f}",
               f"{of_whole:.3f}")


def batch_geometry(name, position, positions):
    """The Geometry of a row of BATCHES."""
    return shape.shape(choose_shape(name, formats=NARROW, batch=positions), position + positions - 1, 1)


def _shared():
    for (ways, position), cycles in SHARED.items():
        one, several = (shared_geometry(count, position) for count in (1, ways))
        predicted = external(several, position).cycles
        yield (ways, f"{position:,}", f"{external(one, position).cycles:,}", f"{cycles:,}", f"{predicted:,}",
               f"{predicted / cycles - 1:+.3%}", f"{bound(several, position) / cycles:.2%}")


def shared_geometry(ways, position):
    """The Geometry of a row of SHARED."""
    preset = choose_shape("SmolLM2-135M", formats=NARROW, ways=ways)
    return shape.shape(preset, position, preset.model.n_layers)


def _texts():
    for (name, layers, position, texts, ways), cycles in TEXTS.items():
        predicted = external(texts_geometry(name, layers, position, texts, ways), position, shares=ONE * texts).cycles
        whole = [external(texts_geometry(name, None, position, count, ways), position, shares=ONE * count).cycles
                 for count in (1, texts)]
        yield (name, f"{position:,}", texts, ways, f"{cycles:,}", f"{predicted:,}", f"{predicted / cycles - 1:+.3%}",
               f"{texts * whole[0] / whole[1]:.2f}")


def texts_geometry(name, layers, position, texts, ways):
    """The Geometry of a row of TEXTS."""
    preset = choose_shape(name, formats=NARROW, batch=texts, sequences=texts, ways=ways)
    return shape.shape(preset, position, layers or preset.model.n_layers)


def _busy(geometry, position, cycles):
    return f"{utilisation(geometry, position, cycles):.1%}"


def board_columns():
    """The columns of the table of boards, of `make speed`."""
    return [speed.column(board_file(key)) for key in speed.BOARDS]


def _boards():
    for name, preset in PRESETS.items():
        for formats in (None, NARROW):
            geometry = speed.shape(preset, None, speed.POSITION, formats)
            yield name, f"`{geometry.numerics.formats.name}`", geometry.lanes, *(
                speed.rate(geometry, one, speed.POSITION) for one in board_columns())


def _design(report):
    return report["target"], report["preset"], f"`{report['format']}`", report["lanes"], report["context"]


def _resources(report):
    """The counts, and of the part's resource that is used most the share."""
    target = TARGETS[report["target"]]
    share, most = max((report[kind] / target.available[kind], kind) for kind in NAMES)
    return [*(f"{report[kind]:,}" for kind in ("lut", "ff", "dsp", "bram")),
            f"{share:.0%} of the {NAMES[most]} of the {target.part}"]
