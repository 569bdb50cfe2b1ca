"""How a host starts a core and ends its run: the one description from which the C code, the page and the testbench of
the hand-over are made."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from llama2_rtl.converters.registers.register_map import BY_NAME, EVENTS, of_port
from llama2_rtl.golden.sampling_formats import ALL, UNCHANGED

ARGUMENTS = dict(
    image_base=(64, "address of the packed file's first byte, that of its header; a multiple of 4,096"),
    kv_base=(64, "address of the KV cache, a multiple of 4,096"),
    kv_limit=(32, "pages of 4,096 bytes that are set aside there"),
    max_tokens=(32, "the most tokens of an answer, 0 for as many as the context holds"),
    resume=(32, "1 where prompts go on with the text before them, 0 where each begins one"),
    inverse_temperature=(32, "4096 / temperature, 0 for the likeliest token"),
    seed=(32, "what random choices follow from"),
    interrupt_enable=(32, "bits of INTERRUPT_ENABLE, 0 to poll"),
)
"""What the host chooses: name -> (bits, what it is)."""

FILTER_ARGUMENTS = dict(
    top_k=(32, "tokens of the largest logits that one is chosen of, 0 for all"),
    top_p=(32, f"{ALL} * top-p"),
    min_p=(32, f"{ALL} * min-p"),
    repeat_penalty=(32, f"{UNCHANGED} * penalty, and {UNCHANGED} / penalty in the upper half"),
    repeat_last_n=(32, "tokens that it is for, 0 for none"),
)
"""What the host chooses too where the sampler has a list."""

DRAFT_ARGUMENTS = dict(
    draft_ngram=(32, "for drafts: tokens of the text's end that are looked for, 0 for none"),
    draft_host=(32, "1 where the host sends drafts, as it is asked for them"),
)
"""What the host chooses too where a pass holds several positions."""


class HostOptions(NamedTuple):
    """What a core has that not every core has, and a host must know: a sampler with a list, memory ports, drafts in its
    passes."""

    listed: bool = False
    ports: int = 1
    drafted: bool = False


PLAIN = HostOptions()


def options_of(geometry):
    """The HostOptions of the core of a Geometry."""
    return HostOptions(geometry.sampler_list > 0, geometry.ports, geometry.vectors > 1)


@dataclass(frozen=True)
class Expect:
    """The register, or its one `field`, holds what it does in this core; else the start has failed."""

    register: str
    field: str | None = None

    @property
    def mask(self):
        """The bits that are compared."""
        fields = BY_NAME[self.register].fields
        return sum(field.mask for field in fields if self.field in (None, field.name))


@dataclass(frozen=True)
class Give:
    """The register is written with the argument, its bits from `low` on; of one that each of several ports has, with
    that of `port`."""

    register: str
    argument: str
    low: int = 0
    port: int | None = None


@dataclass(frozen=True)
class Command:
    """The register is written with a 1 in these fields."""

    register: str
    fields: tuple


@dataclass(frozen=True)
class Await:
    """The register is read until one of these fields is 1, or all are 0 where `value` is 0."""

    register: str
    fields: tuple
    value: int = 1


@dataclass(frozen=True)
class Step:
    """A numbered step: what it is for, and the accesses that it is made of, none where it is no matter of registers."""

    what: str
    accesses: tuple = ()


START = (
    Step("Hold `aresetn` low for two cycles of `aclk` or more. After that the core needs no reset any more, between "
         "runs neither."),
    Step("Copy the packed file of `make pack` to memory as it is. Its header travels with it: the first of its pages "
         "of 4,096 bytes is the header, and IMAGE_BASE is the address of the header's first byte. Set aside KV_PAGES "
         "pages for the KV cache; they need no contents. Both begin at a multiple of 4,096. Where the host has caches, "
         "write them back: the core reads memory."),
    Step("Is it this core, with registers as the header has them?",
         (Expect("ID"), Expect("VERSION", "MAJOR"), Expect("LANES"), Expect("KV_PAGES"))),
    Step("End what another host has left running: base addresses are written while BUSY reads as 0.",
         (Command("CONTROL", ("ABORT",)), Await("STATUS", ("BUSY",), 0))),
    Step("Where the packed model and the KV cache lie, and how much memory is the KV cache's.",
         (Give("IMAGE_BASE_LOW", "image_base"), Give("IMAGE_BASE_HIGH", "image_base", 32),
          Give("KV_BASE_LOW", "kv_base"), Give("KV_BASE_HIGH", "kv_base", 32), Give("KV_LIMIT", "kv_limit"))),
    Step(f"How answers are made. TIMEOUT is {BY_NAME['TIMEOUT'].reset:,} cycles after reset; write it where the memory "
         "may be silent for longer.",
         (Give("MAX_TOKENS", "max_tokens"), Give("RESUME", "resume"),
          Give("INVERSE_TEMPERATURE", "inverse_temperature"), Give("SEED", "seed"))),
    Step("Of what `irq` tells: first forget what happened before.",
         (Command("INTERRUPT_STATUS", tuple(event for event, _ in EVENTS)),
          Give("INTERRUPT_ENABLE", "interrupt_enable"))),
    Step("Start: the core reads the packed model's header, and takes prompts when it is the right one. Where it is "
         "not, the run is over.",
         (Command("CONTROL", ("START",)), Await("STATUS", ("RUNNING", "DONE")))),
)
"""After the last step the run goes on (ERROR is NONE), or is over and ERROR says why."""


OF_PORTS = "image_base", "kv_base"
"""Arguments of which each of several ports has one."""


def arguments_of(options=PLAIN):
    """What the host chooses, of a core with these options."""
    return ARGUMENTS | _further_arguments(options)


def _further_arguments(options):
    return (FILTER_ARGUMENTS if options.listed else {}) | (DRAFT_ARGUMENTS if options.drafted else {})


def start_of(options=PLAIN):
    """START, of a core with these options: which tokens may be chosen and whether there are drafts is written with the
    seed, base addresses for each port."""
    given = tuple(Give(name.upper(), name) for name in _further_arguments(options))
    steps = [replace(step, accesses=_at_ports(step.accesses, options.ports)) for step in START]
    return tuple(replace(step, accesses=step.accesses + given) if Give("SEED", "seed") in step.accesses else step
                 for step in steps)


def _at_ports(accesses, ports):
    """The accesses, those of what each of several ports has once for each."""
    if ports == 1:
        return accesses
    expected = (Expect("PORTS"),) if Expect("LANES") in accesses else ()
    own = [access for access in accesses if isinstance(access, Give) and access.argument in OF_PORTS]
    return tuple(replace(access, register=of_port(access.register, port), port=port)
                 for port in range(ports) for access in own) + tuple(
                     access for access in accesses if access not in own) + expected


BETWEEN = (
    Step("Send a prompt on `s_axis`, a token per word, `tlast` with the last one; read the answer on `m_axis`, up to "
         "the word with `tlast`. Then the next prompt, as often as wanted; RESUME, which may be written anew before "
         "each, says whether it goes on with the text."),
)
"""What happens between START and END."""

END = (
    Step("End the run: what the core has begun on its buses is finished first.",
         (Command("CONTROL", ("ABORT",)), Await("STATUS", ("BUSY",), 0))),
)
