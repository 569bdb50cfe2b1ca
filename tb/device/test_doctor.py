"""`llama2-rtl doctor` as a user has it, on the Verilog: with the model, and with golden's vectors in its place."""

import pytest

from llama2_rtl.device import simulated
from llama2_rtl.main import main
from llama2_rtl.self_test.vectors import read_vectors
from tb.device.talker import OPTIONS, one_program, preset_of, talker  # noqa: F401  (a fixture)

pytestmark = one_program
STAGES = ["registers", "memory", "reach", "image", "tokens"]


@pytest.fixture(scope="module")
def files(talker, tmp_path_factory):  # noqa: F811
    """(packed model, vectors) of the talker, as the commands write them."""
    folder = tmp_path_factory.mktemp("files")
    assert main(["pack", "--model", str(talker), "--lanes", "16", "--ports", "2", "--out", str(folder / "a.img")]) == 0
    assert main(["doctor", "--model", str(talker), *OPTIONS, "--out", str(folder / "vectors.json")]) == 0
    return folder / "a.img", folder / "vectors.json"


def test_it_passes(talker, capsys):  # noqa: F811
    assert main(["doctor", "--device", "simulation", "--model", str(talker), *OPTIONS]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.split()[0] in STAGES] == STAGES
    assert lines[-1] == "all is as it should be"


def test_without_the_model(files, talker, capsys):  # noqa: F811
    """The vectors say what the core is; a fault ends it with status 1 and one sentence."""
    image, vectors = files
    assert read_vectors(vectors).geometry == preset_of(talker).geometry
    arguments = ["doctor", "--device", "simulation", "--image", str(image), "--vectors", str(vectors)]
    assert main(arguments) == 0
    assert capsys.readouterr().out.endswith("all is as it should be\n")


def test_vectors_have_no_tokenizer(files, capsys):
    image, vectors = files
    assert main(["chat", "--device", "simulation", "--image", str(image), "--vectors", str(vectors)]) == 2
    assert "give the tokenizer of the model with TOKENIZER=" in capsys.readouterr().err


def test_a_fault(files, monkeypatch, capsys):
    image, vectors = files
    real, faults = simulated.simulated_device, [simulated.Fault(1, add=4096, memory=1)]
    monkeypatch.setattr(simulated, "simulated_device", lambda geometry, progress: real(geometry, progress, faults))
    assert main(["doctor", "--device", "simulation", "--image", str(image), "--vectors", str(vectors)]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "all of it is found 4,096 bytes above its address" in error


def test_vectors_of_another_packed_model(files, tmp_path, capsys):
    image, vectors = files
    (tmp_path / "v.json").write_text(vectors.read_text().replace('"crcs": [\n  ', '"crcs": [\n  1'))
    assert main(["doctor", "--device", "simulation", "--image", str(image), "--vectors", str(tmp_path / "v.json")]) == 2
    assert "the vectors are of another packed model; write them anew with OUT=" in capsys.readouterr().err
