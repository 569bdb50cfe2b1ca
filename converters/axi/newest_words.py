"""The keys and values that the present token has made in the present layer."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import SHIFT_BITS
from converters.axi.kv_layout import KvLayout
from converters.hdl import bit, clock, clog2, instance, module, reset, unsigned
from converters.memory.ram import ram


def ports(geometry):
    g, n = geometry, geometry.numerics
    rows, words = clog2(g.kv_words * g.chunks), clog2(g.kv_words)
    return dict(clk=clock(), rst=reset(), k_we=bit(), v_we=bit(), k_wdata=unsigned(g.kv_width * n.k_bits),
                v_wdata=unsigned(g.kv_width * n.v_bits), k_shift_we=bit(), v_shift_we=bit(),
                shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS), busy=bit(), write_addr=unsigned(rows),
                write_entry_addr=unsigned(words), key_addr=unsigned(rows), value_addr=unsigned(rows),
                entry_addr=unsigned(words), key=unsigned(g.kv_width * n.k_bits), value=unsigned(g.kv_width * n.v_bits),
                entry=unsigned(KvLayout(g).entry_bits))


@module(ports)
def newest_words(clk, rst, k_we, v_we, k_wdata, v_wdata, k_shift_we, v_shift_we, shift_wdata, busy, write_addr,
                 write_entry_addr, key_addr, value_addr, entry_addr, key, value, entry, *, geometry):
    """Keeps the words that `write_kv` sends, a layer's in the place of the last one's. `key`, `value` and `entry` (the
    shifts of both) follow their addresses by one cycle: the writer's (`write_*`) while it is `busy`, else attention's.
    """
    g, n = geometry, geometry.numerics
    last_row, last_word = g.kv_words * g.chunks - 1, g.kv_words - 1
    rows, words = clog2(g.kv_words * g.chunks), clog2(g.kv_words)
    k_row, v_row, k_read, v_read = (unsigned(rows) for _ in range(4))
    k_word, v_word, read_word = (unsigned(words) for _ in range(3))
    k_shifts, v_shifts = (unsigned(g.kv_per_word * SHIFT_BITS) for _ in range(2))

    @always_comb
    def choose():
        if busy:
            k_read.next = write_addr
            v_read.next = write_addr
            read_word.next = write_entry_addr
        else:
            k_read.next = key_addr
            v_read.next = value_addr
            read_word.next = entry_addr

    memories = [instance(f"u_{name}", ram, dict(clk=clk, we=we, waddr=waddr, wdata=wdata, raddr=raddr, rdata=rdata),
                         width=width, depth=depth) for name, we, waddr, wdata, raddr, rdata, width, depth in (
        ("keys", k_we, k_row, k_wdata, k_read, key, g.kv_width * n.k_bits, last_row + 1),
        ("values", v_we, v_row, v_wdata, v_read, value, g.kv_width * n.v_bits, last_row + 1),
        ("key_shifts", k_shift_we, k_word, shift_wdata, read_word, k_shifts, g.kv_per_word * SHIFT_BITS, last_word + 1),
        ("value_shifts", v_shift_we, v_word, shift_wdata, read_word, v_shifts, g.kv_per_word * SHIFT_BITS,
         last_word + 1))]

    @always_comb
    def join_shifts():
        entry.next = concat(v_shifts, k_shifts)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if k_we:
            k_row.next = 0 if k_row == last_row else k_row + 1
        if v_we:
            v_row.next = 0 if v_row == last_row else v_row + 1
        if k_shift_we:
            k_word.next = 0 if k_word == last_word else k_word + 1
        if v_shift_we:
            v_word.next = 0 if v_word == last_word else v_word + 1

    return choose, memories, join_shifts, count
