"""What a user may have meant by a name that there is not."""

import difflib


def advice(name, names):
    """What to do about a `name` that is none of `names`: those that begin with it or are near it, whatever the case of
    letters, else all of them."""
    known, wanted = {one.lower(): one for one in names}, name.lower()
    near = [wanted] if wanted in known else [one for one in known if wanted and one.startswith(wanted)]
    near = near or difflib.get_close_matches(wanted, known, cutoff=0.7)
    if not near:
        return f"choose one of {', '.join(names)}"
    return f"did you mean {' or '.join(known[one] for one in near)}?"
