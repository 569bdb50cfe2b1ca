"""Addresses that tell the lines of an address apart, and what is wrong where they end up elsewhere."""


def places_in(region, unit):
    """Addresses in a region, multiples of `unit`, a power of two, that tell every line of the address apart from that
    on: of each bit two that differ in nothing else, where the region has such; its first and its last."""
    first, last = region.base, region.base + region.size - unit
    places = {first, last}
    for bit in range(unit.bit_length() - 1, region.size.bit_length()):
        clear = first if not first >> bit & 1 else (first >> bit) + 1 << bit
        if clear + (1 << bit) <= last:
            places |= {clear, clear + (1 << bit)}
    return sorted(places)


def explained(regions, port, seen):
    """What is wrong where accesses at a port end up elsewhere: `seen` are pairs of an address and the one in its place,
    (port, address), None where no memory of the core's is. In words; None where all is well or nothing fits."""
    wrong = [(told, found) for told, found in seen if found != (port, told)]
    if not wrong:
        return None
    known = [(told, *found) for told, found in seen if found is not None]
    return (_exchanged(regions, port, known) or _stuck_bit(port, seen) or _moved(port, known)
            or _one_of(port, *wrong[0]))


def _region(regions, port, address):
    return next((region for region in regions if region.port == port and address in region), None)


def _exchanged(regions, port, known):
    """All is found at another port, in the same place."""
    others = {other for _, other, _ in known}
    if len(others) != 1 or others == {port} or not known:
        return None
    [other] = others
    for told, _, found in known:
        own, there = _region(regions, port, told), _region(regions, other, found)
        if not own or not there or own.what != there.what or told - own.base != found - there.base:
            return None
    return (f"port {port} of the core reaches the memory of port {other}: the ports are exchanged on the way, or their "
            "addresses are")


def _stuck_bit(port, seen):
    """One bit of the address has always the same value: addresses that have it are found where they are, or not at all
    where another was written over them."""
    bits = {bit for told, found in seen if found and found[0] == port for bit in _bits(told ^ found[1])}
    for bit in sorted(bits):
        for value in (0, 1):
            stuck = {found and found == (port, told ^ 1 << bit) for told, found in seen if told >> bit & 1 != value}
            good = {found and found == (port, told) for told, found in seen if told >> bit & 1 == value}
            if True in stuck and stuck <= {None, True} and good and good <= {None, True}:
                return f"bit {bit} of the address is always {value}"
    return None


def _bits(number):
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]


def _moved(port, known):
    """Everything is found so many bytes away."""
    ways = {found - told for told, other, found in known if other == port}
    if len(ways) != 1 or 0 in ways or len(known) < 2 or any(other != port for _, other, _ in known):
        return None
    [way] = ways
    return (f"all of it is found {abs(way):,} bytes {'above' if way > 0 else 'below'} its address: the base address is "
            "wrong, that of the core's registers or that by which the host reaches the memory")


def _one_of(port, told, found):
    if found is None:
        return None
    return f"what belongs to address {told:#x} is found at {found[1]:#x}" + (
        f" of port {found[0]}" if found[0] != port else "")
