"""The byte strobes of one of the equal slots of a word."""

from converters.hdl import clog2, module, unsigned, verbatim


def ports(slots, slot_bytes, lanes):
    return dict(slot=unsigned(clog2(slots)), strobe=unsigned(lanes))


@module(ports)
def slot_strobe(slot, strobe, *, slots, slot_bytes, lanes):
    """`strobe` marks the `slot_bytes` bytes of `slot`; the bytes above all slots are never marked. No latency."""
    bits = clog2(slots)
    marks = [f"{{{slot_bytes}{{slot == {bits}'d{i}}}}}" for i in reversed(range(slots))]
    if rest := lanes - slots * slot_bytes:
        marks.insert(0, f"{rest}'d0")
    return verbatim(f"assign strobe = {{{', '.join(marks)}}};", [slot], [strobe])
