"""What the self-test finds."""


class Finding(AssertionError):
    """The first word that is not as it should be, in a sentence that says where it lies and what it tells."""


def at_port(geometry, port):
    """Which port, in words, of a core that has several."""
    return f" at port {port}" if geometry.ports > 1 else ""


def differing_bits(expected, got):
    """Which bits of two numbers differ, in words."""
    wrong = expected ^ got
    bits = [str(bit) for bit in range(wrong.bit_length()) if wrong >> bit & 1]
    return f"bit {bits[0]} differs" if len(bits) == 1 else f"{len(bits)} bits differ"
