"""Of one vector no bundle says which it is, and every preset has one."""

import inspect

import pytest

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.presets import DEFAULT, PRESETS
from llama2_rtl.pictures.bundles import SAMPLE, bundles


def sample(kind, vectors):
    """A bundle of the class `kind` for so many vectors; None of a class that knows nothing of vectors."""
    parameters = inspect.signature(kind.fields).parameters
    if "vectors" not in parameters:
        return None
    known = dict(geometry=DEFAULT.geometry, model=DEFAULT.model)
    required = {name: known.get(name, SAMPLE) for name, parameter in list(parameters.items())[1:]
                if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD}
    return kind(**required | dict(vectors=vectors))


OF_VECTORS = [kind for _, kind in bundles() if sample(kind, 1) is not None and "vector" in sample(kind, 2).members]


@pytest.mark.parametrize("kind", OF_VECTORS)
def test_a_bundle_of_one_vector_has_no_vector(kind):
    assert "vector" not in sample(kind, 1).members
    for vectors in (2, 3, 8):
        assert len(sample(kind, vectors).vector) == (vectors - 1).bit_length()


def test_the_streams_of_the_vector_path_are_among_them():
    names = {kind.__name__ for kind in OF_VECTORS}
    assert names >= {"Norm", "VectorShift", "RowSums", "RowResults", "VectorElements", "ElementsInOrder", "UpperBits",
                     "SumOfSquares", "QuantizedVector", "Heads", "QuantizedHeads", "ProjectedHeads", "KeyValueElements"}


def test_presets_have_one_vector():
    assert {preset.geometry.vectors for preset in PRESETS.values()} == {1}
    assert DEFAULT.geometry.vector_bits is None


def test_a_batch_has_a_vector():
    g = DEFAULT.geometry
    assert Geometry(g.model, g.numerics, g.lanes, g.context, vectors=3).vector_bits == 2
    with pytest.raises(ValueError, match="a batch of 0 positions; it has 1 to 8"):
        Geometry(g.model, g.numerics, g.lanes, g.context, vectors=0)
