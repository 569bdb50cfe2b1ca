"""Which beat attention puts on the engine's lanes in each cycle."""

from myhdl import always_comb, always_seq

from converters.attention.formats import (
    BANK_BITS,
    BANKS,
    INDEX_BITS,
    block_bits,
    query_words,
    shift_addr_bits,
    word_addr_bits,
)
from converters.attention.item_address import item_address
from converters.attention.key_walk import key_walk
from converters.attention.layer_base import layer_base
from converters.attention.value_address import value_address
from converters.attention.value_walk import value_walk
from converters.hdl import bit, clock, clog2, instance, module, reset, resize, unsigned

LEAD = BANKS - 1
"""Blocks that the scheduler keeps under way."""


def ports(geometry, spacing):
    g = geometry
    return dict(clk=clock(), rst=reset(), start=bit(), layer_first=bit(),
                last_block=unsigned(block_bits(g)), last_index=unsigned(INDEX_BITS),
                kv_ready=bit(), key_there=bit(), value_there=bit(),
                ready_items=unsigned(g.items.bit_length()), offer=bit(), key_issue=bit(), value_issue=bit(),
                valid=bit(), value=bit(), first=bit(), last=bit(), layer_end=bit(),
                first_block=bit(), final_block=bit(),
                word_addr=unsigned(word_addr_bits(g)), shift_addr=unsigned(shift_addr_bits(g)),
                item=unsigned(clog2(g.items)), query_addr=unsigned(clog2(query_words(g))),
                bank=unsigned(BANK_BITS), index=unsigned(INDEX_BITS))


@module(ports)
def scheduler(clk, rst, start, layer_first, last_block, last_index, kv_ready, key_there, value_there, ready_items,
              offer, key_issue, value_issue, valid, value, first, last, layer_end, first_block, final_block, word_addr,
              shift_addr, item, query_addr, bank, index, *, geometry, spacing):
    """One beat per cycle while there is one, and no pass before the present one has ended. While fewer than LEAD blocks
    are under way, keys come before values: the softmax of each block hides behind the values of the blocks before.
    Otherwise values come first, and keys where values have to wait.

    A block of an item whose query is ready is keyed when a bank is free; its values follow when `offer` has announced
    its probabilities. Its last value beat frees the bank. A beat waits for its word of keys or values to be there, and
    a block whose first word is not there lets the other kind go first; `key_issue` and `value_issue` say in which cycle
    a word is used up.

    `first` and `last` bound an accumulation, `layer_end` marks the layer's last beat. `word_addr` and `shift_addr` are
    those of the KV cache; `item` and `query_addr` belong to a key beat; `bank`, `index`, `first_block` and
    `final_block` to a value beat. Whose turn it is stands in registers, for all of attention hangs on it. Latency 2
    cycles from a condition, 1 from a word's being there.
    """
    g = geometry
    load_bases, claim, freed, keys_first, key_turn, value_turn = (bit() for _ in range(6))
    used, next_used = unsigned(BANKS.bit_length()), unsigned(BANKS.bit_length())
    key_next, key_item_next, key_active, key_first, key_last, position_end, key_item_end = (bit() for _ in range(7))
    value_next, value_active, value_first, unit_end = (bit() for _ in range(4))
    value_pass_end, item_end, value_layer_end = bit(), bit(), bit()
    value_first_block, value_final_block = bit(), bit()
    word_bits, shift_bits = word_addr_bits(g), shift_addr_bits(g)
    word_base, shift_base = unsigned(word_bits), unsigned(shift_bits)
    key_word, key_shift, value_word = unsigned(word_bits), unsigned(shift_bits), unsigned(word_bits)
    key_item, key_query = unsigned(clog2(g.items)), unsigned(clog2(query_words(g)))
    value_bank, value_index = unsigned(BANK_BITS), unsigned(INDEX_BITS)

    @always_comb
    def issue_beat():
        key_issue.next = key_turn and key_there
        value_issue.next = value_turn and value_there

    @always_comb
    def free_bank():
        freed.next = value_issue and value_pass_end

    @always_comb
    def count_banks():
        next_used.next = used
        if start:
            next_used.next = 0
        elif claim and not freed:
            next_used.next = used + 1
        elif freed and not claim:
            next_used.next = used - 1

    @always_comb
    def look_ahead():
        key_next.next = key_item_next and (next_used != BANKS)

    @always_comb
    def choose():
        keys_first.next = key_next and (
            not value_next or (key_there and (not value_there or (next_used < LEAD))))

    keys = instance("u_key_walk", key_walk, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, kv_ready=kv_ready,
        ready_items=ready_items, issue=key_issue, next_item=key_item_next, next_active=key_active,
        claim=claim, position_end=position_end, item_end=key_item_end, first=key_first, last=key_last,
        item=key_item, query_addr=key_query), geometry=g)
    values = instance("u_value_walk", value_walk, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, offer=offer,
        issue=value_issue, next_ready=value_next, next_active=value_active, first=value_first, unit_end=unit_end,
        pass_end=value_pass_end, item_end=item_end, layer_end=value_layer_end,
        first_block=value_first_block, final_block=value_final_block, bank=value_bank, index=value_index),
        geometry=g, spacing=spacing)

    value_addresses = instance("u_value_address", value_address, dict(
        clk=clk, rst=rst, start=load_bases, layer_base=word_base, advance=value_issue, unit_end=unit_end,
        block_end=value_pass_end, item_end=item_end, addr=value_word), geometry=g, addr_bits=word_bits,
        stride=g.context * g.chunks)
    bases = [instance("u_shift_base", layer_base, dict(
        clk=clk, rst=rst, start=start, layer_first=layer_first, base=shift_base), addr_bits=shift_bits,
        stride=g.kv_words * g.context)]
    key_addresses = [instance("u_key_shift_address", item_address, dict(
        clk=clk, rst=rst, start=load_bases, layer_base=shift_base, advance=position_end,
        item_end=key_item_end, addr=key_shift), geometry=g, addr_bits=shift_bits, stride=g.context)]
    if g.chunks == 1:
        same = [resize(shift_base, word_base), resize(key_shift, key_word)]
    else:
        word_item_end = bit()

        @always_comb
        def same():
            word_item_end.next = position_end and key_item_end

        bases.append(instance("u_word_base", layer_base, dict(
            clk=clk, rst=rst, start=start, layer_first=layer_first, base=word_base), addr_bits=word_bits,
            stride=g.kv_words * g.context * g.chunks))
        key_addresses.append(instance("u_key_word_address", item_address, dict(
            clk=clk, rst=rst, start=load_bases, layer_base=word_base, advance=key_issue,
            item_end=word_item_end, addr=key_word), geometry=g, addr_bits=word_bits,
            stride=g.context * g.chunks))

    @always_seq(clk.posedge, reset=rst)
    def take_turns():
        load_bases.next = start
        used.next = next_used
        key_turn.next = key_active or (keys_first and not value_active)
        value_turn.next = value_active or (value_next and not keys_first and not key_active)

    @always_seq(clk.posedge, reset=rst)
    def issue():
        valid.next = value_issue or key_issue
        value.next = value_issue
        layer_end.next = value_issue and value_layer_end
        first_block.next = value_first_block
        final_block.next = value_final_block
        item.next = key_item
        shift_addr.next = key_shift
        query_addr.next = key_query
        bank.next = value_bank
        index.next = value_index
        if value_issue:
            first.next = value_first
            last.next = unit_end
            word_addr.next = value_word
        else:
            first.next = key_first
            last.next = key_last
            word_addr.next = key_word

    return (issue_beat, free_bank, count_banks, look_ahead, choose, keys, values, value_addresses, bases, key_addresses,
            same, take_turns, issue)
