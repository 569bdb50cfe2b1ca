"""Where the parts of the packed model and of the KV cache lie in a board's memory."""

from llama2_rtl.board_plan import joined_ranges
from llama2_rtl.golden.image_fields import PAGE


def place(pieces, ranges, kept=()):
    """The first address of each of the `pieces`, bytes, in a memory of the `ranges`, (first address, bytes): the
    largest piece first, at the end of the highest range that has room for it, so that the beginning of the memory stays
    the system's, and not in what is `kept`, ranges too. Each begins with a page. Raises ValueError where one finds no
    room.
    """
    rooms = [[first, first + size] for first, size in joined_ranges(ranges)]
    for first, size in kept:
        rooms = [part for begin, end in rooms for part in ([begin, min(end, first)], [max(begin, first + size), end])
                 if part[0] < part[1]]
    addresses = [0] * len(pieces)
    for number in sorted(range(len(pieces)), key=lambda number: -pieces[number]):
        room = next((room for room in reversed(rooms) if room[1] - pieces[number] >= room[0]), None)
        if room is None:
            raise ValueError(f"the packed model and the KV cache take {sum(pieces):,} bytes in pieces of up to "
                             f"{max(pieces):,}, for which the board's memory has no room; choose a smaller CONTEXT or "
                             "FORMAT")
        room[1] = addresses[number] = (room[1] - pieces[number]) // PAGE * PAGE
    return addresses
