"""What an error says to the user."""

LONGEST = 1000
"""Characters of a sentence, at most: a file may have put any number of them into a value that is quoted."""


def sentence(error):
    """The sentence of an error, in one line: what a terminal would obey, or cannot print, is written as Python writes
    it in a string; of a long one the middle is left out."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    text = "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST // 2]} ... {text[-LONGEST // 3:]}"
