"""What a host needs of a device with a core over AXI4, and the core's driver on it."""

import time
import types
from dataclasses import dataclass

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.registers.driver_python import driver_name, driver_python
from llama2_rtl.device.regions import regions_of
from llama2_rtl.golden.image_fields import PAGE


class Patience:
    """How long a host waits for a core: `rest()` lets some time pass and returns how much, in the unit of `limit`.
    Called as the driver's `wait`: whether the limit has been exceeded since `begin` was called last."""

    def __init__(self, rest, limit):
        self.rest, self.limit = rest, limit
        self.begin()

    def begin(self):
        self.waited = 0

    def __call__(self):
        self.waited += self.rest()
        return self.waited > self.limit


def sleep(seconds=0.0002):
    """A rest of a host on a board, in seconds."""
    begin = time.monotonic()
    time.sleep(seconds)
    return time.monotonic() - begin


@dataclass(frozen=True)
class Device:
    """`registers` and `tokens` have `read(offset)` and `write(offset, word)` and are what the driver calls so; `memory`
    has `write(address, data)` and `read(address, size)`, bytes at addresses as the core has them, and sees to it that
    both see the same where the host has caches. `wait` is a Patience.

    The packed model's part of each port lies at its address in `image_bases`, its part of the KV cache at that in
    `kv_bases`.
    """

    registers: object
    tokens: object
    memory: object
    image_bases: tuple
    kv_bases: tuple
    wait: Patience


def driver_module(geometry):
    """The driver of the core of a Geometry, as a host imports it from its file."""
    module = types.ModuleType(driver_name())
    exec(compile(driver_python(geometry), driver_name(), "exec"), module.__dict__)
    return module


class Attached:
    """The core of a Geometry on a Device: its `driver`, as the host has it in a file, and what of it depends on both.
    `fault` is the driver's exception. Raises ValueError where the device has another number of ports."""

    def __init__(self, device, geometry):
        self.device, self.geometry = device, geometry
        for name, bases in (("packed model", device.image_bases), ("KV cache", device.kv_bases)):
            if len(bases) != geometry.ports:
                raise ValueError(f"the device has {len(bases)} addresses for the {name} and the core {geometry.ports} "
                                 f"port{'s' if geometry.ports > 1 else ''}; give one address for each")
        module = driver_module(geometry)
        self.map, self.fault = module.MAP, module.Fault
        self.driver = module.Driver(device.registers, device.tokens, device.memory.write, device.wait)

    def regions(self, image_bytes):
        """The Regions of the core's memory with a packed model of so many bytes. Raises ValueError where two overlap.
        """
        return regions_of(self.device.image_bases, image_bytes // self.geometry.ports, self.device.kv_bases,
                          KvLayout(self.geometry).pages * PAGE)

    def call(self, name, *arguments, **named):
        """Calls the driver, with fresh patience."""
        self.device.wait.begin()
        return getattr(self.driver, name)(*arguments, **named)

    def rest(self):
        """Lets some time pass in which a token may come. Raises the driver's fault where none waits and none can come
        any more, or patience ends."""
        is_over = not self.driver.get("STATUS") & self.map["busy"]
        if is_over and not self.driver.waiting():
            raise self.fault(self.driver.get("ERROR") or self.map["codes"]["STOPPED"])
        if self.device.wait():
            raise self.fault(self.map["codes"]["GAVE_UP"])

    def begin(self, image_bases=None, **changes):
        """Starts a run with the packed model at its place, or at other addresses, and all else as it is after reset
        unless it is among `changes`."""
        of_ports = {name: bases[0] if self.geometry.ports == 1 else list(bases) for name, bases in (
            ("image_base", image_bases or self.device.image_bases), ("kv_base", self.device.kv_bases))}
        self.call("begin", **dict.fromkeys(self.map["setup"], 0) | of_ports | dict(
            kv_limit=KvLayout(self.geometry).pages) | changes)
        words = self.map["tokens"]
        while self.device.tokens.read(words["STATE"]) & words["WAITING"]:
            self.device.tokens.read(words["TAKE"])  # it was on offer when an earlier run ended

    def stop(self):
        """Ends a run, whoever began it and however it went."""
        try:
            self.call("finish")
        except self.fault as fault:
            if fault.code == self.map["codes"]["GAVE_UP"]:
                raise

    def load(self, image):
        """Copies a packed model, bytes or a memoryview, to its place. Raises ValueError as `regions` does."""
        self.regions(len(image))
        bases = self.device.image_bases
        self.call("load", bases[0] if self.geometry.ports == 1 else bases, image)
