"""What the engine does in every cycle of a token, predicted from the configuration alone.

With weights and KV cache on the chip (`on_chip`) the prediction is exact: nothing depends on the data, and every wait
is the sum of latencies that the blocks state. With a memory beside the core (`external`) the bus is shared and reads
run ahead, and the prediction is a balance of words."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import ceil

from llama2_rtl.converters.attention import combine, final_sums, online_softmax
from llama2_rtl.converters.attention.attention import BEAT_LATENCY, offer_delay
from llama2_rtl.converters.attention.formats import (
    BANKS,
    last_word_elements,
    sums_per_cycle,
    sums_wait,
    vector_elements,
)
from llama2_rtl.converters.attention.normalized_output import latency as output_latency
from llama2_rtl.converters.attention.scheduler import LEAD
from llama2_rtl.converters.attention.score_slot import SCORE_LATENCY
from llama2_rtl.converters.attention.sequence_walk import SETTLING as TURN_SETTLING
from llama2_rtl.converters.attention.softmax_slot import SETTLING
from llama2_rtl.converters.attention.walks import last_sums_stay
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.read_master import prefetch_words
from llama2_rtl.converters.control.pipeline_controller import (
    ATTEND,
    FEED_FORWARD,
    FINISH_TOKEN,
    IDLE,
    PROJECT_QKV,
    STAGES,
    WRITE_KV,
)
from llama2_rtl.converters.control.shared_passes import gathering
from llama2_rtl.converters.cycles import ONE, kv_words, row_gaps
from llama2_rtl.converters.engine import engine
from llama2_rtl.converters.engine.multiply_accumulate import PV_LATENCY, dot_latency
from llama2_rtl.converters.engine.weight_router import gain_words, scale_words
from llama2_rtl.converters.kernels import rope, rope_side_by_side
from llama2_rtl.converters.memory import block_embedding, block_rows, embedding, embedding_rows, weight_source
from llama2_rtl.converters.stages import sampler, sampler_side_by_side, swiglu, swiglu_apart, swiglu_side_by_side
from llama2_rtl.converters.vector import batch_read, batch_replay, head_quantizer, quantizer, residual
from llama2_rtl.golden.config import PASS_ROWS, SPAN
from llama2_rtl.golden.embedding_place import embedding_place
from llama2_rtl.golden.weight_image import image_shapes

WEIGHTS, PARAMETERS, KEYS, VALUES, BUBBLE = "weights", "parameters", "keys", "values", "bubble"
"""What a cycle is. The first four are beats: of a word of weights, of one of scales or gains while the lanes are idle,
of keys with queries, of values with probabilities."""

ATTENTION = "keys and values"
"""Keys and values in turn, where their order depends on the memory."""

ENGINE_BEATS = (WEIGHTS, KEYS, VALUES, ATTENTION)
"""The beats in which the lanes multiply."""

FIRST_READ = 2
"""Cycles from a token's start to the read of its embedding row's first word (`embedding_rows`)."""

ROW_ASKED = 16
"""Cycles, besides the memory's latency, by which a row of the embedding that no burst stands before comes later over
the bus than on the chip: those until it is asked for, and until its scale stands in its place."""

ROW_LEAD = 16
"""Cycles by which a row of the embedding comes earlier over the bus than behind a whole burst and the latency."""

FEWEST_ROW_WORDS = 4
"""Words that the codes of a row fill, for which the tests hold `external` to the Verilog."""


@dataclass(frozen=True)
class Interval:
    """`cycles` cycles from the cycle `start` of a token on: `what`, in a `stage` of a `layer`. In `waits` of them the
    engine waits for the memory or, in attention, for results of its own."""

    stage: str
    layer: int
    what: str
    start: int
    cycles: int
    waits: int = 0

    @property
    def end(self):
        return self.start + self.cycles


@dataclass(frozen=True)
class Timeline:
    """The intervals of a token, one after the other without a gap, from its start to the start of the next one."""

    intervals: tuple

    @property
    def cycles(self):
        return self.intervals[-1].end

    def count(self, *kinds):
        """Cycles that are one of `kinds`."""
        return sum(interval.cycles for interval in self.intervals if interval.what in kinds)

    def by_stage(self):
        """(stage, layer) -> kind -> cycles, in the order of the token."""
        table = {}
        for interval in self.intervals:
            table.setdefault((interval.stage, interval.layer), Counter())[interval.what] += interval.cycles
        return table

    def bubbles(self):
        """"stage > stage" -> cycles: the bubbles by the stages between whose engine beats they lie, as `make bench`
        counts them."""
        pairs, waited, last = Counter(), 0, STAGES[FINISH_TOKEN]
        for interval in self.intervals:
            if interval.what == BUBBLE:
                waited += interval.cycles
            elif interval.what in ENGINE_BEATS:
                pairs[f"{last} > {interval.stage}"] += waited
                waited, last = 0, interval.stage
        pairs[f"{last} > {STAGES[PROJECT_QKV]}"] += waited
        return {pair: cycles for pair, cycles in pairs.items() if cycles}


def matrix_parts(geometry, name, layer):
    """[(rows, columns, WeightFormat)] of what is one after the other in the image of a matrix of a layer: its
    parts where they are apart."""
    formats = geometry.numerics.formats
    shapes = image_shapes(geometry.model, formats)
    return [(*shapes[part], formats(part, layer)) for part in formats.parts(name)]


def matrix_passes(geometry, name, layer):
    """[(rows, columns, WeightFormat)] of the passes of a matrix of a layer."""
    return [(min(PASS_ROWS, rows - row), columns, weights) for rows, columns, weights in matrix_parts(
        geometry, name, layer) for row in range(0, rows, PASS_ROWS)]


def pass_parameters(geometry, rows, columns, weights, read_before=False):
    """Words of scales of a pass's rows and blocks, of the latter without the first, and without those of its rows,
    where they were `read_before`."""
    block_scales = geometry.tile.block_scale_words(rows, columns, weights)
    return max(0, block_scales - 1) if read_before else scale_words(geometry, rows) + block_scales


def matrix_intervals(geometry, name, layer, first):
    """[(what, start, cycles)] of a matrix of a layer whose first word is taken in the cycle `first`: rows, and between
    two passes the scales of the second; the first pass's were read before. The words of block scales among the rows of
    a pass are counted together, ahead of them."""
    intervals, start = [], first
    for of_pass in matrix_passes(geometry, name, layer):
        parameters = pass_parameters(geometry, *of_pass, read_before=start == first)
        for what, words in ((PARAMETERS, parameters), (WEIGHTS, geometry.tile.words(*of_pass))):
            if words:
                intervals.append((what, start, words))
                start += words
    return intervals


def norm_words(geometry):
    """Words of a norm's gains, with the one in front of them that says the formats of matrices."""
    return gain_words(geometry) + geometry.in_blocks


def parameter_words(geometry, name, layer=0):
    """Words that lie in the image between the matrix in front and the first row of this one, of a layer: the scales of
    its first pass, the first ones of its blocks, and where they have their place there the next norm's gains."""
    rows, _, weights = matrix_passes(geometry, name, layer)[0]
    in_blocks = weights.block is not None
    return scale_words(geometry, rows) + in_blocks + (norm_words(geometry) if name in ("wo", "w2") else 0)


def row_end(geometry, layer, row, positions=1):
    """Cycles from the first word of a layer's matrix of keys, values and queries, scales between passes among them,
    until the sum of `row` begins its way, of several `positions` that of the last: the words up to the end of its tile,
    and a cycle for each `tail` rows before it in the tile, and position."""
    g, words = geometry, 0
    for number, (rows, columns, weights) in enumerate(matrix_passes(g, "qkv", layer)):
        rows_of_tile = g.tile.rows_of(weights)
        count = rows if row >= rows else row // rows_of_tile * rows_of_tile + rows_of_tile
        block_scales = pass_parameters(g, count, columns, weights, read_before=True)
        between = scale_words(g, rows) + (weights.block is not None) if number else 0
        words += between + block_scales + g.tile.words(count, columns, weights)
        if row < rows:
            return words + (row % rows_of_tile // g.tail + 1) * positions - 1
        row -= rows
    raise ValueError(f"a matrix of keys, values and queries has no row {row} beyond its last")


def last_row_wait(geometry, name, layer=0, positions=1):
    """Cycles by which the sum of a matrix's last row, of several `positions` that of the last, comes later than that of
    the first row in its tile."""
    rows, _, weights = matrix_parts(geometry, name, layer)[-1]
    return ((rows - 1) % geometry.tile.rows_of(weights) // geometry.tail + 1) * positions - 1


def to_mantissas(geometry, positions=1):
    """Cycles from the beat of a head's last row to its last mantissa, of several `positions` to that of the last: the
    row's sum, RoPE, the head's quantiser, which the heads leave one after the other."""
    vectors = geometry.vectors
    turning = rope.latency(vectors) + 1 if geometry.tail == 1 else rope_side_by_side.LATENCY
    leaving = positions * geometry.model.head_dim // geometry.tail - 1
    return engine.latency(geometry) + turning + head_quantizer.latency(vectors) + leaving


def quantised(geometry, columns, positions=1):
    """Cycles from the last element of a vector of so many columns to the first beat of the matrix that reads it, at
    least; of several `positions` from the last one's."""
    if geometry.vectors == 1:
        return quantizer.LATENCY + 1
    return quantizer.LATENCY + batch_read.WAIT + (positions - 1) * (geometry.words(columns) + 1) + 1


def to_vector(geometry, positions=1):
    """Cycles from the last element of the residual to the first beat of the matrix that reads it, at least."""
    return residual.LATENCY + quantised(geometry, geometry.model.dim, positions)


def attention_units(geometry, position, kv_ready, item_ready, positions=1):
    """[(KEYS or VALUES, start, cycles)]: when the scheduler issues the keys of each span and item, and each unit of
    its values, if keys and values are in the cache from the cycle `kv_ready` on and item i's queries from
    `item_ready[i]` on. Of several `positions` the last one is given. See `scheduler`, whose decisions these are."""
    g = geometry
    last_span, last_index = divmod(position, SPAN)
    lengths = [SPAN] * last_span + [last_index + 1]
    spans = [(item, length) for item in range(g.items) for length in lengths]
    spacing, pause = combine.spacing(g), max(SETTLING, g.slots)
    to_softmax = 1 + BEAT_LATENCY + dot_latency(g) + SCORE_LATENCY + 4
    to_offer = online_softmax.PASS_LATENCY - online_softmax.OFFER_LEAD + offer_delay(g, PV_LATENCY)
    units, offers, softmax_end, apart, output = [], [], 0, 0, 0
    keyed = valued = chunk = 0
    cycle = kv_ready + 1
    while valued < len(spans):
        used = keyed - valued
        key_from = value_from = None
        if keyed < len(spans) and used < BANKS:
            key_from = max(kv_ready, item_ready[spans[keyed][0]]) + 1
        if valued < len(offers):
            value_from = max(offers[valued] + 1, apart)
            if chunk == 0 and (valued + 1) % len(lengths) == 0:
                value_from = max(value_from, output)
        key_can, value_can = (place is not None and place <= cycle for place in (key_from, value_from))
        if key_can and (not value_can or used < LEAD):
            length = spans[keyed][1]
            units.append((KEYS, cycle, length * g.chunks))
            cycle += length * g.chunks
            softmax = max(cycle - 1 + to_softmax, softmax_end + pause)
            softmax_end = softmax + length - 1
            offers.append(softmax + to_offer)
            keyed += 1
        elif value_can:
            length = spans[valued][1]
            units.append((VALUES, cycle, length))
            cycle += length
            chunk += 1
            if chunk == g.chunks:
                chunk, valued = 0, valued + 1
                if sums_wait(g) and valued % len(lengths) == 0:
                    output = cycle + last_sums_stay(g) + (positions - 1) * vector_elements(g) // g.tail + 1
            if valued < len(spans):
                apart = cycle + max(0, spacing - spans[valued][1])
        else:
            cycle = min(place for place in (key_from, value_from) if place is not None)
    return units


def last_element_of_row(geometry, left, row=0):
    """The cycle of a token in which the last element of its embedding `row` is taken, where the engine reads `left`
    words of parameters first, one per cycle; it waits for the gains among them alone. See `weight_source`,
    `embedding_rows` and `block_rows` for when a word of the row is read. In blocks, while the engine reads parameters,
    rows with scales among their first words come some cycles later than the first row, for which `on_chip` stands."""
    g, read_latency = geometry, weight_source.LATENCY
    place = embedding_place(g.model, g.numerics.formats, g.tile)
    codes, most = {word for word, *_ in place.code_addresses(row)}, embedding_rows.room(g.columns, read_latency)
    to_word = embedding_rows.latency(g.columns, read_latency)
    element, read = max(0, left - parameter_words(g, "qkv")) + 1, block_rows.FIRST_READ if place.blocks else FIRST_READ
    ends, elements = [], g.model.dim
    for number, address in enumerate(place.addresses(row)):
        if number >= most:
            read = max(read, sorted(ends)[number - most] + 1)
        if number >= weight_source.SPARE:
            read = max(read, left + 3)
        if address in codes:
            element = max(element, read + to_word) + min(g.columns, elements) // g.tail
            ends.append(element - 1)
            elements -= g.columns
        else:
            ends.append(read + read_latency)
        read += 1
    return element - 1


def to_residual(geometry):
    """Cycles from the cycle before an element of the embedding's row is taken until it is one of the residual."""
    return (block_embedding if geometry.numerics.formats("embedding").block else embedding).LATENCY


ASK = 1
"""Cycles from the start of a batch, or from the last element of a row before, until a row of the embedding is asked
for."""


def last_element_of_rows(geometry, left, positions):
    """The cycle of a pass in which the last element of its embedding's rows has been loaded: one after the other, and
    then all once more, element by element."""
    taken = ASK + last_element_of_row(geometry, max(0, left - ASK)) - 1 + to_residual(geometry)
    for _ in range(positions - 1):
        taken += ASK + last_element_of_row(geometry, 0) - 1 + to_residual(geometry)
    return taken + 2 + batch_replay.WAIT + positions * geometry.model.dim - 1


DROPPED = 1
"""Cycles from a vector that nothing reads is ready until its token is done."""

HANDED_ON = 5
"""Cycles by which a pass that texts share starts later than a token loop alone would start it, besides those in which
it gathers tokens: its end is handed on to the texts in two, what they ask for then waits from the next one on, and it
is seen, and the pass started, in one each."""


def to_shared_pass(geometry, chooses, shares):
    """Cycles by which a pass starts later behind another such than a token loop alone would start it: of answers, one
    position each, and of prompts, which have the other `shares`, all where it `chooses` none. It gathers tokens, then
    goes through the texts twice, for answers and for prompts, of which each token takes a cycle; after answers that
    leave no room for any it looks at one text alone."""
    g, of_prompts = geometry, sum(share for share in shares if share > 1 or not chooses)
    looks_at = 1 if not of_prompts and sum(shares) == g.vectors else g.sequences
    return HANDED_ON + gathering(g.vectors) + g.sequences + looks_at + of_prompts


def to_next_turn(geometry, positions):
    """Cycles from the last element of attention's output for one text until the lanes may attend for the next one,
    which has so many `positions` in the pass: `sequence_walk` goes through its vectors."""
    return positions + 1 + TURN_SETTLING


def attention_turns(geometry, position, kv_ready, item_ready, shares=ONE):
    """`(beats, end)` of a layer's attention, a turn of each text: [(KEYS or VALUES, start, cycles)] as the lanes take
    them, and the cycle of the last element of its output. As `attention_units`, all from the same `position` on."""
    g, beats, end = geometry, [], None
    for positions in shares:
        if end is not None:
            kv_ready = end + to_next_turn(g, positions)
        beats += [(what, cycle + 1 + BEAT_LATENCY, cycles) for what, cycle, cycles in attention_units(
            g, position + positions - 1, kv_ready, item_ready, positions)]
        attended = beats[-1][1] + beats[-1][2] - 1
        unloaded = attended + PV_LATENCY + last_word_elements(g) // sums_per_cycle(g) - 1
        if sums_wait(g):
            elements = (g.heads_per_beat - g.spare_slots) * g.model.head_dim
            unloaded += final_sums.WAIT + positions * elements // g.tail
        end = unloaded + 2 + output_latency(g)
    return beats, end


@cache
def on_chip(geometry, position, chooses=True, shares=ONE):
    """The Timeline of the token at `position`, one of an answer, with weights and KV cache on the chip; or, where it
    `chooses` no token, one inside a prompt, behind another such. Of several vectors that of a pass of the `shares` of
    its texts, as many positions of each, from there on, behind a pass of as many. Drafts count as positions; the cycles
    in which a text looks for them are left out."""
    g, m, vectors = geometry, geometry.model, sum(shares)
    layers, to_row = m.n_layers, engine.latency(g)
    rows_before = 2 * m.kv_dim
    beats, stages = [], [(IDLE, 0, 0), (PROJECT_QKV, 0, 1)]

    def run(name, layer, ready, read):
        """A matrix of a layer whose vector lets it begin at `ready` and whose first scales are read before `read`; its
        last beat."""
        beats.extend(matrix_intervals(g, name, layer, max(ready, read)))
        return beats[-1][1] + beats[-1][2] - 1

    def read_ahead(name, layer, last):
        """The parameters of the matrix that follows a last beat; the first cycle after them."""
        beats.append((PARAMETERS, last + 1, parameter_words(g, name, layer)))
        return last + 1 + parameter_words(g, name, layer)

    to_choice = sampler.LATENCY if g.tail == 1 else sampler_side_by_side.latency(g.tail)
    to_hidden = swiglu.latency(g.row_spacing(m.dim)) if g.tail == 1 else swiglu_side_by_side.LATENCY
    if "w13" in g.numerics.formats.apart:
        to_hidden = swiglu_apart.LATENCY
    first_words = norm_words(g) + parameter_words(g, "qkv")
    if chooses:
        to_next_token = to_row + last_row_wait(g, "classifier", 0, vectors) + to_choice + 2
    else:
        to_next_token = to_row + last_row_wait(g, "w2", layers - 1, vectors) + to_vector(g, vectors) + DROPPED
    to_idle = to_next_token - 1
    if not chooses:
        to_next_token += max(shares) - 1  # a prompt's tokens come one by one
    if g.sequences > 1:
        to_next_token += to_shared_pass(g, chooses, shares)
    left = max(0, first_words - (to_next_token - 1))
    beats.append((PARAMETERS, 0, left))
    if g.vectors == 1:
        ready = last_element_of_row(g, left) - 1 + to_residual(g) + to_vector(g)
    else:
        ready = last_element_of_rows(g, left, vectors) + to_vector(g, vectors)
    read = left
    for layer in range(layers):
        first = max(ready, read)
        last = run("qkv", layer, ready, read)
        read = read_ahead("wo", layer, last)
        written = first + row_end(g, layer, rows_before - 1, vectors) - 1 + to_mantissas(g, vectors) + 2
        start = max(last + 2, written)
        to_ready = to_mantissas(g, vectors) + (2 if g.tail == 1 else 1)
        item_rows = [rows_before + g.heads_before(item + 1) * m.head_dim for item in range(g.items)]
        item_ready = [first + row_end(g, layer, rows - 1, vectors) - 1 + to_ready for rows in item_rows]
        turns, attended = attention_turns(g, position, start + 1, item_ready, shares)
        beats.extend(turns)
        stages += [(WRITE_KV, layer, last + 2), (ATTEND, layer, start + 1)]
        ready = attended + quantised(g, m.q_dim, vectors)
        last = run("wo", layer, ready, read)
        stages.append((FEED_FORWARD, layer, last + 2))
        read = read_ahead("w13", layer, last)
        waited = last_row_wait(g, "wo", layer, vectors) + to_vector(g, vectors)
        last = run("w13", layer, last + to_row + waited, read)
        read = read_ahead("w2", layer, last)
        hidden = last_row_wait(g, "w13", layer, vectors) + to_hidden
        last = run("w2", layer, last + to_row + hidden + quantised(g, m.hidden_dim, vectors), read)
        final = layer + 1 == layers
        stages.append((FINISH_TOKEN, layer, last + 2) if final else (PROJECT_QKV, layer + 1, last + 2))
        if not final or chooses:
            read = read_ahead("classifier" if final else "qkv", layer + 1, last)
        ready = last + to_row + last_row_wait(g, "w2", layer, vectors) + to_vector(g, vectors)
    if chooses:
        last = run("classifier", layers, ready, read)
    beats.append((PARAMETERS, last + 1, first_words))
    stages.append((IDLE, 0, last + to_idle))
    return Timeline(tuple(_laid(beats, stages, last + to_next_token)))


def _laid(beats, stages, end):
    """The intervals of the beats [(what, start, cycles)], bubbles between them, cut where a stage
    [(stage, layer, start)] begins. Parameters count where the lanes are idle alone."""
    engine_beats = sorted((start, start + cycles, what) for what, start, cycles in beats if what in ENGINE_BEATS)
    idle, cycle = [], 0
    for start, stop, _ in [*engine_beats, (end, end, None)]:
        if start > cycle:
            idle.append((cycle, start))
        cycle = stop
    pieces = list(engine_beats)
    reads = sorted((start, min(start + cycles, end)) for what, start, cycles in beats if what == PARAMETERS and cycles)
    at = 0
    for start, stop in idle:
        while at < len(reads) and reads[at][1] <= start:
            at += 1
        look, cycle = at, start
        while look < len(reads) and reads[look][0] < stop:
            begin, finish = max(start, reads[look][0]), min(stop, reads[look][1])
            pieces += [(cycle, begin, BUBBLE), (begin, finish, PARAMETERS)]
            cycle = finish
            look += 1
        pieces.append((cycle, stop, BUBBLE))
    stages = sorted((start, stage, layer) for stage, layer, start in stages)
    turn = 0
    for start, stop, what in sorted(piece for piece in pieces if piece[0] < piece[1]):
        while start < stop:
            while turn + 1 < len(stages) and stages[turn + 1][0] <= start:
                turn += 1
            until = min(stop, stages[turn + 1][0]) if turn + 1 < len(stages) else stop
            yield Interval(STAGES[stages[turn][1]], stages[turn][2], what, start, until - start)
            start = until


@cache
def external(geometry, position, latency=64, words_per_cycle=1.0, chooses=True, shares=ONE):
    """The Timeline of the token at `position`, one of an answer, or where it `chooses` none inside a prompt, or of a
    pass of the `shares` of its texts, as `on_chip` has them, with weights and KV cache in a memory that gives
    `words_per_cycle` words of `beat_bytes` bytes, at most 1, `latency` cycles after the address of their burst.

    A balance of words: each stretch of the token on chip takes as long as there, or as long as the bus needs for what
    is missing of its words; the clients' FIFOs fill while the bus has nothing more urgent to read, and keys and values
    go before weights. Waits are counted, not placed within a stretch. The sum holds within 0.5 % and a stage within 3 %
    where `external_holds`."""
    bus = _Bus(geometry, len(shares) * kv_words(geometry, position), latency, min(words_per_cycle, 1.0))
    for _ in range(2):  # the second token finds the weights' FIFO as a token leaves it
        intervals = list(_on_the_bus(on_chip(geometry, position, chooses, shares), bus,
                                     rows_delay(geometry, latency, sum(shares))))
    return Timeline(tuple(intervals))


def external_holds(geometry, position):
    """Whether `external` has been held to the Verilog for such a token: rows of some words, keys wider than a word, a
    full span of positions. Else attention may wait for its own results longer than the balance of words says, some
    100 cycles for each layer, as it does in the turn of a text whose keys and values are fewer words than the FIFOs
    take. Of a token of few cycles it also counts what the balance knows nothing of: up to 1,000 words of keys and
    values that come while rows of the embedding pass, and the whole bursts in which FIFOs are filled."""
    wide_keys = KvLayout(geometry).key_beats > 1
    return wide_keys and geometry.model.dim > (FEWEST_ROW_WORDS - 1) * geometry.word_bytes and position >= SPAN - 1


def _on_the_bus(timeline, bus, delay):
    """The intervals of a token that begins with the FIFOs of `bus`, from its Timeline on chip; rows of the embedding
    come by `delay` later than there."""
    cycle, started = 0, False
    bus.begin()
    for stage, layer, what, cycles, beats, words in _stretches(timeline.intervals):
        if what == BUBBLE and stage != STAGES[IDLE] and not started:
            cycles, started = max(1, cycles + delay), True
        elif what == WEIGHTS and not bus.released:
            bus.release()
        took = bus.attend(cycles) if what == ATTENTION else bus.take(words, cycles)
        yield Interval(stage, layer, what, cycle, took, took - beats if what != BUBBLE else 0)
        cycle += took


class _Bus:
    """What lies in the clients' FIFOs, in words, and how it changes."""

    def __init__(self, geometry, token_words, latency, rate):
        """`token_words`: those of keys and values that a token or pass reads."""
        _, self.keys_room, values_room, self.weights_room = prefetch_words(geometry.burst)
        self.kv_room, self.latency, self.rate = self.keys_room + values_room, latency, rate
        self.token_words, self.layer_words = token_words, token_words // geometry.model.n_layers
        self.weights, self.kv = self.weights_room, 0

    def begin(self):
        """A token's keys and values are all to be read, from `release` on."""
        self.kv_left, self.released = 0, False

    def release(self):
        """The embedding's row has passed, which keys and values wait for; they come after the memory's latency, in
        which the bus gives nothing."""
        self.kv_left, self.released = self.token_words, True
        self.kv = -self.latency * self.rate

    def take(self, words, cycles):
        """Words of weights that take so many cycles at least; the cycles."""
        if words > self.weights:
            refill = min(self.kv_room - self.kv, self.kv_left)
            cycles = max(cycles, ceil((words - self.weights + refill) / self.rate))
        self._fill(cycles * self.rate, words)
        return cycles

    def attend(self, cycles):
        """A layer's keys and values, that take so many cycles at least; the cycles. Where they are not all there, the
        next layer's first keys and the weights that the FIFO lacks come on the bus between them."""
        missing = max(0, self.layer_words - self.kv)
        self.kv_left -= missing
        self.kv = max(0, self.kv - self.layer_words)
        between = min(self.keys_room, self.kv_left) + self.weights_room - self.weights if missing else 0
        cycles = max(cycles, ceil((missing + between) / self.rate))
        self._fill(cycles * self.rate - missing, 0)
        return cycles

    def _fill(self, read, words):
        """`read` words come from the bus, while so many words of weights leave."""
        kv = min(read, self.kv_room - self.kv, self.kv_left)
        self.kv, self.kv_left = self.kv + kv, self.kv_left - kv
        self.weights = min(self.weights_room, self.weights + read - kv - words)


def rows_delay(geometry, latency, rows):
    """Cycles by which a pass's rows of the embedding come later than from a memory on the chip: the first as
    `row_delay` says; before each further one the weights' FIFO is full, and no burst stands before it."""
    return row_delay(geometry, latency) + (rows - 1) * (latency + ROW_ASKED + row_gaps(geometry))


def row_delay(geometry, latency):
    """Cycles by which the embedding's row comes later than from a memory on the chip: behind a burst of weights and the
    memory's latency, and in blocks with words of scales between its elements."""
    return geometry.burst + latency - ROW_LEAD + row_gaps(geometry)


def _stretches(intervals):
    """(stage, layer, what, cycles, beats, words of weights) of the intervals of a token on chip, a layer's keys and
    values as one stretch from the first of them to the last."""
    at = 0
    while at < len(intervals):
        first, until = intervals[at], at + 1
        if first.what == KEYS:
            weights = next(i for i in range(at, len(intervals)) if intervals[i].what == WEIGHTS)
            until = 1 + max(i for i in range(at, weights) if intervals[i].what == VALUES)
            part = intervals[at:until]
            beats = sum(interval.cycles for interval in part if interval.what in (KEYS, VALUES))
            yield first.stage, first.layer, ATTENTION, part[-1].end - first.start, beats, 0
        else:
            words = first.cycles if first.what in (WEIGHTS, PARAMETERS) else 0
            yield first.stage, first.layer, first.what, first.cycles, words, words
        at = until
