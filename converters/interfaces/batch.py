"""Which vectors of a batch take part in a pass."""

from llama2_rtl.converters.hdl import Interface, Rule, clog2, forward, unsigned


class Batch(Interface):
    """The vectors of a pass over the weights: those from `first` on, up to the last there is. It is a level, which
    changes only while no token is at work. Nothing where there is one vector."""

    RULES = (
        Rule("known", "(^{first}) !== 1'bx", "which vectors take part is known"),
    )

    def fields(self, vectors=1):
        return {"first": forward(unsigned(clog2(vectors)), "the first vector that takes part")} if vectors > 1 else {}

    def port_name(self, bundle, field):
        return "first_vector"
