"""A driver of a core of llama2-rtl, which needs no package: the calls are those of the driver in C.

`MAP` is what the register map says of one core; `driver_python` writes it ahead of this text into a file for the host.
"""

import zlib

MAP = None


class Fault(Exception):
    """A call that failed: `code` is one of the register ERROR, or the driver's own; the text has it in words."""

    def __init__(self, code):
        super().__init__(message(code))
        self.code = code


def message(code):
    """The words for a code."""
    return MAP["messages"].get(code, "a code that this driver does not know")


def _parts_of(image):
    """The parts of a packed model, one for each memory port."""
    size = len(image) // MAP["ports"]
    return [image[size * port:size * (port + 1)] for port in range(MAP["ports"])]


def check_image(image):
    """Raises Fault where the bytes are no packed model for this core: of each part its header, both checksums, its
    shape."""
    for port, part in enumerate(_parts_of(image)):
        _check_part(part, port)


def _check_part(image, port):
    def number(field, size):
        return int.from_bytes(image[MAP["fields"][field]:][:size], "little")

    page, codes = MAP["page_bytes"], MAP["codes"]
    if bytes(image[:len(MAP["magic"])]) != MAP["magic"]:
        raise Fault(codes["NO_IMAGE"])
    if len(image) < page:
        raise Fault(codes["IMAGE_SHORT"])
    if number("version", 4) != MAP["image_version"]:
        raise Fault(codes["IMAGE_VERSION"])
    at = MAP["fields"]["header_crc"]
    if number("header_crc", 4) != zlib.crc32(bytes(image[:at]) + bytes(4) + bytes(image[at + 4:page])):
        raise Fault(codes["IMAGE_DAMAGED"])
    if any(number(field, 4) != MAP["registers"][register]["constant"] for field, register in MAP["shape"].items()):
        raise Fault(codes["IMAGE_SHAPE"])
    if (number("further_ports", 4), number("port", 4)) != (MAP["ports"] - 1, port):
        raise Fault(codes["IMAGE_SHAPE"])
    size = number("payload_bytes", 8)
    if len(image) - page < size:
        raise Fault(codes["IMAGE_SHORT"])
    if number("payload_crc", 4) != zlib.crc32(image[page:page + size]):
        raise Fault(codes["IMAGE_DAMAGED"])


class Driver:
    """A core by what the host reaches it with. `registers` and `tokens` have `read(offset)` and `write(offset, word)`,
    as PYNQ's MMIO has: the registers of s_axil, and the words of the token streams (`MAP["tokens"]`).
    `memory(address, data)` copies bytes to the core's memory and writes them back where the host has caches; `wait()`
    lets some time pass, and returns whether the host gives up. Every call raises Fault where it fails.
    """

    def __init__(self, registers, tokens, memory, wait=lambda: False):
        self.registers, self.tokens, self.memory, self.wait = registers, tokens, memory, wait

    def get(self, name):
        """The word of the register `name`."""
        register = self._register(name, "readable")
        return self.registers.read(register["offset"])

    def set(self, name, word):
        """Writes the register `name`."""
        self.registers.write(self._register(name, "writable")["offset"], word)

    def count(self, name):
        """The counter `name`, all 64 bits of one moment."""
        low = MAP["counters"][name]
        word = self.registers.read(low)  # keeps the upper half of the same moment
        return self.registers.read(low + 4) << 32 | word

    def counters(self):
        """Name -> value of all counters."""
        return {name: self.count(name) for name in MAP["counters"]}

    def check(self):
        """Raises Fault where this is another core than the one that the driver was made for."""
        for register in MAP["registers"].values():
            if register["constant"] is not None:
                self._expect(register, register["constant_mask"])

    def load(self, base, image):
        """Checks a packed model, bytes or a map of a file, and copies it to the address `base`; of several memory ports
        each part to its own of as many."""
        check_image(image)
        for at, part in zip(self._of_ports(base), _parts_of(image), strict=True):
            self._aligned(at)
            for first in range(0, len(part), MAP["copy_bytes"]):
                self.memory(at + first, bytes(part[first:first + MAP["copy_bytes"]]))

    def begin(self, **setup):
        """Starts a run, after which the core takes prompts. `setup` has every name of `MAP["setup"]`."""
        if set(setup) != set(MAP["setup"]):
            raise ValueError(f"a run is set up by {', '.join(MAP['setup'])}")
        for at in (*self._of_ports(setup["image_base"]), *self._of_ports(setup["kv_base"])):
            self._aligned(at)
        self._steps(MAP["start"], setup)
        self._raise_error()

    def configure(self, text, **settings):
        """Says how the next answers of a text are made; text 0 is the only one of a core that works on one, and the one
        of which `begin` says it too. `settings` has every name of `MAP["settings"][text]`."""
        registers = MAP["settings"][self._number(text)]
        if set(settings) != set(registers):
            raise ValueError(f"a text is configured by {', '.join(registers)}")
        for name, offset in registers.items():
            self.registers.write(offset, settings[name])

    def send(self, tokens):
        """Sends a prompt of text 0."""
        self.send_to(0, tokens)

    def send_to(self, text, tokens):
        """Sends a prompt of a text."""
        words, last = MAP["tokens"], len(tokens) - 1
        at = self._number(text) * words["TEXT_WORDS_BYTES"]
        for number, token in enumerate(tokens):
            while not self.tokens.read(at + words["STATE"]) & words["ROOM"]:
                if code := self._over():
                    raise Fault(code)
                self._rest()
            self.tokens.write(at + words["SEND_LAST" if number == last else "SEND"], token)

    def send_drafts(self, drafts):
        """Sends what may follow text 0, as a token received has asked for; none is an answer too."""
        self.send_drafts_to(0, drafts)

    def send_drafts_to(self, text, drafts):
        """Sends what may follow a text, as a token received of it has asked for; none is an answer too."""
        self.send_to(text, drafts or [MAP["tokens"]["NO_DRAFT"]])

    def waiting(self):
        """Whether a token waits, which `receive` takes at once."""
        words = MAP["tokens"]
        return bool(self.tokens.read(words["STATE"]) & words["WAITING"])

    def receive(self):
        """(token, whether it is the answer's last one, whether the core awaits `send_drafts`, the text that it is of):
        the next token of an answer, which is awaited."""
        words, code = MAP["tokens"], 0
        while not self.waiting():
            if code:
                raise Fault(code)
            code = self._over()  # a token may have come before the run ended: look once more
            if not code:
                self._rest()
        word = self.tokens.read(words["TAKE"])
        token = word & ~words["LAST"] & ~words["WANTED"] & ~words["TEXT"]
        return (token, bool(word & words["LAST"]), bool(word & words["WANTED"]),
                (word & words["TEXT"]) >> words["TEXT_BIT"])

    def answer(self, draft=lambda answer: []):
        """The tokens of an answer, each as it comes, where no other text is at work. `draft` makes a list of drafts of
        the answer's tokens so far, where DRAFT_HOST has the core ask for them."""
        answer, last = [], False
        while not last:
            token, last, wanted, _ = self.receive()
            answer.append(token)
            if wanted:
                self.send_drafts(draft(answer))
            yield token

    def finish(self):
        """Ends the run: what the core has begun on its buses is finished first."""
        self._steps(MAP["finish"], {})
        self._raise_error()

    def _register(self, name, ability):
        register = MAP["registers"].get(name)
        if register is None or not register[ability]:
            raise ValueError(f"there is no {ability} register {name}")
        return register

    def _expect(self, register, mask):
        if (self.registers.read(register["offset"]) ^ register["constant"]) & mask:
            raise Fault(MAP["codes"]["OTHER_CORE"])

    def _steps(self, steps, setup):
        for kind, name, *what in steps:
            register = MAP["registers"][name]
            if kind == "expect":
                self._expect(register, *what)
            elif kind == "give":
                argument, low, port = what
                value = setup[argument] if port is None else setup[argument][port]
                self.registers.write(register["offset"], value >> low & 0xFFFFFFFF)
            elif kind == "command":
                self.registers.write(register["offset"], *what)
            else:
                mask, value = what
                while bool(self.registers.read(register["offset"]) & mask) != bool(value):
                    self._rest()

    def _over(self):
        """Why no run is going on; 0 where one is."""
        if self.get("STATUS") & MAP["busy"]:
            return 0
        return self.get("ERROR") or MAP["codes"]["STOPPED"]

    def _raise_error(self):
        if code := self.get("ERROR"):
            raise Fault(code)

    @staticmethod
    def _number(text):
        if not 0 <= text < len(MAP["settings"]):
            raise Fault(MAP["codes"]["NO_TEXT"])
        return text

    @staticmethod
    def _of_ports(base):
        """The address at each memory port; of one port it is given alone."""
        return [base] if MAP["ports"] == 1 else list(base)

    def _aligned(self, address):
        if address % MAP["page_bytes"]:
            raise Fault(MAP["codes"]["UNALIGNED"])

    def _rest(self):
        if self.wait():
            raise Fault(MAP["codes"]["GAVE_UP"])
