"""Where the core's reads end up: which of the headers that the host has written it finds at an address, by what START
says of it. Nothing else of the core is needed."""

from llama2_rtl.device.regions import CACHE, IMAGE
from llama2_rtl.golden.image_fields import MAGIC, PAGE
from llama2_rtl.golden.image_header import ImageHeader
from llama2_rtl.self_test.address_lines import explained, places_in
from llama2_rtl.self_test.finding import Finding, at_port

NO_MAGIC = bytes(len(MAGIC))


def check_reach(attached, regions, report=lambda done, of: None):
    """Lets the core read headers through all its ports at addresses that differ in one bit, each time the only ones.
    Returns what was seen, in words; raises Finding. What lay in the Regions is lost."""
    reach, probes = _Reach(attached, regions), []
    for what in (IMAGE, CACHE):
        own = [region for region in regions if region.what == what]
        offsets = sorted({address - region.base for region in own for address in places_in(region, PAGE)})
        probes += [[region.base + offset for region in own] for offset in offsets]
    reach.write_own_headers(probes)
    for number, addresses in enumerate(probes):
        report(number, len(probes))
        if (failed := reach.fails(addresses)) is not None:
            raise Finding(_diagnosis(attached, reach, regions, probes, number, *failed))
    return f"{len(probes)} addresses{' of each port' if len(reach.ports) > 1 else ''}, each found where it belongs"


FURTHER = 3
"""Probes that are looked at behind the one that has failed."""


def _diagnosis(attached, reach, regions, probes, number, code, port):
    """The probe of that number has failed with the fault `code` at a port: what it tells with those before, which have
    not, and some of those behind it."""
    words = (f"read by the core{at_port(attached.geometry, port)}: the header at {probes[number][port]:#x} is not what "
             f"it finds there ({attached.map['messages'][code]})")
    seen = [(addresses[port], (port, addresses[port])) for addresses in probes[:number]]
    seen += reach.seen(probes[number:number + 1 + FURTHER], port)
    if why := explained(regions, port, seen):
        return f"{words}; {why}"
    if dict(seen)[probes[number][port]] == (port, probes[number][port]):
        return (f"{words}; it finds the page, but not all that stands in it: look at the lines of the address below "
                f"bit {PAGE.bit_length() - 1}, and at those of the data")
    return (f"{words}; it finds nothing that the host has written to the memory that is the core's: look at the base "
            "address, at the way through the interconnect, and at the lines of the data")


class _Reach:
    def __init__(self, attached, regions):
        self.attached, self.memory, self.regions = attached, attached.device.memory, regions
        self.ports = range(attached.geometry.ports)
        self.no_image, self.image_shape = (attached.map["codes"][name] for name in ("NO_IMAGE", "IMAGE_SHAPE"))

    def header(self, port):
        """The header of a packed model for the core, its part of a port, without its checksums."""
        g = self.attached.geometry
        return ImageHeader(g.model, g.numerics, g.tile, 0, ports=g.ports, port=port).pack()

    def write_own_headers(self, probes):
        """Headers of their ports at all places that are probed, none of them valid."""
        for addresses in probes:
            for port, address in enumerate(addresses):
                self.memory.write(address, NO_MAGIC + self.header(port)[len(NO_MAGIC):])

    def start(self, addresses):
        """None where the core starts with its packed model at the addresses of all ports; else (code, port)."""
        try:
            self.attached.begin(list(addresses))
        except self.attached.fault as fault:
            error_port = self.attached.driver.get("ERROR_PORT") if len(self.ports) > 1 else 0
            return fault.code, error_port
        self.attached.call("finish")
        return None

    def fails(self, addresses):
        """`start` with the headers at the addresses of all ports valid, and no others."""
        self.mark(addresses, MAGIC)
        failed = self.start(addresses)
        self.mark(addresses, NO_MAGIC)
        return failed

    def mark(self, addresses, magic):
        """Makes the headers at addresses valid, or not."""
        for address in addresses:
            self.memory.write(address, magic)

    def seen(self, probes, port):
        """(address, place) of the addresses that the port is told in the probes: the place is (port, address) of the
        page that the core finds, None where it is none of the Regions."""
        pages = [page for region in self.regions for page in range(region.base, region.base + region.size, PAGE)]
        for page in pages:
            self.memory.write(page, self.header(port))
        return [(addresses[port], self._place(addresses, port, pages)) for addresses in probes]

    def _place(self, addresses, port, pages):
        """The page without which the port misses a header, among the fewest that leave all ports content."""
        for page in self._needed(addresses, pages):
            self.mark([page], NO_MAGIC)
            failed = self.start(addresses)
            self.mark([page], MAGIC)
            if failed == (self.no_image, port):
                return next((region.port, page) for region in self.regions if page in region)
        return None

    def _is_content(self, addresses):
        """Whether every port finds a header, of whatever port."""
        failed = self.start(addresses)
        return failed is None or failed[0] == self.image_shape

    def _needed(self, addresses, pages):
        """The pages without whose headers some port finds none; none where a port finds none in any case. All have
        valid ones here, and in the end again."""
        needed, searched = [], pages
        while searched and self._is_content(addresses):
            self.mark(searched, NO_MAGIC)
            if self._is_content(addresses):
                break
            fewest, most = 0, len(searched)  # the headers of so many, from the first on, are too few, or enough
            while most - fewest > 1:
                middle = (fewest + most) // 2
                self.mark(searched[fewest:middle], MAGIC)
                self.mark(searched[middle:most], NO_MAGIC)
                if self._is_content(addresses):
                    most = middle
                else:
                    fewest = middle
            needed.append(searched[fewest])
            self.mark(needed, MAGIC)
            searched = searched[:fewest]
        self.mark(pages, MAGIC)
        return needed
