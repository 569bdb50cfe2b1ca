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


class BatchPositions(Interface):
    """A `Batch` and the position of its last vector, in front of which lie those of the others, one by one. Nothing
    where there is one vector."""

    RULES = (
        Rule("known", "(^{first}) !== 1'bx && (^{last_position}) !== 1'bx", "where the batch lies is known"),
    )

    def fields(self, position_bits, vectors=1):
        if vectors == 1:
            return {}
        return Batch(vectors).members | dict(
            last_position=forward(unsigned(position_bits), "the position of the last vector"))

    def port_name(self, bundle, field):
        return "first_vector" if field == "first" else field
