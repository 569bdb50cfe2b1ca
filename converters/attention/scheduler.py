"""Which beat attention puts on the engine's lanes in each cycle."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.addresses import item_address, layer_base, text_base, value_address
from llama2_rtl.converters.attention.formats import (
    BANKS,
    query_words,
    shift_addr_bits,
    word_addr_bits,
)
from llama2_rtl.converters.attention.walks import key_walk, value_walk
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, resize, unsigned
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import (
    AddressWalk,
    BeatMarks,
    KeyBeats,
    KvIssue,
    LayerStart,
    SpanPlace,
    ValueBeats,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.sequences import SequenceTurn

LEAD = BANKS - 1
"""Banks in use from which on values come before keys."""


def ports(geometry, spacing):
    g = geometry
    return clocked(layer=In(LayerStart()), turn=In(SequenceTurn(g)), span=In(SpanPosition(g)),
                   batch=In(Batch(g.vectors, g.sequences > 1)),
                   kv_ready=In(bit(), "the cache is ready, and the lanes are free"), issue=Out(KvIssue()),
                   ready_items=In(unsigned(g.items.bit_length()), "how many items' queries are complete"),
                   offer=In(bit(), "the probabilities of a span are coming"), beat=Out(BeatMarks(layers=True)),
                   place=Out(SpanPlace()),
                   word_addr=Out(unsigned(word_addr_bits(g)), "the beat's word in the KV cache"),
                   shift_addr=Out(unsigned(shift_addr_bits(g)), "its shifts in the KV cache"),
                   item=Out(unsigned(clog2(g.items)), "the item of a key beat"),
                   query_addr=Out(unsigned(clog2(query_words(g))), "the query's word of a key beat"))


@module(ports)
def scheduler(clk, rst, layer, turn, span, batch, kv_ready, issue, ready_items, offer, beat, place, word_addr,
              shift_addr, item, query_addr, *, geometry, spacing):
    """The arbiter between keys and values. One beat per cycle while there is one, and no pass before the present one
    has ended. While fewer than LEAD banks are in use, keys come before values: the softmax of each span hides behind
    the values of the spans before. Otherwise values come first, and keys where values have to wait.

    A span of an item whose query is ready is keyed when a bank is free; its values follow when `offer` has announced
    its probabilities. Its last value beat frees the bank. A beat waits for its word of keys or values, and a span
    whose first word is not there lets the other kind go first.

    `first` and `last` bound an accumulation, `layer_end` marks the layer's last beat. `word_addr` and `shift_addr` are
    those of the KV cache; `item` and `query_addr` belong to a key beat, `bank`, `index`, `first_span` and `final_span`
    to a value beat. Latency 2 cycles from a condition to its beat, 1
    from a word's being there: whose turn it is stands in registers, for the critical path of all of attention begins
    there. Of several texts each has a turn of its own within a layer, as if there were no other.
    """
    g = geometry
    load_bases, freed, keys_first, key_next, key_turn, value_turn = (bit() for _ in range(6))
    used, next_used = unsigned(BANKS.bit_length()), unsigned(BANKS.bit_length())
    word_bits, shift_bits = word_addr_bits(g), shift_addr_bits(g)
    word_base, shift_base, key_word = unsigned(word_bits), unsigned(shift_bits), unsigned(word_bits)
    key, value = KeyBeats(g).with_wires(issue=issue.key_issue), ValueBeats().with_wires(issue=issue.value_issue)
    value_place = SpanPlace()
    begins = layer.start if g.sequences == 1 else turn.start

    @always_comb
    def issue_beat():
        issue.key_issue.next = key_turn and issue.key_there
        issue.value_issue.next = value_turn and issue.value_there

    @always_comb
    def free_bank():
        freed.next = value.issue and value.pass_end

    @always_comb
    def count_banks():
        next_used.next = used
        if begins:
            next_used.next = 0
        elif key.claim and not freed:
            next_used.next = used + 1
        elif freed and not key.claim:
            next_used.next = used - 1

    @always_comb
    def look_ahead():
        key_next.next = key.next_item and (next_used != BANKS)

    @always_comb
    def choose():
        keys_first.next = key_next and (
            not value.next_ready or (issue.key_there and (not issue.value_there or (next_used < LEAD))))

    keys = instance("u_key_walk", key_walk, dict(
        start=begins, span=span, kv_ready=kv_ready, ready_items=ready_items, beat=key), geometry=g)
    values = instance("u_value_walk", value_walk, dict(
        start=begins, span=span, batch=batch, offer=offer, beat=value, place=value_place), geometry=g,
        spacing=spacing)

    own_shift, own_word, to_own = shift_base, word_base, ()
    if g.sequences > 1:
        own_shift, own_word = unsigned(shift_bits), unsigned(word_bits)
        to_own = [instance(f"u_text_{name}_base", text_base, dict(layer_base=base, text=turn.number, base=own),
                           texts=g.sequences, addr_bits=len(base), words=words) for name, base, own, words in (
                      ("shift", shift_base, own_shift, g.context), ("word", word_base, own_word, g.context * g.chunks))]
    value_at = AddressWalk(word_bits, units=True).with_wires(
        start=load_bases, layer_base=own_word, advance=value.issue, unit_end=value.unit_end, span_end=value.pass_end,
        item_end=value.item_end)
    shift_at = AddressWalk(shift_bits).with_wires(
        start=load_bases, layer_base=own_shift, advance=key.position_end, item_end=key.item_end)
    addresses = [instance("u_value_address", value_address, dict(walk=value_at), geometry=g,
                          addr_bits=word_bits, stride=g.places * g.chunks),
                 instance("u_shift_base", layer_base, dict(layer=layer, base=shift_base),
                          addr_bits=shift_bits, stride=g.kv_words * g.places),
                 instance("u_key_shift_address", item_address, dict(walk=shift_at), geometry=g,
                          addr_bits=shift_bits, stride=g.places)]
    if g.chunks == 1:
        same = [resize(shift_base, word_base), resize(shift_at.addr, key_word)]
    else:
        word_item_end = bit()
        word_at = AddressWalk(word_bits).with_wires(
            start=load_bases, layer_base=own_word, advance=key.issue, item_end=word_item_end, addr=key_word)

        @always_comb
        def same():
            word_item_end.next = key.position_end and key.item_end

        addresses += [instance("u_word_base", layer_base, dict(layer=layer, base=word_base),
                               addr_bits=word_bits, stride=g.kv_words * g.places * g.chunks),
                      instance("u_key_word_address", item_address, dict(walk=word_at), geometry=g,
                               addr_bits=word_bits, stride=g.places * g.chunks)]

    @always_seq(clk.posedge, reset=rst)
    def take_turns():
        load_bases.next = begins
        used.next = next_used
        key_turn.next = key.next_active or (keys_first and not value.next_active)
        value_turn.next = value.next_active or (value.next_ready and not keys_first and not key.next_active)

    @always_seq(clk.posedge, reset=rst)
    def take_beat():
        beat.valid.next = value.issue or key.issue
        beat.value.next = value.issue
        beat.layer_end.next = value.issue and value.layer_end
        place.first_span.next = value_place.first_span
        place.final_span.next = value_place.final_span
        item.next = key.item
        shift_addr.next = shift_at.addr
        query_addr.next = key.query_addr
        place.bank.next = value_place.bank
        place.index.next = value_place.index
        if value.issue:
            beat.first.next = value.first
            beat.last.next = value.unit_end
            word_addr.next = value_at.addr
        else:
            beat.first.next = key.first
            beat.last.next = key.last
            word_addr.next = key_word

    return (issue_beat, free_bank, count_banks, look_ahead, choose, keys, values, to_own, addresses, same, take_turns,
            take_beat)
