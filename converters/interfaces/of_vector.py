"""Which vector of a batch something belongs to: the field `vector` that bundles of several vectors have; flags of
several of something."""

from llama2_rtl.converters.hdl import bit, clog2, forward, unsigned


def flags_of(count):
    """A bit for each of several, side by side, the first one's lowest."""
    return bit() if count == 1 else unsigned(count)


def of_vector(vectors, direction=forward):
    """The field `vector` as a dict, of no field where there is one vector: its wire would have no width. `direction` is
    `backward` where the bundle is a read and the reader names the vector."""
    return {"vector": direction(unsigned(clog2(vectors)), "its vector of the batch")} if vectors > 1 else {}


def fresh_vector(vectors):
    """A wire `vector` by its name, as `Samples` take their fields; nothing where there is one vector."""
    return {"vector": unsigned(clog2(vectors))} if vectors > 1 else {}


def as_field(vector):
    """The wire `vector` as what `Interface.with_wires` takes: nothing where there is one vector and it is None."""
    return {} if vector is None else {"vector": vector}


def vector_of(bundle):
    """The wire that says which vector a bundle's content belongs to, None where there is one vector."""
    return getattr(bundle, "vector", None)
