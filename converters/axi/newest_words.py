"""The keys and values that the present token has made in the present layer."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import SHIFT_BITS, of_each_vector
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.hdl import In, clocked, clog2, instance, module, resize, unsigned
from llama2_rtl.converters.interfaces.axi_wires import NewestRead
from llama2_rtl.converters.interfaces.kv import KvWrite
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.kernels.per_vector import per_vector
from llama2_rtl.converters.memory.ram import ram


def ports(geometry):
    g, n = geometry, geometry.numerics
    rows, words = clog2(g.kv_words * g.chunks), clog2(g.kv_words)
    rows, words = of_each_vector(g, rows), of_each_vector(g, words)
    return clocked(kv_write=In(KvWrite(g, addresses=False)), writer=In(NewestRead(g)),
                   key=In(MemoryRead(rows, g.kv_width * n.k_bits)), value=In(MemoryRead(rows, g.kv_width * n.v_bits)),
                   entry=In(MemoryRead(words, KvLayout(g).entry_bits)))


@module(ports)
def newest_words(clk, rst, kv_write, writer, key, value, entry, *, geometry):
    """Keeps the words that `write_kv` sends, a layer's in the place of the last one's. `key`, `value` and `entry` (the
    shifts of both) follow their addresses by one cycle: those of these reads, which are attention's, or while it is
    `writer_reading` the writer's, which gets them too. Of several vectors each has its words, and its number stands in
    front of an address.
    """
    g, n = geometry, geometry.numerics
    last_row, last_word = g.kv_words * g.chunks - 1, g.kv_words - 1
    rows, words = clog2(g.kv_words * g.chunks), clog2(g.kv_words)
    k_read, v_read, read_word = (unsigned(of_each_vector(g, bits)) for bits in (rows, rows, words))
    # Each vector's words come in their order.
    k_row, v_row, k_word, v_word = (per_vector(unsigned(bits), g.vectors, vector_of(kv_write))
                                    for bits in (rows, rows, words, words))
    k_at, v_at, k_word_at, v_word_at, writer_row, writer_word, places = (
        k_row, v_row, k_word, v_word, writer.row_addr, writer.word_addr, ())
    if g.vectors > 1:
        k_at, v_at, writer_row = (unsigned(of_each_vector(g, rows)) for _ in range(3))
        k_word_at, v_word_at, writer_word = (unsigned(of_each_vector(g, words)) for _ in range(3))

        @always_comb
        def places():
            k_at.next = concat(kv_write.vector, k_row)
            v_at.next = concat(kv_write.vector, v_row)
            k_word_at.next = concat(kv_write.vector, k_word)
            v_word_at.next = concat(kv_write.vector, v_word)
            writer_row.next = concat(writer.vector, writer.row_addr)
            writer_word.next = concat(writer.vector, writer.word_addr)
    shift_bits = g.kv_per_word * SHIFT_BITS
    k_shifts, v_shifts = unsigned(shift_bits), unsigned(shift_bits)

    @always_comb
    def choose():
        if writer.reading:
            k_read.next = writer_row
            v_read.next = writer_row
            read_word.next = writer_word
        else:
            k_read.next = key.raddr
            v_read.next = value.raddr
            read_word.next = entry.raddr

    memories = [instance(f"u_{name}", ram, dict(we=we, waddr=waddr, wdata=wdata, raddr=raddr, rdata=rdata),
                         width=width, depth=depth if g.vectors == 1 else g.vectors << clog2(depth))
                for name, we, waddr, wdata, raddr, rdata, width, depth in (
        ("keys", kv_write.k_we, k_at, kv_write.k_wdata, k_read, key.rdata, g.kv_width * n.k_bits, last_row + 1),
        ("values", kv_write.v_we, v_at, kv_write.v_wdata, v_read, value.rdata, g.kv_width * n.v_bits, last_row + 1),
        ("key_shifts", kv_write.k_shift_we, k_word_at, kv_write.shift_wdata, read_word, k_shifts, shift_bits,
         last_word + 1),
        ("value_shifts", kv_write.v_shift_we, v_word_at, kv_write.shift_wdata, read_word, v_shifts, shift_bits,
         last_word + 1))]

    to_writer = resize(key.rdata, writer.key), resize(value.rdata, writer.value)

    @always_comb
    def join_shifts():
        entry.rdata.next = concat(v_shifts, k_shifts)
        writer.shifts.next = concat(v_shifts, k_shifts)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if kv_write.k_we:
            k_row.next = 0 if k_row == last_row else k_row + 1
        if kv_write.v_we:
            v_row.next = 0 if v_row == last_row else v_row + 1
        if kv_write.k_shift_we:
            k_word.next = 0 if k_word == last_word else k_word + 1
        if kv_write.v_shift_we:
            v_word.next = 0 if v_word == last_word else v_word + 1

    return places, choose, memories, to_writer, join_shifts, count
