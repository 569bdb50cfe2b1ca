"""Writing a design to disk."""


def memory_text(width, words):
    """The `$readmemh` text of words of `width` bits, one a line; negative words in two's complement.

    Raises ValueError for a word that does not fit.
    """
    digits, mask = -(-width // 4), (1 << width) - 1
    for word in words:
        if not -(1 << (width - 1)) <= word <= mask:
            raise ValueError(f"the memory word {word} does not fit {width} bits")
    return "".join(f"{int(word) & mask:0{digits}x}\n" for word in words)
