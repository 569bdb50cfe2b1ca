"""What a core does on a board, before there is either: whether the model fits, the array, tokens per second, and the
terms of every figure."""

from dataclasses import dataclass, replace
from functools import cached_property

from llama2_rtl.converters.axi.bus import FEWEST_BEAT_BYTES
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.bound import shared_bound
from llama2_rtl.converters.cycles import ONE
from llama2_rtl.converters.geometry import LONGEST_CONTEXT, MOST_WAYS, Geometry, ceil_div
from llama2_rtl.converters.multipliers import MULT27X18
from llama2_rtl.converters.timeline import external_holds
from llama2_rtl.dsps import dsps_over_axi
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_sections import payload_bytes
from llama2_rtl.golden.tensor_formats import bytes_per_token, formats_in, weights_per_token
from llama2_rtl.size import lanes_sentence
from llama2_rtl.speed import LATENCY, seconds_to_first_token, token_cycles, words_per_cycle
from llama2_rtl.synthesis.board_files.read import BoardFile


@dataclass(frozen=True)
class Figure:
    """A figure of a plan: its value, the formula that gives it, and the formula's terms by name."""

    value: object
    formula: str
    terms: dict


@dataclass(frozen=True)
class Plan:
    """A core of a Geometry, whose context ends at `position`, on a board; `model` is its name, `reserve` the bytes of
    the memory that are the system's. `too_wide` says why the generator makes no word as wide as the board's ports, None
    where it does. The texts of a core of several sequences are all at work, each at `position` in a KV cache of its
    own."""

    board: BoardFile
    model: str
    geometry: Geometry
    position: int
    reserve: int = 0
    too_wide: str | None = None

    @property
    def _clock_hz(self):
        return self.board.clock.mhz * 1e6

    @property
    def sequences(self):
        """Texts that the core works on at once, whose tokens share each pass."""
        return self.geometry.sequences

    def _cycles(self, gb_per_s):
        return token_cycles(self.geometry, self.position, self.board.clock.mhz, gb_per_s, shares=ONE * self.sequences)

    @cached_property
    def image_bytes(self):
        """The packed model with its header."""
        g = self.geometry
        return PAGE + payload_bytes(g.model, g.numerics.formats, g.tile)

    def kv_bytes_of(self, context):
        """Bytes of the KV cache of so many positions of each text, in whole pages at all ports."""
        return self.geometry.ports * PAGE * KvLayout(replace(self.geometry, context=context)).pages

    @cached_property
    def kv_bytes(self):
        """Bytes of the KV cache up to the position, of all texts."""
        return Figure(self.kv_bytes_of(self.position + 1), "ports x pages x page_bytes", dict(
            ports=self.geometry.ports, pages=KvLayout(self.geometry).pages, page_bytes=PAGE,
            positions=self.position + 1, sequences=self.sequences))

    @cached_property
    def fits(self):
        """Whether the packed model and the KV cache up to the position lie in the whole memory."""
        left = self.board.memory.bytes - self.image_bytes - self.kv_bytes.value
        return Figure(left >= 0, "memory_bytes - image_bytes - kv_bytes >= 0", dict(
            memory_bytes=self.board.memory.bytes, image_bytes=self.image_bytes, kv_bytes=self.kv_bytes.value,
            left_bytes=left))

    @cached_property
    def longest_context(self):
        """Positions whose KV cache lies beside the packed model in what the system leaves of the memory, 0 where none
        do, and no more than the model was made for."""
        most = min(self.geometry.model.seq_len, LONGEST_CONTEXT)
        room = self.board.memory.bytes - self.reserve - self.image_bytes
        spans, beyond = 0, -(-most // SPAN) + 1  # a cache has whole spans
        while beyond - spans > 1:
            middle = (spans + beyond) // 2
            if self.kv_bytes_of(min(most, SPAN * middle)) <= room:
                spans = middle
            else:
                beyond = middle
        positions = min(most, SPAN * spans)
        return Figure(positions, "the most positions with kv_bytes <= memory_bytes - reserve_bytes - image_bytes", dict(
            kv_bytes=self.kv_bytes_of(positions) if positions else 0, memory_bytes=self.board.memory.bytes,
            reserve_bytes=self.reserve, image_bytes=self.image_bytes, trained_context=most))

    @cached_property
    def array(self):
        """The array: words of `ports` ports of `beat_bytes` of the board, or narrower ones."""
        g, ports = self.geometry, self.board.ports
        shape = dict(lanes=g.lanes, word_bytes=g.word_bytes, rows=g.rows, columns=g.columns, ways=g.query_ways,
                     tail=g.tail, multipliers=g.multipliers)
        return Figure(shape, "board_word_bytes = ports x beat_bytes; multipliers = lanes x products of a lane", dict(
            ports=ports.count, beat_bytes=ports.beat_bytes, longest_burst=ports.longest_burst,
            board_word_bytes=ports.word_bytes, multiplier=g.multiplier.name))

    @cached_property
    def dsp(self):
        """The multipliers that the Verilog of the core has, by what they are for."""
        uses = dsps_over_axi(self.geometry)
        available = self.board.fabric and self.board.fabric.dsps
        return Figure(uses | dict(total=sum(uses.values()), available=available),
                      "total = products + block_scales + tail",
                      uses | dict(shape=self.geometry.multiplier.name, available=available))

    @property
    def fits_device(self):
        """Whether the device has the multipliers."""
        return self.board.fabric is None or self.dsp.value["total"] <= self.board.fabric.dsps

    @cached_property
    def bits_per_weight(self):
        """Of what a token reads: codes, scales and gains, of an embedding apart one row."""
        model = self.geometry.model
        read = bytes_per_token(model, formats_in(model, self.geometry.numerics.formats))
        weights = weights_per_token(model)
        return Figure(8 * read / weights, "8 x weight_bytes / weights", dict(weight_bytes=read, weights=weights))

    @cached_property
    def token_bytes(self):
        """Bytes that the token at the position reads, each once: its share of the pass's weights, and keys and values.
        """
        g = self.geometry
        return round(shared_bound(g, self.position, self.sequences) * g.word_bytes / self.sequences)

    def _tokens_per_second(self, gb_per_s):
        cycles, g = self._cycles(gb_per_s), self.geometry
        return Figure(self.sequences * self._clock_hz / cycles, "sequences x clock_hz / cycles", dict(
            sequences=self.sequences, clock_hz=self._clock_hz, cycles=cycles, gb_per_s=gb_per_s,
            word_bytes=g.word_bytes, words_per_cycle=words_per_cycle(g, self.board.clock.mhz, gb_per_s),
            latency=LATENCY, token_bytes=self.token_bytes, ceiling=1e9 * gb_per_s / self.token_bytes))

    @cached_property
    def tokens_per_second(self):
        """At the position, of all texts together, by the cycle model with what the memory gives in practice."""
        return self._tokens_per_second(self.board.memory.usable_gb_per_s)

    @cached_property
    def tokens_per_second_of_each(self):
        """Those of one of the texts."""
        tokens = self.tokens_per_second.value
        return Figure(tokens / self.sequences, "tokens_per_second / sequences",
                      dict(tokens_per_second=tokens, sequences=self.sequences))

    @cached_property
    def tokens_per_second_nominal(self):
        """The same with what the memory's data sheet says."""
        return self._tokens_per_second(self.board.memory.nominal_gb_per_s)

    @cached_property
    def share_of_nominal_bandwidth(self):
        """The bytes that tokens read in a second, each once, by what the data sheet says: peers' figures have that
        denominator."""
        nominal, tokens = 1e9 * self.board.memory.nominal_gb_per_s, self.tokens_per_second.value
        return Figure(tokens * self.token_bytes / nominal, "tokens_per_second x token_bytes / nominal_bytes_per_s",
                      dict(tokens_per_second=tokens, token_bytes=self.token_bytes, nominal_bytes_per_s=nominal))

    @cached_property
    def time_to_first_token(self):
        """Seconds from a prompt of `position` tokens, which begins a text, to the first token of the answer, while the
        other texts rest: a pass for each, or of several texts for as many as a pass has positions, all but the last
        without the classifier."""
        usable, positions = self.board.memory.usable_gb_per_s, self.geometry.vectors
        seconds = seconds_to_first_token(self.geometry, self.position, self.board.clock.mhz, usable)
        tokens = "each token" if positions == 1 else "every positions_of_a_pass tokens"
        return Figure(seconds, f"cycles of a pass for {tokens} of the prompt, all but the last without the "
                               "classifier, / clock_hz", dict(
            prompt_tokens=self.position, positions_of_a_pass=positions, cycles=round(seconds * self._clock_hz),
            clock_hz=self._clock_hz))

    def remarks(self):
        """Sentences on what the figures do not say."""
        yield from filter(None, (self._remark_on_words(), lanes_sentence(self.geometry.lanes), self._remark_on_cycles(),
                                 self._remark_on_ranges(), self._remark_on_reserve(), self._remark_on_dsps()))

    def _remark_on_words(self):
        if self.too_wide is None:
            return None
        ports, g, memory, mhz = self.board.ports, self.geometry, self.board.memory, self.board.clock.mhz
        taken = min(g.word_bytes * mhz / 1e3, memory.usable_gb_per_s)
        return (f"the board's {ports.count} ports of {ports.beat_bytes} bytes would be words of {ports.word_bytes:,} "
                f"bytes, which the generator does not make ({self.too_wide}); planned with words of "
                f"{g.word_bytes}, which at {mhz:g} MHz take {taken:.1f} of the {memory.usable_gb_per_s:g} GB/s that "
                "can be used")

    def _remark_on_cycles(self):
        if external_holds(self.geometry, self.position):
            return None
        return ("the cycles are an estimate, for the tests hold only longer rows, wider keys or later positions to the "
                "Verilog")

    def _remark_on_ranges(self):
        """Where the packed model and the KV cache of a port find no place in one piece."""
        made = self.geometry.word_bytes // self.geometry.beat_bytes
        pieces = made * [-(-self.image_bytes // made)] + made * [-(-self.kv_bytes.value // made)]
        ranges = joined_ranges(self.board.memory.ranges)
        if not self.fits.value or places(pieces, [size for _, size in ranges]):
            return None
        listed = ", ".join(f"{size:,} bytes at {first:#x}" for first, size in ranges)
        return (f"the core has {made} port{'s' if made > 1 else ''} with a base address each, and its packed model in "
                f"{'pieces' if made > 1 else 'one piece'} of {pieces[0]:,} bytes does not lie in the ranges of the "
                f"memory: {listed}")

    def _remark_on_reserve(self):
        longest = self.longest_context.value
        if not self.fits.value or longest > self.position:
            return None
        return (f"a system that takes {self.reserve:,} bytes of the memory leaves a context of {longest:,} positions, "
                f"which ends before position {self.position:,}")

    def _remark_on_dsps(self):
        if self.fits_device:
            return None
        total, available = self.dsp.value["total"], self.board.fabric.dsps
        return f"the core takes {total:,} DSPs, {total - available:,} more than the {self.board.device} has"


def joined_ranges(ranges):
    """[(first address, bytes)] in order, those that touch as one."""
    found = []
    for first, size in sorted(ranges):
        if found and sum(found[-1]) == first:
            found[-1] = (found[-1][0], found[-1][1] + size)
        else:
            found.append((first, size))
    return found


def places(pieces, rooms):
    """Whether the pieces, each as a whole, find a place in the rooms, the largest first where the most is left."""
    rooms = list(rooms)
    for piece in sorted(pieces, reverse=True):
        widest = rooms.index(max(rooms))
        rooms[widest] -= piece
        if rooms[widest] < 0:
            return False
    return True


def make_plan(preset, board, position, model=None, ways=None, reserve=0, sequences=1):
    """The Plan of a `Preset` on a BoardFile for the token at `position`: with words as wide as the board's ports
    together or, where the generator makes none, the next narrower; with so many `ways`, or those of the fewest cycles
    whose DSPs the device has; for so many `sequences`, texts that share passes of as many positions. `model` names it,
    else the preset does.

    Raises ValueError for a position for which the cycle model does not hold, for ways or sequences that there are not,
    and where the generator makes no core at all.
    """
    last = min(preset.model.seq_len, LONGEST_CONTEXT) - 1
    if not SPAN <= position <= last:
        raise ValueError(f"position {position}; the cycle model and the model's context hold from {SPAN} to {last}")
    if not 0 <= reserve < board.memory.bytes:
        raise ValueError(f"a reserve of {reserve:,} bytes; the memory has {board.memory.bytes:,}, so give less")
    preset = replace(preset, context=position + 1, multiplier=board.multiplier or MULT27X18,
                     longest_burst=board.ports.longest_burst)
    if sequences != 1:
        preset = replace(preset, sequences=sequences, batch=sequences)
    made, too_wide = widest_word(preset, board.ports)

    def plan(count):
        return Plan(board, model or preset.name, replace(made, ways=count).geometry, position, reserve, too_wide)

    if ways is not None:
        return plan(ways)
    plans = sorted(_with_ways(plan, preset.model.group), key=lambda one: one.tokens_per_second.terms["cycles"])
    return next((one for one in plans if one.fits_device), plans[-1])


def _with_ways(plan, group):
    """The Plans, as far as they can be made, of the least ways with which the query heads of a key head read it once,
    twice, and so on up to one after the other."""
    for count in sorted({ceil_div(group, turns) for turns in range(1, group + 1)}):
        if count <= MOST_WAYS:
            try:
                yield plan(count)
            except ValueError:
                if count == 1:
                    raise


def widest_word(preset, ports):
    """(Preset, why not more): with the widest word, over as many of a board's `ports` as it fills, that the generator
    makes of the preset with a memory beside the core; None where it fills all. Raises ValueError where there is none.
    """
    reason, lanes = None, ports.word_bytes
    while lanes >= FEWEST_BEAT_BYTES:
        try:
            made = replace(preset, lanes=lanes, ports=max(1, lanes // ports.beat_bytes))
            made.geometry.tile  # noqa: B018  refused where no tile can be
            KvLayout(made.geometry)
            return made, reason
        except ValueError as error:
            reason = reason or str(error)
        lanes //= 2
    raise ValueError(f"the generator makes no core of {preset.name} for words of {ports.word_bytes} bytes: "
                     + (reason or f"with a memory beside it they have at least {FEWEST_BEAT_BYTES}"))
