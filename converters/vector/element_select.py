"""Who writes the vector before the quantiser: the norm, attention or the feed-forward network."""

from myhdl import always_comb

from converters.hdl import bit, module, signed, unsigned, widen


def ports(index_bits, dim_bits, hidden_bits):
    return dict(norm_we=bit(), norm_index=unsigned(dim_bits), norm_u=signed(32), norm_commit=bit(),
                attend_we=bit(), attend_index=unsigned(dim_bits), attend_u=signed(32), attend_commit=bit(),
                hidden_we=bit(), hidden_index=unsigned(hidden_bits), hidden_u=signed(32), hidden_commit=bit(),
                we=bit(), index=unsigned(index_bits), u=signed(32), commit=bit())


@module(ports)
def element_select(norm_we, norm_index, norm_u, norm_commit, attend_we, attend_index, attend_u, attend_commit,
                   hidden_we, hidden_index, hidden_u, hidden_commit, we, index, u, commit, *, index_bits, dim_bits,
                   hidden_bits):
    """Passes on the element of whichever source writes; no two do in one cycle. No latency."""
    norm_wide, attend_wide, hidden_wide = unsigned(index_bits), unsigned(index_bits), unsigned(index_bits)
    extensions = (widen(norm_index, norm_wide), widen(attend_index, attend_wide), widen(hidden_index, hidden_wide))

    @always_comb
    def select():
        we.next = norm_we or attend_we or hidden_we
        commit.next = norm_commit or attend_commit or hidden_commit
        if norm_we:
            index.next = norm_wide
            u.next = norm_u
        elif attend_we:
            index.next = attend_wide
            u.next = attend_u
        else:
            index.next = hidden_wide
            u.next = hidden_u

    return extensions, select
