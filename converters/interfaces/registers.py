"""Writes and reads of registers inside the core."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned


class RegisterWrite(Interface):
    """A pulse `write` puts `data` into register `index`, the bytes whose strobe is high. Never refused. The ports of a
    block that calls the bundle `host_write` bear the names of the fields alone."""

    RULES = (
        Rule("known", "!{write} || (^{index}) !== 1'bx", "a write names its register"),
    )

    def fields(self, index_bits, word_bits):
        return dict(write=forward(bit(), "a word is written"), index=forward(unsigned(index_bits), "its register"),
                    data=forward(unsigned(word_bits), "the word"),
                    strb=forward(unsigned(word_bits // 8), "which of its bytes"))

    def port_name(self, bundle, field):
        if bundle == "host_write":
            return field
        return bundle if field == "write" else f"{bundle}_{field}"


class RegisterRead(Interface):
    """A pulse `read` asks for register `index`, which stays until the pulse `done` brings its `word`; one at a time."""

    RULES = (
        Rule("answer", "!({read} && {done})", "an answer never comes in the cycle of its question", duty="sink"),
        Rule("one", "!{read} || !{open}", "a question waits for the answer before", between=("{read}", "{done}")),
        Rule("asked", "!{done} || {open}", "an answer comes only where a question waits",
             between=("{read}", "{done}")),
    )

    def fields(self, index_bits, word_bits):
        return dict(read=forward(bit(), "a register is asked for"), index=forward(unsigned(index_bits), "which one"),
                    done=backward(bit(), "its word is there"), word=backward(unsigned(word_bits), "the word"))

    def port_name(self, bundle, field):
        return bundle if field == "read" else f"{bundle}_{field}"
