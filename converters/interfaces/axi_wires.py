"""Protocols between the blocks of the AXI4 master and of the KV cache in the memory beside the core."""

from llama2_rtl.converters.axi.faults import CODE_BITS
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, clog2, forward, part, unsigned
from llama2_rtl.converters.interfaces.of_vector import flags_of, of_vector


class CacheWords(Interface):
    """Words of keys or values in the order of attention's walks, with backpressure, as `Stream`; with `entry_bits`,
    each with the shifts of its position.
    """

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "word"), "a word once offered stays until it is taken"),
        Stays("offer_entry", "{valid} && !{ready}", ("entry",), "a word's shifts stay with it"),
    )

    def fields(self, width, entry_bits=0):
        fields = dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "the sink takes it"),
                      word=forward(unsigned(width), "the word"))
        if entry_bits:
            fields["entry"] = forward(unsigned(entry_bits), "the shifts of its position")
        return fields


class CalledWords(Interface):
    """Words read ahead: `issue` takes the first of them, while `there` is high, and it is on `data` a fixed time later,
    for one cycle. After reset `there` is low.
    """

    RULES = (
        Rule("there", "!{issue} || {there}", "only a word that is there is taken", duty="sink"),
    )

    def fields(self, width):
        return dict(there=forward(bit(), "a word waits"), issue=backward(bit(), "it is taken"),
                    data=forward(unsigned(width), "the word"))

    def port_name(self, bundle, field):
        return f"{bundle}_{field}" if field == "data" else field


class BurstAnswer(Interface):
    """A beat of a read, or the response of a write, and in the same cycle to whom it belongs. One that nobody asked for
    is neither taken nor dropped.
    """

    RULES = (
        Rule("one", "!({taken} && {dropped})", "an answer is taken or dropped"),
        Rule("answered", "!({taken} || {dropped}) || {answered}", "only an answer that is there is taken or dropped",
             duty="sink"),
        Rule("ended", "!{ended} || {last} && ({taken} || {dropped})", "a burst ends with the last of its answers",
             duty="sink"),
    )

    def fields(self):
        return dict(answered=forward(bit(), "an answer is there"), last=forward(bit(), "it is its burst's last"),
                    taken=backward(bit(), "it is the run's"),
                    dropped=backward(bit(), "it belongs to a burst that was given up"),
                    ended=backward(bit(), "it ends its burst"))

    def port_name(self, bundle, field):
        return field


class WatchedReport(Interface):
    """What the control of a run reads of a direction of the bus: the `ChannelReport`, and whether the direction has
    been silent for too long. `failed` pulses, `expired` is a level that falls with the next transfer.
    """

    RULES = (
        Rule("known", "!{failed} || (^{decode_error}) !== 1'bx", "which error an answer bears is known"),
    )

    def fields(self):
        return dict(pending=forward(bit(), "the run has bursts without an answer, or that wait"),
                    failed=forward(bit(), "an answer with an error"),
                    decode_error=forward(bit(), "the error is DECERR, else SLVERR"),
                    expired=forward(bit(), "nothing has moved for too long"))


class HeaderVerdict(Interface):
    """What the header of the weight image was found to be: one of two levels, which last until the reset of the run;
    neither before. `code` is the fault while `wrong`. Of several `ports` each has a bit and a code, port 0 the lowest.
    """

    RULES = (
        Rule("one", "!(|({checked} & {wrong}))", "a header is right or wrong"),
    )

    def fields(self, ports=1):
        return dict(checked=forward(flags_of(ports), "it is the right one"),
                    wrong=forward(flags_of(ports), "it differs in a field"),
                    code=forward(unsigned(ports * CODE_BITS), "the code of the fault"))

    def of_port(self, port):
        """The verdict on the header of one port of several."""
        return HeaderVerdict().with_wires(**{name: part(signal, port, CODE_BITS if name == "code" else 1)
                                             for name, signal in self.wires.items()})

    def port_name(self, bundle, field):
        if bundle == "verdicts":
            return f"{bundle}_{field}"
        return f"wrong_{field}" if field == "code" and bundle == "header" else field


class KvPlace(Interface):
    """Where a position's keys, shifts and values begin in the regions of the KV cache, in words of the bus; the places
    hold still from a few cycles after the token's start until its last write.
    """

    RULES = (
        Rule("known", "(^{key_at}) !== 1'bx && (^{shift_at}) !== 1'bx && (^{value_at}) !== 1'bx",
             "the places are known"),
    )

    def fields(self, geometry):
        layout = KvLayout(geometry)
        bits = layout.offset_bits
        return dict(key_at=forward(unsigned(bits), "the first word of its keys"),
                    shift_at=forward(unsigned(bits), "the word of its shifts"),
                    entry=forward(unsigned(clog2(layout.entries)), "which entry of that word"),
                    value_at=forward(unsigned(bits), "the first word of its values"))

    def port_name(self, bundle, field):
        return field


class TextPlace(Interface):
    """Where the KV cache of a text begins among those of several, in words of the bus. Nothing where there is one."""

    RULES = (
        Rule("known", "(^{at}) !== 1'bx", "where a text's cache begins is known"),
    )

    def fields(self, geometry):
        return dict(at=forward(unsigned(KvLayout(geometry).offset_bits), "the first word of the text's cache")
                    ) if geometry.sequences > 1 else {}


class ReadTurn(Interface):
    """A text's turn in a reader of the KV cache, which reads one layer of the text in it. The reader says by the pulse
    `done` that it has; `last` is a level, that the turn is its layer's last. Nothing where there is one text, whose
    layers are read without a pause."""

    RULES = (
        Rule("pulse", "!{done} || !{was_done}", "done is a pulse of one cycle"),
        Rule("known", "!{done} || (^{last}) !== 1'bx", "whether a turn is its layer's last is known",
             duty="source"),
    )

    def fields(self, geometry):
        return dict(last=forward(bit(), "the turn is its layer's last"),
                    done=backward(bit(), "all of it is read")) if geometry.sequences > 1 else {}


class NewestPart(Interface):
    """The newest values of a batch: the present `vector`, and what it is to those of its span."""

    RULES = (
        Rule("known", "(^{vector}) !== 1'bx && (^{ends}) !== 1'bx", "whose value is the present one is known"),
    )

    def fields(self, vectors=1):
        return dict(**of_vector(vectors), at_last=forward(bit(), "it is the batch's last"),
                    ends=forward(bit(), "it is the last in its span"),
                    in_other=forward(bit(), "the span is the one behind that of the first"))


class NewestRead(Interface):
    """The reads of the newest keys and values by what writes them into the memory, the source. While it is `reading`
    no one else does; keys, values and shifts follow their addresses by one cycle.
    """

    RULES = (
        Rule("known", "!{reading} || (^{row_addr}) !== 1'bx && (^{word_addr}) !== 1'bx", "what is read is known"),
    )

    def fields(self, geometry):
        g = geometry
        return dict(reading=forward(bit(), "the reads are the writer's"), **of_vector(g.vectors),
                    row_addr=forward(unsigned(clog2(g.kv_words * g.chunks)), "the word of the store"),
                    word_addr=forward(unsigned(clog2(g.kv_words)), "whose shifts"),
                    key=backward(unsigned(g.kv_width * g.numerics.k_bits), "its keys"),
                    value=backward(unsigned(g.kv_width * g.numerics.v_bits), "its values"),
                    shifts=backward(unsigned(KvLayout(g).entry_bits), "the shifts of both"))
