"""How a model lies on the lanes: its dimensions as words, slots and items, and the widths that many blocks share.

Widths of one part alone stand there, as attention's in `attention.formats`."""

from dataclasses import dataclass
from functools import cached_property

from llama2_rtl.converters.axi.bus import LEN_BITS, MOST_PORTS, burst_beats
from llama2_rtl.converters.multipliers import DEFAULT_MULTIPLIER, Multiplier
from llama2_rtl.golden.config import PASS_ROWS, SPAN, ModelConfig, Numerics
from llama2_rtl.golden.sampling_formats import LONGEST_LIST
from llama2_rtl.golden.tables import EXP2_BITS
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_image import image_shapes, matrix_shapes

LONGEST_CONTEXT = 131072
"""Positions, at most: the angles of RoPE are exact enough up to here."""

BLOCK_COLUMNS = 16
"""Columns of a word at least where matrices are in blocks and there are so many lanes."""

FEWEST_LANES_IN_BLOCKS = 4
"""Lanes at least where matrices are in blocks: a word holds the scales of a block of each of its rows."""

TAILS = 1, 2, 4, 8, 16
"""Elements that the tail can take in a cycle."""

LARGEST_TAIL = 4
"""As many as the tail takes, at most, of a word that holds a whole vector."""

SPAN_BEATS = 2 * SPAN
"""Words of keys and values of a span, of a head that fills no more than one: so long an item's sums have to leave."""

FEWEST_BURST, LONGEST_BURST = 16, 1 << LEN_BITS
"""Beats of the longest burst: between those of AXI3 and of AXI4."""

MOST_VECTORS = 8
"""Positions of a batch, at most."""

MOST_SEQUENCES = 8
"""Texts of a pass, at most."""

MOST_WAYS = 8
"""Query heads of a position that share a word of keys or values, at most."""


def ceil_div(a, b):
    return -(-a // b)


def _sum_bits(largest_factor, act_bits, count):
    """Bits of the sum of so many products of a factor and an activation of `act_bits` bits, sign included."""
    return (largest_factor * ((1 << act_bits - 1) - 1) * count).bit_length() + 1


def _largest_divisor(n, limit):
    return max(d for d in range(1, n + 1) if n % d == 0 and d <= limit)


@dataclass(frozen=True)
class Geometry:
    """A model on `lanes` multipliers with room for `context` positions, `vectors` of which share each word of weights.
    In attention, up to `ways` query heads of each of these positions share each word of keys and values, besides those
    that have lanes of their own. The sampler's list has `sampler_list` entries; of none it is not there. `multiplier`
    is what the lanes are made of, which changes neither bits nor cycles. Of a vector that a word holds as a whole
    the tail takes at most `largest_tail` elements in a cycle. The words of a memory beside the core are spread over
    `ports`, in bursts of at most `longest_burst` beats. The vectors of a pass may be of `sequences` texts, each with
    room for `context` positions of its own. Raises ValueError if that is impossible."""

    model: ModelConfig
    numerics: Numerics
    lanes: int
    context: int
    vectors: int = 1
    sampler_list: int = 0
    ways: int = 1
    multiplier: Multiplier = DEFAULT_MULTIPLIER
    largest_tail: int = LARGEST_TAIL
    ports: int = 1
    longest_burst: int = LONGEST_BURST
    sequences: int = 1

    def __post_init__(self):
        if self.lanes < 1 or self.lanes & (self.lanes - 1):
            raise ValueError(f"{self.lanes} lanes; the number of lanes must be a power of two")
        if not 1 <= self.context <= LONGEST_CONTEXT:
            raise ValueError(f"a context of {self.context} positions; it must be 1 to {LONGEST_CONTEXT}")
        if self.sequences & (self.sequences - 1) or not 1 <= self.sequences <= MOST_SEQUENCES:
            raise ValueError(f"{self.sequences} sequences; choose a power of two up to {MOST_SEQUENCES}")
        if not 1 <= self.vectors <= MOST_VECTORS:
            raise ValueError(f"a batch of {self.vectors} positions; it has 1 to {MOST_VECTORS}")
        if not 1 <= self.ways <= MOST_WAYS:
            raise ValueError(f"{self.ways} ways; there are 1 to {MOST_WAYS}")
        if self.query_ways > 1 and self.chunks > 1 and self.model.head_dim % self.lanes:
            raise ValueError(f"{self.ways} ways, with heads of {self.model.head_dim} elements on {self.lanes} lanes; "
                             "ways need heads that fill whole words, or fit in one, so choose other lanes or one way")
        if self.ports & (self.ports - 1) or not 1 <= self.ports <= min(MOST_PORTS, self.lanes):
            raise ValueError(f"{self.ports} ports; choose a power of two up to {MOST_PORTS}, and no more than there "
                             "are lanes")
        if self.longest_burst & (self.longest_burst - 1) or not FEWEST_BURST <= self.longest_burst <= LONGEST_BURST:
            raise ValueError(f"bursts of {self.longest_burst} beats; choose a power of two from {FEWEST_BURST} to "
                             f"{LONGEST_BURST}")
        if self.largest_tail not in TAILS:
            raise ValueError(f"a tail of {self.largest_tail} elements; choose one of {', '.join(map(str, TAILS))}")
        if not 0 <= self.sampler_list <= LONGEST_LIST:
            raise ValueError(f"a sampler's list of {self.sampler_list} entries; it must have 0 to {LONGEST_LIST}")
        if self.sequences > self.vectors:
            raise ValueError(f"{self.sequences} sequences in a batch of {self.vectors} positions; each needs one, so "
                             f"choose a batch of {self.sequences} or more")

    @cached_property
    def places(self):
        """Positions of the KV cache: those of the first text, then those of the next one."""
        return self.sequences * self.context

    @property
    def samplings(self):
        """Ways in which the tokens of a pass are chosen: one, or with several texts one for each vector."""
        return self.vectors if self.sequences > 1 else 1

    @cached_property
    def vector_bits(self):
        """Bits that tell the vectors of a batch apart, None where there is one."""
        return (self.vectors - 1).bit_length() or None

    @property
    def products(self):
        """Products of a cycle of the array, at most: a lane makes two of narrow codes for each vector of a batch, and
        one in each further way of attention."""
        return self.vectors * self._products_of_lane + self._further_ways

    @property
    def _products_of_lane(self):
        return 2 * self.lanes if self.is_narrow else self.lanes

    @property
    def _further_ways(self):
        return (self.attention_ways - self.vectors) * self.lanes

    @property
    def multipliers(self):
        """Multipliers of the array: for each vector of a batch a lane has two where it makes two products and one
        multiplier holds one alone, and there is one for each further way of attention."""
        of_vector = self.lanes if self.multiplier.holds_pairs else self._products_of_lane
        return self.vectors * of_vector + self._further_ways

    @cached_property
    def tail(self):
        """Elements that the tail takes in a cycle: of rows, heads, vectors and attention's output, a power of two. More
        than one where a word holds as many codes as a vector has elements: there vectors that leave one by one take
        as long as the words of `dim` rows, and rows of narrow codes are complete faster than one per cycle; then it is
        the largest up to `largest_tail`. And where a word is wider than a span has words of keys and values: there it
        is the least with which attention's sums leave while the next span's words come. All that the tail counts is
        divisible by it; the sampler's list and batches have one."""
        if self.vectors > 1 or self.sampler_list or self.chunks > 1:
            return 1
        most = self.largest_tail
        if self.lanes < self.model.dim:
            most = self.lanes // SPAN_BEATS
        return max(count for count in TAILS if count <= max(1, most) and self._divides(count))

    def _divides(self, tail):
        """Whether the tail can take so many elements in a cycle: all of them are of one head, one word of the
        activations, one matrix."""
        model, shapes = self.model, matrix_shapes(self.model)
        counts = [model.head_dim, model.dim, model.hidden_dim, *(rows for rows, _ in shapes.values())]
        return tail == 1 or (all(count % tail == 0 for count in counts) and model.head_dim > tail
                             and bool(self._tiles(tail)))

    def _tiles(self, tail):
        """The Tiles that a word of as many codes as there are lanes can cover, with such a tail."""
        tiles = [Tile(self.lanes >> bits, 1 << bits) for bits in range(self.lanes.bit_length())]
        if tail > 1:
            tiles = [tile for tile in tiles if tile.rows % tail == 0 and tile.columns > tail]
        return [tile for tile in tiles if self._is_unloaded_in_time(tile, tail) and self._holds_blocks(tile)]

    @cached_property
    def tile(self):
        """What of a matrix one word covers: the Tile of as many codes as there are lanes that takes the fewest cycles,
        of two that take as many the one of fewer columns. With a tail of one there is always one: a word of a single
        row."""
        tiles = self._tiles(self.tail)
        if not tiles:
            raise ValueError(f"{self.lanes} lanes in {self.numerics.formats.name}; {self._advice_on_lanes()}")
        return min(tiles, key=self._matrix_cycles)

    def _holds_blocks(self, tile):
        """Whether a tile's words can be in blocks, where they are to be: with at least BLOCK_COLUMNS columns, if there
        are so many lanes, for each row has a unit of its own that applies the scales of blocks."""
        formats = self.numerics.formats
        return not formats.in_blocks or (tile.columns >= min(BLOCK_COLUMNS, self.lanes)
                                         and all(tile.holds(weights) for weights in formats.used))

    def _advice_on_lanes(self):
        if self.lanes < FEWEST_LANES_IN_BLOCKS:
            return (f"blocks need words of at least {FEWEST_LANES_IN_BLOCKS} bytes, so choose as many lanes, or "
                    "FORMAT=int8")
        return ("the rows of a word would leave more slowly than words come, so choose fewer lanes"
                + (" or a smaller batch" if self.vectors > 1 else ""))

    def _is_unloaded_in_time(self, tile, tail):
        """Whether the sums of a tile of rows, which are complete in one cycle and leave `tail` per cycle, have left
        when those of the next are complete: at least as many cycles later as a tile has words. And a pass is some
        tiles."""
        shortest, rows = min(columns for _, columns in matrix_shapes(self.model).values()), self._most_rows(tile)
        return self.vectors * rows <= tail * tile.row_words(shortest) and rows <= PASS_ROWS // 2

    def _most_rows(self, tile):
        return max(tile.rows_of(weights) for weights in self.numerics.formats.streamed)

    def _matrix_cycles(self, tile):
        """Cycles of a token's matrices as far as the tile decides them: the words of their rows, and after each matrix
        the depth of the adder tree and the sums that leave after the first one of the last tile."""
        model, shapes = self.model, image_shapes(self.model, self.numerics.formats)
        classifier, words = shapes.pop("classifier"), 0
        for name, shape in shapes.items():
            words += model.n_layers * tile.words(*shape, self.numerics.formats(name))
        unloading = self.vectors * self._most_rows(tile) // self.tail - 1
        waits = (len(shapes) * model.n_layers + 1) * (tile.columns.bit_length() - 1 + unloading)
        return words + tile.words(*classifier, self.numerics.formats("classifier")) + waits

    @property
    def rows(self):
        """Rows of a matrix that one word of 8-bit codes covers."""
        return self.tile.rows

    @cached_property
    def most_rows(self):
        """Rows of a matrix that one word covers at most, of the narrowest codes."""
        return self._most_rows(self.tile)

    @property
    def in_blocks(self):
        """Whether matrices have formats of their own, some in blocks."""
        return self.numerics.formats.in_blocks

    @property
    def apart(self):
        """Whether some matrices of the stages are several of the image, with formats of their own: keys, values and
        queries, or gate and up."""
        return bool(self.numerics.formats.apart)

    @property
    def is_narrow(self):
        """Whether some matrices have codes of 4 bits, of which a lane makes two products."""
        return self.most_rows > self.rows

    @property
    def columns(self):
        """Columns of a matrix that one word covers, and so the elements of a word of activations, and the columns that
        the adder tree sums up for each row."""
        return self.tile.columns

    @property
    def word_bytes(self):
        """Bytes of a word of the weight stream: a byte for each multiplier."""
        return self.tile.word_bytes

    @cached_property
    def beat_bytes(self):
        """Bytes of a beat of a memory's port: each word of the stream is one beat of every port."""
        return self.word_bytes // self.ports

    @cached_property
    def burst(self):
        """Beats of the longest burst of a port: of words too."""
        return burst_beats(self.beat_bytes, self.longest_burst)

    @cached_property
    def head_stride(self):
        """head_dim rounded up to a power of two: the lanes of one slot."""
        return 1 << (self.model.head_dim - 1).bit_length()

    @cached_property
    def _capacity(self):
        return max(1, self.lanes // self.head_stride)

    @cached_property
    def chunks(self):
        """Words per key or value of one head; 1 where a head fits the lanes."""
        return 1 if self.head_stride <= self.lanes else ceil_div(self.model.head_dim, self.lanes)

    @cached_property
    def _beat_of_a_group(self):
        """(query heads on one lane, lanes' places beside one another) of a key/value head, which a beat serves: all of
        its query heads where a divisor of them for the ways leaves no more than there are places, else as few as read
        it no more often than all ways and places would."""
        group, places = self.model.group, self._capacity
        ways = _largest_divisor(group, self.ways)
        if group // ways <= places:
            return ways, group // ways
        heads = ceil_div(group, ceil_div(group, self.ways * places))
        return ceil_div(heads, min(places, heads)), min(places, heads)

    @property
    def query_ways(self):
        """Query heads of one key/value head that meet each element of it on the same lane, a multiplier for each."""
        return self._beat_of_a_group[0]

    @property
    def attention_ways(self):
        """Multipliers of a lane that a beat of attention uses: for each vector of a batch one for each of its query
        heads that meet there."""
        return self.vectors * self.query_ways

    @property
    def _slots_of_group(self):
        """Query heads of one key/value head that a beat serves at most."""
        query_ways, places = self._beat_of_a_group
        return query_ways * places

    @property
    def _turns(self):
        """Times that a key/value head is read for its query heads."""
        return ceil_div(self.model.group, self._slots_of_group)

    @cached_property
    def kv_per_word(self):
        """Key/value heads side by side in one word of the KV cache."""
        if self._slots_of_group != self.model.group:
            return 1
        return _largest_divisor(self.model.n_kv_heads, self._capacity // self._beat_of_a_group[1])

    @cached_property
    def heads_per_beat(self):
        """Query heads of a vector that one beat serves, at most: the last beat of a key/value head leaves `spare_slots`
        of them."""
        return self.kv_per_word * self._slots_of_group

    @property
    def spare_slots(self):
        """Slots of a vector without a query head in the last item of a key/value head."""
        return self._turns * self._slots_of_group - self.model.group

    @property
    def slots(self):
        """Queries that one beat serves: the heads of each vector of a batch, those of the first one lowest."""
        return self.vectors * self.heads_per_beat

    def slot(self, lane, way):
        """The slot whose query a lane multiplies in a way, where a head fits the lanes; None for a lane without one.
        Neighbouring heads of a vector are ways of one lane first, then lanes."""
        vector, query_way = divmod(way, self.query_ways)
        queries = self._slots_of_group
        kv_slot, place = divmod(lane // self.head_stride, queries // self.query_ways)
        if kv_slot >= self.kv_per_word:
            return None
        return vector * self.heads_per_beat + kv_slot * queries + place * self.query_ways + query_way

    @cached_property
    def items(self):
        """Sets of query heads that attention goes through one after the other, per layer."""
        return self.kv_words * self.items_per_kv_word

    @cached_property
    def kv_words(self):
        """Words of keys per position and layer, chunks apart."""
        return self.model.n_kv_heads // self.kv_per_word

    @cached_property
    def items_per_kv_word(self):
        return self._turns

    def heads_before(self, item):
        """Query heads of a vector that come before those of an item, or in all items of so many."""
        kv_word, turn = divmod(item, self.items_per_kv_word)
        return kv_word * self.kv_per_word * self.model.group + turn * self.heads_per_beat

    @cached_property
    def kv_width(self):
        """Elements in a word of the KV cache."""
        return self.lanes if self.chunks > 1 else self.kv_per_word * self.head_stride

    def kv_slot(self, slot):
        """The key/value head within the word that query slot `slot` reads."""
        return slot % self.heads_per_beat // self._slots_of_group

    @cached_property
    def spans(self):
        """Softmax spans of a full context."""
        return ceil_div(self.context, SPAN)

    def words(self, columns):
        """Words that a row of so many columns reaches into: of activations, and of weights."""
        return self.tile.row_words(columns)

    def row_spacing(self, columns):
        """Cycles from the end of a row of so many columns to that of the next, at least, of a tail of one: the rows of
        a tile leave one per cycle."""
        return self.words(columns) if self.most_rows == 1 else 1

    @cached_property
    def max_columns(self):
        """Columns of the widest matrix."""
        return max(self.model.dim, self.model.q_dim, self.model.hidden_dim)

    @cached_property
    def acc_bits(self):
        """Accumulator of a mat-vec row: weights' integers times activations, summed over the widest row, exact."""
        return max(weights.sum_bits(self.max_columns, self.numerics.act_bits)
                   for weights in self.numerics.formats.streamed)

    @cached_property
    def block_dot_bits(self):
        """The sum of codes times activations over a block, exact; of rows without blocks that over a word."""
        return max(_sum_bits(weights.largest_code, self.numerics.act_bits, weights.block or self.columns)
                   for weights in self.numerics.formats.streamed)

    @cached_property
    def block_sum_bits(self):
        """The sum of a block's activations, exact."""
        longest = max(weights.block or 1 for weights in self.numerics.formats.streamed)
        return _sum_bits(1, self.numerics.act_bits, longest)

    @cached_property
    def position_bits(self):
        """Bits of a position."""
        return max(1, (self.context - 1).bit_length())

    @cached_property
    def place_bits(self):
        """Bits of a position of the KV cache."""
        return max(1, (self.places - 1).bit_length())

    @cached_property
    def token_bits(self):
        """Bits of a token."""
        return max(1, (self.model.vocab_size - 1).bit_length())

    @cached_property
    def row_bits(self):
        """Bits of a row count."""
        qkv = self.model.q_dim + 2 * self.model.kv_dim
        return max(qkv, self.model.dim, 2 * self.model.hidden_dim, self.model.vocab_size).bit_length()

    @cached_property
    def word_bits(self):
        """Bits of a word count within a row."""
        return self.words(self.max_columns).bit_length()

    @cached_property
    def act_addr_bits(self):
        """Address of a word of the activation vector."""
        return max(1, (self.words(self.max_columns) - 1).bit_length())

    @cached_property
    def dot_bits(self):
        """A score's dot product, exact."""
        return 2 * self.numerics.k_bits + (self.model.head_dim - 1).bit_length()

    @property
    def dots_bits(self):
        """The dot products of all slots."""
        return self.slots * self.dot_bits

    @property
    def pv_bits(self):
        """The sums of all lanes and ways."""
        return self.attention_ways * self.lanes * self.lane_acc_bits

    @cached_property
    def lane_acc_bits(self):
        """A lane's sum of p * v over one span, exact."""
        return EXP2_BITS + self.numerics.v_bits + (SPAN - 1).bit_length()
