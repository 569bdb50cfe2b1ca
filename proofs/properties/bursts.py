"""Address channels of the AXI4 manager: legal bursts, none across a page of 4 KB, not too many at once."""

from llama2_rtl.converters.axi.bus import CLIENTS, COUNT_BITS, PAGE_BITS
from llama2_rtl.converters.hdl import clog2
from llama2_rtl.proofs.claims import Claims, Probe, claim, claims_of


def legal_bursts(channel, burst, beat_bytes, offered):
    """Claims about the address that the `channel`, `ar` or `aw`, offers in the states `offered`, a condition."""
    valid, length, address = (f"m_axi_{channel}{name}" for name in ("valid", "len", "addr"))
    low = PAGE_BITS - 1
    return (
        claim("length", f"!{valid} || {length} < {burst}", "a burst has as many beats as the longest at most"),
        claim("page", f"!{valid} || {address}[{low}:0] + ({length} + 13'd1) * {beat_bytes} <= 13'd{1 << PAGE_BITS}",
              "a burst does not leave its page of 4 KB"),
        claim("aligned", f"!{valid} || {address}[{low}:0] % {beat_bytes} == 0", "a burst begins with a whole word"),
        claim("inv_offered", f"!{valid} || {offered}", "an address is offered in its state alone"),
    )


def open_counts(labels):
    """`(probes, their sum)`: how many bursts the accounts of these labels have open."""
    probes = tuple(Probe(label, "count", COUNT_BITS, "count") for label in labels)
    return probes, " + ".join(f"{{3'd0, {label}$count}}" for label in labels)


@claims_of("read_channel")
def read_channel(offset_bits, beat_bytes, burst, outstanding):
    places, byte_bits = clog2((1 << PAGE_BITS) // beat_bytes), clog2(beat_bytes)
    probes, total = open_counts([f"u_open_{client}" for client in CLIENTS])
    return Claims("m_axi", "", (
        *legal_bursts("ar", burst, beat_bytes, "state == WAIT"),
        claim("outstanding", f"in_flight <= {outstanding}", "no more bursts are open than may be"),
        claim("always_ready", "m_axi_rready", "a beat is taken as it comes"),
        claim("one_client", "push == 0 || (push & (push - 1)) == 0", "a beat belongs to one client"),
        claim("granted", "(req_ready & ~(4'd1 << chosen)) == 0", "the client that was chosen has the grant"),
        claim("inv_room", f"state != LATCH || in_flight < {outstanding}", "a burst begins where there is room for it"),
        claim("inv_counts", f"{{3'd0, in_flight}} == {total}", "each open burst is a client's"),
        claim("inv_given_up", " && ".join(
            f"given_up[{COUNT_BITS} * {client} +: {COUNT_BITS}] <= u_open_{client}$count" for client in CLIENTS),
            "only open bursts are given up"),
        claim("inv_burst", f"state == SELECT || state == LATCH || (offset % {burst}) + last_beat < {burst}",
              "the burst at work is as long as the longest at most"),
        claim("inv_address", f"!(state == RAISE || state == WAIT) || m_axi_araddr[{PAGE_BITS - 1}:{byte_bits}] == "
              f"offset[{places - 1}:0]", "the address is that of the burst's first word"),
    ), probes)


@claims_of("write_channel")
def write_channel(offset_bits, beat_bytes, burst, outstanding):
    places, byte_bits = clog2((1 << PAGE_BITS) // beat_bytes), clog2(beat_bytes)
    probes, total = open_counts(["u_open"])
    lines = """
reg [8:0] sent$beats = 0;
always @(posedge clk) begin
    if (state == RAISE) sent$beats <= 0;
    else if (m_axi_wvalid && m_axi_wready) sent$beats <= sent$beats + 1;
end
"""
    return Claims("m_axi", lines, (
        *legal_bursts("aw", burst, beat_bytes, "state == SEND"),
        claim("outstanding", f"in_flight <= {outstanding}", "no more bursts are open than may be"),
        claim("always_ready", "m_axi_bready", "a response is taken as it comes"),
        claim("one_name", "m_axi_awid == 0", "all bursts bear one identifier"),
        claim("last", "!m_axi_wvalid || m_axi_wlast == (sent$beats == last_beat)",
              "the last word of a burst is marked, and it alone"),
        claim("all_words", "state == SELECT || state == ADD || state == RAISE || "
              "sent$beats + m_axi_wvalid + left == last_beat + 9'd1", "each burst gets all its words, and no more"),
        claim("blank", "!blank || !word_ready", "no word is taken while words without a strobe are sent"),
        claim("inv_words", "state == SEND || !m_axi_wvalid && left == 0", "words are sent in their state alone"),
        claim("inv_state", "state <= SEND", "the state is one of the four"),
        claim("inv_counts", f"{{3'd0, in_flight}} == {total}", "each open burst is counted"),
        claim("inv_given_up", "given_up <= u_open$count", "only open bursts are given up"),
        claim("inv_burst", f"state == SELECT || (offset % {burst}) + last_beat < {burst}",
              "the burst at work is as long as the longest at most"),
        claim("inv_address", f"!(state == RAISE || state == SEND) || m_axi_awaddr[{PAGE_BITS - 1}:{byte_bits}] == "
              f"offset[{places - 1}:0]", "the address is that of the burst's first word"),
    ), probes)


@claims_of("burst_split")
def burst_split(offset_bits, burst):
    place = clog2(burst)
    return Claims("m", "", (
        claim("inv_state", "state <= OFFER", "the state is one of the four"),
        claim("inv_left", "state == TAKE || state == MEASURE || left != 0", "words are left while a burst is made"),
        claim("inv_room", f"state != CUT || room == {burst} - m_offset[{place - 1}:0] && "
              f"short == ((left >> {place}) == 0)", "a burst ends at a multiple of the longest"),
        claim("conserved", "state != OFFER || m_beats <= left", "no more words are asked for than the command names"),
    ))
