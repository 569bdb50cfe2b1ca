"""The driver of a core in C: one header and one source, made from the register map and the start's steps."""

import re
import textwrap

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.registers.driver_parts import (
    COPY_BYTES,
    IMAGE_MAGIC,
    IMAGE_MAJOR,
    IMAGE_REGISTERS,
    MESSAGES,
    OWN_CODES,
    constants,
    counters,
    field_offset,
    readable,
    settings_of,
    writable,
)
from llama2_rtl.converters.registers.register_map import BY_NAME, TEXT_BYTES, of_text
from llama2_rtl.converters.registers.start_sequence import (
    END,
    OF_PORTS,
    Await,
    Command,
    Expect,
    Give,
    arguments_of,
    options_of,
    start_of,
)
from llama2_rtl.converters.registers.token_words import (
    NO_DRAFT,
    TEXT_BIT,
    TEXT_WORDS_BYTES,
    TOKEN_MASKS,
    TOKEN_WORDS,
)

HEADER = '''/* A driver of a core of llama2-rtl: loads a packed model, starts the core, passes tokens, reads counters,
   puts faults into words. ISO C99, and C++; needs nothing but the three functions of a port. Every call that returns
   a code gives 0 where all went well, else one for which core_message has the words.
   Generated from the register map; change the map, not this file. */
#ifndef CORE_DRIVER_H
#define CORE_DRIVER_H

#include <stddef.h>
#include <stdint.h>
#include "core_registers.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a port reaches: the registers of s_axil, and the words of the token streams, each by a byte offset. */
#define CORE_REGISTERS 0u
#define CORE_TOKENS 1u
@token_words@

/* codes of the driver's own, beside those of the register ERROR */
@own_codes@

/* How the host reaches the core. `read` and `write` access a word of CORE_REGISTERS or CORE_TOKENS. `memory` copies
   `size` bytes to an address of the core's memory and writes them back where the host has caches; where `bytes` is NULL
   it lets some time pass, as long as the host likes. It returns 0, or anything else to give up. */
struct core_port {
    void *context;
    uint32_t (*read)(void *context, uint32_t space, uint32_t offset);
    void (*write)(void *context, uint32_t space, uint32_t offset, uint32_t word);
    int (*memory)(void *context, uint64_t address, const void *bytes, size_t size);
};

/* What a run is to be. */
struct core_setup {
@setup@
};

/* The words for a code of any call. */
const char *core_message(uint32_t code);

/* Whether this is the core that the driver was made for: all its constants are compared. */
uint32_t core_check(const struct core_port *port);

/* Whether the bytes are a packed model for this core: its header, both checksums, its shape. */
uint32_t core_check_image(const void *image, size_t size);

/* Checks a packed model and copies it to the address `base`, of several memory ports each part to its own address. */
uint32_t core_load(const struct core_port *port, @base_type@base, const void *image, size_t size);

/* Starts a run. Where it returns 0 the core takes prompts. */
uint32_t core_begin(const struct core_port *port, const struct core_setup *setup);

/* How many texts the core works on at once, by their numbers from 0 on. */
#define CORE_TEXTS @texts@u

/* How the answers of a text are made. */
struct core_settings {
@settings@
};

/* Says how the next answers of a text are made; of text 0 the setup says it too. */
uint32_t core_configure(const struct core_port *port, uint32_t text, const struct core_settings *settings);

/* Sends a prompt of `count` tokens, of text 0. */
uint32_t core_send(const struct core_port *port, const uint32_t *tokens, size_t count);

/* Sends a prompt of `count` tokens, of any text. */
uint32_t core_send_to(const struct core_port *port, uint32_t text, const uint32_t *tokens, size_t count);

/* Sends `count` drafts of what may follow text 0, as a token received has asked for; none is an answer too. */
uint32_t core_send_drafts(const struct core_port *port, const uint32_t *drafts, size_t count);

/* Sends `count` drafts of what may follow any text, as a token received of it has asked for. */
uint32_t core_send_drafts_to(const struct core_port *port, uint32_t text, const uint32_t *drafts, size_t count);

/* Whether a token waits, which core_receive takes at once. */
uint32_t core_waiting(const struct core_port *port);

/* Awaits the next token of an answer; `last` becomes 1 with its last one, else 0. `wanted`, which may be NULL where no
   register has the core ask for drafts, becomes 1 where it awaits core_send_drafts, else 0. `text`, which may be NULL
   where the core works on one, becomes the number of the text that the token is of. */
uint32_t core_receive(const struct core_port *port, uint32_t *token, uint32_t *last, uint32_t *wanted, uint32_t *text);

/* Ends the run: what the core has begun on its buses is finished first. Returns the code of the run. */
uint32_t core_finish(const struct core_port *port);

/* The counters by their number, of which there are CORE_COUNTERS: all 64 bits of one moment, and the name. */
#define CORE_COUNTERS @counter_count@u
uint64_t core_count(const struct core_port *port, uint32_t number);
const char *core_counter(uint32_t number);

/* A call for every register that can be read, and for every one that can be written. */
@declarations@

#ifdef __cplusplus
}
#endif

#endif
'''

SOURCE = '''/* The driver of core_driver.h. Generated from the register map; change the map, not this file. */
#include "core_driver.h"

static uint32_t get(const struct core_port *port, uint32_t offset)
{
    return port->read(port->context, CORE_REGISTERS, offset);
}

static void put(const struct core_port *port, uint32_t offset, uint32_t word)
{
    port->write(port->context, CORE_REGISTERS, offset, word);
}

/* Lets some time pass; not 0 where the host gives up. */
static int rest(const struct core_port *port)
{
    return port->memory(port->context, 0, NULL, 0);
}

/* Why no run is going on; 0 where one is. */
static uint32_t over(const struct core_port *port)
{
    uint32_t code;
    if (get(port, CORE_STATUS_OFFSET) & CORE_STATUS_BUSY_MASK) return 0;
    code = get(port, CORE_ERROR_OFFSET);
    return code ? code : CORE_STOPPED;
}

static uint64_t number(const uint8_t *image, size_t offset, unsigned bytes)
{
    uint64_t value = 0;
    while (bytes--) value = value << 8 | image[offset + bytes];
    return value;
}

/* CRC-32 of further bytes, of which the four from `blank` on count as 0. */
static uint32_t crc(const uint8_t *bytes, size_t size, size_t blank)
{
    static const uint32_t table[16] = {
@crc_table@
    };
    uint32_t sum = 0xffffffffu;
    size_t index;
    for (index = 0; index < size; index++) {
        sum ^= index >= blank && index < blank + 4 ? 0u : bytes[index];
        sum = sum >> 4 ^ table[sum & 15];
        sum = sum >> 4 ^ table[sum & 15];
    }
    return ~sum;
}

const char *core_message(uint32_t code)
{
    switch (code) {
@messages@
    }
    return "a code that this driver does not know";
}

uint32_t core_check(const struct core_port *port)
{
@check@
    return 0;
}

/* Checks the part of a memory port. */
static uint32_t check_part(const uint8_t *bytes, size_t size, size_t part)
{
    static const char magic[] = "@magic@";
    size_t index;
    uint64_t payload;
    for (index = 0; index < sizeof magic - 1; index++)
        if (index >= size || bytes[index] != (uint8_t)magic[index]) return CORE_ERROR_NO_IMAGE;
    if (size < CORE_PAGE_BYTES) return CORE_IMAGE_SHORT;
    if (number(bytes, @version@, 4) != @image_version@) return CORE_ERROR_IMAGE_VERSION;
    if (number(bytes, @header_crc@, 4) != crc(bytes, CORE_PAGE_BYTES, @header_crc@)) return CORE_IMAGE_DAMAGED;
@shape@
    if (number(bytes, @further_ports@, 4) != @ports@u - 1u || number(bytes, @port@, 4) != part)
        return CORE_ERROR_IMAGE_SHAPE;
    payload = number(bytes, @payload_bytes@, 8);
    if (size - CORE_PAGE_BYTES < payload) return CORE_IMAGE_SHORT;
    if (number(bytes, @payload_crc@, 4) != crc(bytes + CORE_PAGE_BYTES, (size_t)payload, (size_t)payload))
        return CORE_IMAGE_DAMAGED;
    return 0;
}

uint32_t core_check_image(const void *image, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)image;
    uint32_t code = 0;
    size_t part;
    for (part = 0; part < @ports@u && !code; part++)
        code = check_part(bytes + part * (size / @ports@u), size / @ports@u, part);
    return code;
}

uint32_t core_load(const struct core_port *port, @base_type@base, const void *image, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)image;
    uint32_t code = core_check_image(image, size);
    size_t part, done, piece, of_part = size / @ports@u;
    if (code) return code;
    for (part = 0; part < @ports@u; part++) {
        if (@base_of_part@ % CORE_PAGE_BYTES) return CORE_UNALIGNED;
        for (done = 0; done < of_part; done += piece) {
            piece = of_part - done < @copy_bytes@u ? of_part - done : @copy_bytes@u;
            if (port->memory(port->context, @base_of_part@ + done, bytes + part * of_part + done, piece))
                return CORE_GAVE_UP;
        }
    }
    return 0;
}

uint32_t core_begin(const struct core_port *port, const struct core_setup *setup)
{
    if ((@bases@) % CORE_PAGE_BYTES)
        return CORE_UNALIGNED;
@begin@
    return get(port, CORE_ERROR_OFFSET);
}

uint32_t core_configure(const struct core_port *port, uint32_t text, const struct core_settings *settings)
{
    if (text >= CORE_TEXTS) return CORE_NO_TEXT;
@configure@
    return 0;
}

uint32_t core_send(const struct core_port *port, const uint32_t *tokens, size_t count)
{
    return core_send_to(port, 0, tokens, count);
}

uint32_t core_send_to(const struct core_port *port, uint32_t text, const uint32_t *tokens, size_t count)
{
    const uint32_t at = text * CORE_TOKENS_TEXT_BYTES;
    size_t index;
    if (text >= CORE_TEXTS) return CORE_NO_TEXT;
    for (index = 0; index < count; index++) {
        while (!(port->read(port->context, CORE_TOKENS, at + CORE_TOKENS_STATE) & CORE_TOKENS_ROOM_MASK)) {
            uint32_t code = over(port);
            if (code) return code;
            if (rest(port)) return CORE_GAVE_UP;
        }
        port->write(port->context, CORE_TOKENS,
                    at + (index + 1 == count ? CORE_TOKENS_SEND_LAST : CORE_TOKENS_SEND), tokens[index]);
    }
    return 0;
}

uint32_t core_send_drafts(const struct core_port *port, const uint32_t *drafts, size_t count)
{
    return core_send_drafts_to(port, 0, drafts, count);
}

uint32_t core_send_drafts_to(const struct core_port *port, uint32_t text, const uint32_t *drafts, size_t count)
{
    static const uint32_t none[] = {@no_draft@};
    return count ? core_send_to(port, text, drafts, count) : core_send_to(port, text, none, 1);
}

uint32_t core_waiting(const struct core_port *port)
{
    return (port->read(port->context, CORE_TOKENS, CORE_TOKENS_STATE) & CORE_TOKENS_WAITING_MASK) != 0;
}

uint32_t core_receive(const struct core_port *port, uint32_t *token, uint32_t *last, uint32_t *wanted, uint32_t *text)
{
    uint32_t word, code = 0;
    while (!core_waiting(port)) {
        if (code) return code;
        code = over(port); /* a token may have come before the run ended: look once more */
        if (!code && rest(port)) return CORE_GAVE_UP;
    }
    word = port->read(port->context, CORE_TOKENS, CORE_TOKENS_TAKE);
    *last = (word & CORE_TOKENS_LAST_MASK) != 0;
    if (wanted) *wanted = (word & CORE_TOKENS_WANTED_MASK) != 0;
    if (text) *text = (word & CORE_TOKENS_TEXT_MASK) >> CORE_TOKENS_TEXT_LOW;
    *token = word & ~(CORE_TOKENS_LAST_MASK | CORE_TOKENS_WANTED_MASK | CORE_TOKENS_TEXT_MASK);
    return 0;
}

uint32_t core_finish(const struct core_port *port)
{
@finish@
    return get(port, CORE_ERROR_OFFSET);
}

static const struct {
    const char *name;
    uint32_t offset;
} counters[CORE_COUNTERS] = {
@counters@
};

uint64_t core_count(const struct core_port *port, uint32_t number)
{
    uint64_t low;
    if (number >= CORE_COUNTERS) return 0;
    low = get(port, counters[number].offset); /* keeps the upper half of the same moment */
    return (uint64_t)get(port, counters[number].offset + 4u) << 32 | low;
}

const char *core_counter(uint32_t number)
{
    return number < CORE_COUNTERS ? counters[number].name : "";
}
@definitions@
'''
"""`core` and `CORE` stand for the prefix, a word between two @ for what is made."""

CRC_POLYNOMIAL = 0xEDB88320


def driver_names(prefix=PREFIX):
    """The names of the driver's header and source."""
    return f"{prefix}_driver.h", f"{prefix}_driver.c"


def driver_c(geometry, prefix=PREFIX):
    """File name -> text of the driver of the core of a Geometry under its `prefix`, beside the header of the registers
    (`c_header`): calls named `<prefix>_*`."""
    options, ports, (header, source) = options_of(geometry), geometry.ports, driver_names(prefix)
    several, settings = ports > 1, settings_of(geometry)
    bases = [f"setup->{name}[{port}]" if several else f"setup->{name}" for name in OF_PORTS for port in range(ports)]
    parts = dict(
        token_words="\n".join(
            [f"#define CORE_TOKENS_{name} 0x{at:x}u  /* {what} */" for name, (at, what) in TOKEN_WORDS.items()]
            + [f"#define CORE_TOKENS_{name}_MASK 0x{mask:08x}u  /* {what} */"
               for name, (mask, what) in TOKEN_MASKS.items()]
            + [f"#define CORE_TOKENS_TEXT_LOW {TEXT_BIT}u",
               f"#define CORE_TOKENS_TEXT_BYTES 0x{TEXT_WORDS_BYTES:x}u  /* from one text's words to the next's */"]),
        texts=geometry.sequences,
        settings="\n".join(f"    uint{bits}_t {name}; /* {what} */"
                           for name, (bits, what) in arguments_of(options).items() if name.upper() in settings),
        configure="\n".join(f"    put(port, {_of_text(name, geometry)}, settings->{name.lower()});"
                            for name in settings),
        own_codes="\n".join(f"#define CORE_{name} {code}u  /* {what} */" for name, (code, what) in OWN_CODES.items()),
        setup="\n".join(f"    uint{bits}_t {name}{f'[{ports}]' if several and name in OF_PORTS else ''};  /* {what} */"
                        for name, (bits, what) in arguments_of(options).items()),
        ports=ports, base_type="const uint64_t *" if several else "uint64_t ",
        base_of_part="base[part]" if several else "base", bases="\n         | ".join(bases),
        counter_count=len(counters()), declarations="\n".join(f"{one};" for one, _ in _accessors(geometry)),
        definitions="\n".join(f"\n{one}\n{{\n    {body}\n}}" for one, body in _accessors(geometry)),
        no_draft=f"0x{NO_DRAFT:x}u", crc_table=_crc_table(), magic=IMAGE_MAGIC, image_version=f"{IMAGE_MAJOR}u",
        copy_bytes=COPY_BYTES,
        messages="\n".join(f'    case {code}: return "{what}";' for code, what in MESSAGES.items()),
        check="\n".join(
            f"    if ((get(port, CORE_{register.name}_OFFSET) ^ CORE_{register.name}_CONSTANT) & 0x{mask:08x}u)\n"
            "        return CORE_OTHER_CORE;" for register, mask in constants(geometry)),
        shape="\n".join(f"    if (number(bytes, {field_offset(field)}, 4) != CORE_{register}_CONSTANT)\n"
                        "        return CORE_ERROR_IMAGE_SHAPE;" for field, register in IMAGE_REGISTERS.items()),
        begin=_steps(start_of(options)), finish=_steps(END),
        counters="\n".join(f'    {{"{name}", CORE_{name.upper()}_LOW_OFFSET}},' for name in counters()),
        **{name: field_offset(name) for name in (
            "version", "header_crc", "payload_bytes", "payload_crc", "further_ports", "port")})
    return {header: _filled(HEADER, parts, prefix), source: _filled(SOURCE, parts, prefix)}


def _filled(text, parts, prefix):
    for name, part in parts.items():
        text = text.replace(f"@{name}@", str(part))
    return re.sub(r"\b(core|CORE)_", lambda word: f"{prefix if word[1].islower() else prefix.upper()}_", text)


def _accessors(geometry):
    """(declaration, body) of the calls of single registers."""
    for register in readable(geometry):
        yield (f"uint32_t core_get_{register.name.lower()}(const struct core_port *port)",
               f"return get(port, CORE_{register.name}_OFFSET);")
    for register in writable(geometry):
        yield (f"void core_set_{register.name.lower()}(const struct core_port *port, uint32_t word)",
               f"put(port, CORE_{register.name}_OFFSET, word);")


def _of_text(name, geometry):
    """The offset of a register of the text `text`, in C."""
    if geometry.sequences == 1:
        return f"CORE_{name}_OFFSET"
    before_first = BY_NAME[of_text(name, 1)].offset - TEXT_BYTES
    return f"text ? 0x{before_first:x}u + text * 0x{TEXT_BYTES:x}u : CORE_{name}_OFFSET"


def _crc_table():
    table = []
    for value in range(16):
        for _ in range(4):
            value = value >> 1 ^ (CRC_POLYNOMIAL if value & 1 else 0)
        table.append(f"0x{value:08x}u")
    return textwrap.fill(", ".join(table), 112, initial_indent=" " * 8, subsequent_indent=" " * 8)


def _steps(steps):
    lines = []
    for step in steps:
        if step.accesses:
            lines += textwrap.wrap(f"/* {step.what.replace('`', '')} */", 112, initial_indent="    ",
                                   subsequent_indent="       ")
        lines += [line for access in step.accesses for line in _statement(access)]
    return "\n".join(lines)


def _statement(access):
    register = f"CORE_{access.register}"
    match access:
        case Expect(mask=mask):
            return [f"    if ((get(port, {register}_OFFSET) ^ {register}_CONSTANT) & 0x{mask:08x}u)",
                    "        return CORE_OTHER_CORE;"]
        case Give(argument=argument, low=low, port=port):
            argument = argument if port is None else f"{argument}[{port}]"
            value = f"(uint32_t)(setup->{argument} >> {low})" if low else f"(uint32_t)setup->{argument}"
            return [f"    put(port, {register}_OFFSET, {value});"]
        case Command():
            return [f"    put(port, {register}_OFFSET,", f"        {_masks(access)});"]
        case Await(value=value):
            return [f"    while ({'!' if value else ''}(get(port, {register}_OFFSET) &",
                    f"            ({_masks(access)})))",
                    "        if (rest(port)) return CORE_GAVE_UP;"]


def _masks(access):
    return " | ".join(f"CORE_{access.register}_{field}_MASK" for field in access.fields)
