"""Heads of keys, values and queries on their way from the projection, element by element."""

from converters.attention.formats import MANTISSA_BITS, SHIFT_BITS
from converters.hdl import Interface, Rule, bit, clog2, forward, signed, unsigned


class ProjectedHeads(Interface):
    """Quantised heads, element by element, one at most in a cycle, never refused: in a layer all heads of keys, then
    (`is_v`) of values, with `kv_valid`, then those of queries with `q_valid`. `shift` is the head's and the same with
    all of its elements."""

    RULES = (
        Rule("one", "!({kv_valid} && {q_valid})", "an element is a key's or value's, or a query's"),
        Rule("known", "!{kv_valid} && !{q_valid} || (^{last}) !== 1'bx",
             "whether an element is a head's last is known"),
    )

    def fields(self, model):
        return dict(kv_valid=forward(bit(), "an element of a key or value"),
                    q_valid=forward(bit(), "an element of a query"), is_v=forward(bit(), "a value's, else a key's"),
                    head=forward(unsigned(clog2(model.n_heads)), "its head"),
                    index=forward(unsigned(clog2(model.head_dim)), "its place in the head"),
                    last=forward(bit(), "the head's last"), mantissa=forward(signed(MANTISSA_BITS), "its mantissa"),
                    shift=forward(unsigned(SHIFT_BITS), "the head's shift"))

    def port_name(self, bundle, field):
        return field


class KeyValueElements(Interface):
    """Heads of keys, then (`is_v`) of values, element by element in ascending order, one at most in a cycle, never
    refused. `shift` is the head's and the same with all of its elements."""

    RULES = (
        Rule("known", "!{valid} || (^{is_v}) !== 1'bx && (^{index}) !== 1'bx && (^{last}) !== 1'bx",
             "the marks of an element are known"),
    )

    def fields(self, model):
        return dict(valid=forward(bit(), "an element"), is_v=forward(bit(), "a value's, else a key's"),
                    index=forward(unsigned(clog2(model.head_dim)), "its place in the head"),
                    last=forward(bit(), "the head's last"), mantissa=forward(signed(MANTISSA_BITS), "its mantissa"),
                    shift=forward(unsigned(SHIFT_BITS), "the head's shift"))

    def port_name(self, bundle, field):
        return field if field in ("mantissa", "shift") else f"{bundle.rstrip('_')}_{field}"


class WordElementWrite(Interface):
    """Writes of mantissas into a word that is put together: with `we`, `mantissa` goes to `place`; place 0 begins a new
    word. One at most in a cycle, never refused."""

    RULES = (
        Rule("known", "!{we} || (^{place}) !== 1'bx", "the place of a write is known"),
    )

    def fields(self, place_bits):
        return dict(we=forward(bit(), "a mantissa is written"), place=forward(unsigned(place_bits), "its place"),
                    mantissa=forward(signed(MANTISSA_BITS), "the mantissa"))

    def port_name(self, bundle, field):
        return field
