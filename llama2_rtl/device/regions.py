"""The memory that a core is given, port by port."""

from dataclasses import dataclass

IMAGE, CACHE = "packed model", "KV cache"


@dataclass(frozen=True)
class Region:
    """`size` bytes from the address `base` on at a port, for the packed model or the KV cache."""

    port: int
    what: str
    base: int
    size: int

    def __contains__(self, address):
        return self.base <= address < self.base + self.size


def regions_of(image_bases, image_bytes, kv_bases, kv_bytes):
    """The Regions of a core whose packed model and KV cache take so many bytes at each port, from these addresses on.
    Raises ValueError where two overlap."""
    regions = [Region(port, what, base, size) for what, bases, size in (
        (IMAGE, image_bases, image_bytes), (CACHE, kv_bases, kv_bytes)) for port, base in enumerate(bases)]
    ordered = sorted(regions, key=lambda region: region.base)
    for one, other in zip(ordered, ordered[1:], strict=False):
        if one.base + one.size > other.base:
            raise ValueError(f"the {one.what} of port {one.port} takes {one.size:,} bytes from {one.base:#x} on, and "
                             f"the {other.what} of port {other.port} begins within, at {other.base:#x}; move one")
    return regions
