"""The softmax's division: a weighted sum times the reciprocal of its denominator."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import RECIPROCAL_BITS, SHIFT_COUNT_BITS, shows_short, sum_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, signed, tie, unsigned, widen
from llama2_rtl.converters.interfaces.attention_wires import Dividend
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels import round_shift as rounding
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import per_vector, shown, vector_to
from llama2_rtl.converters.vector.quantize_lane import U_BITS

FACTOR_BITS = RECIPROCAL_BITS + 1


def ports(geometry):
    return clocked(dividend=In(Dividend(geometry)),
                   u=Out(VectorElements(clog2(geometry.model.q_dim // geometry.tail), geometry.vectors)))


def latency(geometry):
    """Cycles from a total to its `u`."""
    return multiply_latency(sum_bits(geometry), FACTOR_BITS) + rounding.LATENCY


@module(ports)
def normalized_output(clk, rst, dividend, u, *, geometry):
    """`u` = sat(rhu(total * reciprocal, shift)); `u_index` is the number of the element in the vector, `u_commit` comes
    with the last. Elements come in ascending order; of several heads of several words the first words of all, then the
    second ones; those of the vectors of a batch are counted apart. Latency `latency(geometry)`. Of a tail of several
    elements it has every `tail`-th one.
    """
    width, last_index = sum_bits(geometry), geometry.model.q_dim // geometry.tail - 1
    after = multiply_latency(width, FACTOR_BITS)
    factor, product = signed(FACTOR_BITS), signed(width + FACTOR_BITS)
    extension = widen(dividend.reciprocal, factor)
    product_valid, rounding_shift = bit(), unsigned(SHIFT_COUNT_BITS)

    product_of = instance("u_multiply", multiply, dict(a=dividend.total, b=factor, y=product),
                          a_bits=width, b_bits=FACTOR_BITS)
    _, with_product = delay_line("u_to_product", (dividend.in_valid, dividend.shift), after,
                                 into=(product_valid, rounding_shift))
    narrow = instance("u_round_shift", rounding.round_shift, dict(
        in_valid=product_valid, x=product, n=rounding_shift, out_valid=u.we, y=u.value),
        width=width + FACTOR_BITS, out_bits=U_BITS)

    to_u = vector_to("u_to_u", vector_of(dividend), vector_of(u), after + rounding.LATENCY)
    index, shown_index = u.index, ()
    if geometry.vectors > 1:
        index = per_vector(unsigned(clog2(geometry.model.q_dim)), geometry.vectors, u.vector)
        shown_index = shown(index, u.index)

    @always_comb
    def find_end():
        u.commit.next = u.we and (u.index == last_index)

    last_slots = ()
    if geometry.chunks == 1 or geometry.heads_per_beat == 1:
        @always_seq(clk.posedge, reset=rst)
        def count():
            if u.commit:
                index.next = 0
            elif u.we:
                index.next = index + 1
    else:
        # Behind a word of a head comes that of the next head, behind the last head's the next word of the first one.
        lanes, slots, head_dim = geometry.lanes, geometry.heads_per_beat, geometry.model.head_dim
        last_lane, last_slot, last_chunk = lanes - 1, slots - 1, geometry.chunks - 1
        index_bits, to_next_head = clog2(geometry.model.q_dim), head_dim - last_lane
        at_last_slot, to_first = bit(), unsigned(index_bits)

        def back_from(head):
            """What brings the index from the end of a head's word to the first head's next one, as it wraps around."""
            return (1 - head * head_dim) % (1 << index_bits)

        from_last_slot = back_from(last_slot)
        lane, slot, chunk = unsigned(clog2(lanes)), unsigned(clog2(slots)), unsigned(clog2(geometry.chunks))

        if not shows_short(geometry):
            @always_comb
            def find_last_slot():
                at_last_slot.next = slot == last_slot

            last_slots = find_last_slot, tie(to_first, from_last_slot)
        else:
            last_of_short, of_short = last_slot - geometry.spare_slots, bit()
            from_last_of_short = back_from(last_of_short)
            _, with_u = delay_line("u_to_end", (dividend.short,), after + rounding.LATENCY, into=(of_short,))

            @always_comb
            def find_last_slot():
                if of_short:
                    at_last_slot.next = slot == last_of_short
                    to_first.next = from_last_of_short
                else:
                    at_last_slot.next = slot == last_slot
                    to_first.next = from_last_slot

            last_slots = find_last_slot, with_u

        @always_seq(clk.posedge, reset=rst)
        def count():
            if u.we:
                lane.next = lane + 1
                index.next = index + 1
                if lane == last_lane:
                    lane.next = 0
                    slot.next = slot + 1
                    index.next = index + to_next_head
                    if at_last_slot:
                        slot.next = 0
                        chunk.next = chunk + 1
                        index.next = index + to_first
                        if chunk == last_chunk:
                            chunk.next = 0
                            index.next = index + 1
                if u.commit:
                    index.next = 0

    return extension, product_of, with_product, narrow, to_u, shown_index, find_end, last_slots, count
