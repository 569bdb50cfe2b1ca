"""Keys and values on their way into the KV cache and out of it."""

from llama2_rtl.converters.attention.formats import SHIFT_BITS, shift_addr_bits, word_addr_bits
from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector


class _Unprefixed(Interface):
    """Wires that bear the same names wherever they go."""

    def port_name(self, bundle, field):
        return field


def _without(fields, *names):
    return {name: field for name, field in fields.items() if name not in names}


class KvWrite(_Unprefixed):
    """Writes of a token's keys and values, word by word: each word and each word's shifts by one pulse, exactly once in
    a token. Keys and values are never written in the same cycle. Never refused. Without `addresses` the sink counts the
    words itself, each vector's apart where there are several; one that is addressed need not know `whose` they are."""

    RULES = (
        Rule("one_word", "!({k_we} && {v_we})", "a cycle writes keys or values"),
        Rule("one_shift", "!({k_shift_we} && {v_shift_we})", "a cycle writes shifts of keys or of values"),
        Rule("known", "(^{k_we}) !== 1'bx && (^{v_we}) !== 1'bx", "a write is known"),
    )

    def fields(self, geometry, addresses=True, whose=True):
        g, n = geometry, geometry.numerics
        fields = of_vector(g.vectors if whose else 1) | dict(k_we=forward(bit(), "a word of keys is written"),
                      v_we=forward(bit(), "a word of values is written"),
                      waddr=forward(unsigned(word_addr_bits(g)), "the word's place on chip"),
                      k_wdata=forward(unsigned(g.kv_width * n.k_bits), "the keys"),
                      v_wdata=forward(unsigned(g.kv_width * n.v_bits), "the values"),
                      k_shift_we=forward(bit(), "a word's shifts of keys are written"),
                      v_shift_we=forward(bit(), "a word's shifts of values are written"),
                      shift_waddr=forward(unsigned(shift_addr_bits(g)), "their place on chip"),
                      shift_wdata=forward(unsigned(g.kv_per_word * SHIFT_BITS), "the shifts"))
        return fields if addresses else _without(fields, "waddr", "shift_waddr")

    def port_name(self, bundle, field):
        return "kv_vector" if field == "vector" else field


class KvRead(_Unprefixed):
    """Reads of earlier keys and values in the order of attention's walks. `key_issue` takes the next word of keys,
    which may be done while `key_there` is high; the word follows a fixed time later, with its shifts. Likewise values.
    A cache on chip is addressed by `kv_addr` and `kv_shift_addr` in the same cycle and is always there; a sink that
    knows the order needs no `addresses`. Attention is the source.
    """

    RULES = (
        Rule("one", "!({key_issue} && {value_issue})", "a cycle asks for keys or for values"),
        Rule("keys_there", "!{key_issue} || {key_there}", "only keys that are there are taken", duty="source"),
        Rule("values_there", "!{value_issue} || {value_there}", "only values that are there are taken",
             duty="source"),
    )

    def fields(self, geometry, addresses=True):
        g, n = geometry, geometry.numerics
        shifts = g.kv_per_word * SHIFT_BITS
        fields = dict(key_there=backward(bit(), "a word of keys waits"),
                      value_there=backward(bit(), "a word of values waits"),
                      key_issue=forward(bit(), "it is taken"), value_issue=forward(bit(), "it is taken"),
                      kv_addr=forward(unsigned(word_addr_bits(g)), "the word's place on chip"),
                      kv_shift_addr=forward(unsigned(shift_addr_bits(g)), "the place of its shifts on chip"),
                      keys=backward(unsigned(g.kv_width * n.k_bits), "the keys"),
                      values=backward(unsigned(g.kv_width * n.v_bits), "the values"),
                      key_shifts=backward(unsigned(shifts), "the keys' shifts"),
                      value_shifts=backward(unsigned(shifts), "the values' shifts"))
        return fields if addresses else _without(fields, "kv_addr", "kv_shift_addr")
