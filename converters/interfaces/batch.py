"""Which vectors of a batch take part in a pass."""

from llama2_rtl.converters.hdl import Interface, Rule, clog2, forward, unsigned


class Batch(Interface):
    """The vectors of a pass over the weights: those from `first` on, up to the last there is. It is a level, which
    changes only while no token is at work. Nothing where there is one vector. With `ends` they are the vectors of one
    of a pass's texts, up to the `last` of them, and change only while none of them is at work."""

    RULES = (
        Rule("known", "(^{first}) !== 1'bx", "which vectors take part is known"),
        Rule("order", "{first} <= {last}", "the last vector is not in front of the first one"),
    )

    def fields(self, vectors=1, ends=False):
        if vectors == 1:
            return {}
        last = {"last": forward(unsigned(clog2(vectors)), "the last vector that takes part")} if ends else {}
        return {"first": forward(unsigned(clog2(vectors)), "the first vector that takes part")} | last

    def port_name(self, bundle, field):
        return f"{field}_vector" if bundle == "batch" else f"{bundle}_{field}"
