"""The console command: bad input gets one sentence and exit status 2, and writes nothing."""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from llama2_rtl.converters.presets import DEFAULT, ROOT, choose_shape
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.image_file import read_image
from llama2_rtl.main import main
from tb.command.output_cases import redirect
from tb.golden.gguf_files import checkpoint_file
from tb.golden.hugging_face_folder import write_folder

SHAPE = dict(dim=16, hidden_dim=24, n_layers=1, n_heads=2, n_kv_heads=1, vocab_size=300, seq_len=32)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Placeholder -> path: a good checkpoint of another shape, and bad ones. No earlier output is in the way."""
    redirect(tmp_path / "outputs", monkeypatch)
    good, truncated, heads = (tmp_path / f"{name}.bin" for name in ("good", "truncated", "heads"))
    write_checkpoint(random_checkpoint(ModelConfig(**SHAPE), seed=1), good)
    truncated.write_bytes(good.read_bytes()[:-4])
    heads.write_bytes(struct.pack("<7i", 16, 24, 1, 3, 1, 300, 32) + good.read_bytes()[28:])
    shard, empty = write_folder(random_checkpoint(ModelConfig(**SHAPE), seed=1), tmp_path / "shard"), tmp_path / "empty"
    untold = write_folder(random_checkpoint(ModelConfig(**SHAPE), seed=1), tmp_path / "untold")
    (shard / "model.safetensors").write_bytes((shard / "model.safetensors").read_bytes()[:-4])
    empty.mkdir()
    (tmp_path / "tokens.json").write_text("[[1, 2], [3, 99999]]")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n")
    nan, steep = (tmp_path / f"{name}.bin" for name in ("nan", "steep"))
    for path, bad in ((nan, float("nan")), (steep, 1e38)):
        checkpoint = random_checkpoint(ModelConfig(**SHAPE), seed=1)
        checkpoint.tensors["tok_embeddings"][5, 3] = bad
        write_checkpoint(checkpoint, path)
    config = ModelConfig(32, 64, 1, 2, 1, 300, 32, stop_tokens=(2,))
    small, cut, nan_gguf = (tmp_path / f"{name}.gguf" for name in ("small", "cut", "nan"))
    checkpoint = random_checkpoint(config, seed=1)
    cut.write_bytes(checkpoint_file(checkpoint, small, "Q8_0").read_bytes()[:-40])
    checkpoint.tensors["w2"][0, 3, 4] = np.nan
    checkpoint_file(checkpoint, nan_gguf)
    return dict(cut=cut, nan_gguf=nan_gguf, good=good, nan=nan, steep=steep, truncated=truncated, heads=heads,
                shard=shard, empty=empty, untold=untold, foreign=ROOT / "setup.cfg", tokens=tmp_path / "tokens.json",
                tokenizer=DEFAULT.tokenizer, image=tmp_path / "image.png", folder=tmp_path, out=tmp_path / "out")


@pytest.mark.parametrize("command, sentence", [
    ("verilog --model {truncated} --out {out}", "it is truncated or no llama2.c checkpoint"),
    ("verilog --model {foreign} --out {out}", "is no llama2.c checkpoint"),
    ("verilog --model {heads} --out {out}", "does not divide into 3 heads"),
    ("verilog --model {out} --out {out}", "is not a file"),
    ("verilog --model {cut} --out {out}", "cut.gguf is truncated"),
    ("verilog --model {shard}/model.safetensors --out {out}", "is one file of a Hugging Face folder; give the folder"),
    ("verilog --model smollm2 --out {out}", "no model of that name; did you mean smollm2-135m, or give the path of"),
    ("pack --model {cut} --out {out}", "cut.gguf is truncated"),
    ("accuracy --model {cut}", "cut.gguf is truncated"),
    ("verilog --preset foo --out {out}", "there is no preset 'foo'; choose one of tales"),
    ("verilog --preset llama-2-7b --out {out}", "there is no preset 'llama-2-7b'; did you mean Llama-2-7B?"),
    ("shape --preset LLAMA2-7B", "there is no preset 'LLAMA2-7B'; did you mean Llama-2-7B"),
    ("synth --target ECP5", "there is no target 'ECP5'; did you mean ecp5-85k?"),
    ("bitstream --board ULX3S", "there is no board 'ULX3S'; did you mean ulx3s?"),
    ("verilog --preset tales --model {good} --out {out}", "has another shape than the preset tales"),
    ("verilog --lanes 12 --out {out}", "the number of lanes must be a power of two"),
    ("verilog --lanes many --out {out}", "invalid int value: 'many'"),
    ("verilog --multiplier 18x27 --out {out}", "there is no multiplier '18x27'; choose one of 18x18, 27x18"),
    ("handoff --multiplier 9x9 --out {out}", "there is no multiplier '9x9'; choose one of 18x18, 27x18"),
    ("synth --multiplier dsp48", "there is no multiplier 'dsp48'; choose one of 18x18, 27x18"),
    ("handoff --batch 2 --sequences 2 --out {out}",
     "a core with its weights on the chip is handed over for one text; give MEMORY=axi, or leave SEQUENCES away"),
    ("synth --batch 2 --sequences 2", "the report of a placement counts the cycles of a token of a core of one text; "
     "give SEEDS=0 for the resources of several, or leave SEQUENCES away"),
    ("handoff --preset foo --out {out}", "there is no preset 'foo'; choose one of tales"),
    ("handoff --preset stories260K --out {out}", "does not come with the project; give its path with MODEL="),
    ("handoff --model {truncated} --out {out}", "it is truncated or no llama2.c checkpoint"),
    ("handoff --model {good} --out {foreign}", "{foreign} is a file; choose a folder"),
    ("handoff --model {good} --out {good}/out", "{good} is a file; choose a folder"),
    ("handoff --model {good} --positions 33 --out {out}", "give a number from 1 to the context, 32"),
    ("handoff --model {good} --prompt Once --out {out}", "give the tokenizer that belongs to {good}"),
    ("handoff --model {good} --lanes 4 --memory axi --out {out}",
     "4 lanes; with a memory beside the core choose a power of two from 8 to 128"),
    ("handoff --model {good} --memory hbm --out {out}", "invalid choice: 'hbm'"),
    ("pack --model {truncated} --out {out}", "it is truncated or no llama2.c checkpoint"),
    ("pack --model {good} --context 33 --out {out}", "a context of 33 positions"),
    ("pack --model {foreign} --out {out}", "is no llama2.c checkpoint"),
    ("pack --model {shard} --out {out}", "model.safetensors is truncated or no safetensors file"),
    ("pack --model {empty} --out {out}", "config.json is not a file"),
    ("pack --model {good} --lanes 12 --out {out}", "the number of lanes must be a power of two"),
    ("pack --model {good} --out {empty}", "{empty} is a folder; give the name of a file"),
    ("pack --model {good} --lanes 4 --out {out}", "4 lanes; with a memory beside the core choose a power of two from"),
    ("pack --model {good} --lanes 4096 --format int8 --out {out}",
     "4096 lanes; with a memory beside the core choose a power of two"),
    ("demo --model {good}", "give the tokenizer that belongs to {good}"),
    ("demo --model {untold}", "{untold} holds no tokenizer.json"),
    ("demo --model {good} --tokenizer {tokenizer}", "has 512 tokens where the checkpoint has 300"),
    ("demo --tokenizer {foreign}", "is truncated or no llama2.c tokenizer"),
    ("demo --steps 0", "generate at least one token"),
    ("demo --steps 600", "600 steps; behind the prompt's 11 tokens a context of 256 has room for 246; choose at most"),
    ("demo --steps 12 --context 16", "behind the prompt's 11 tokens a context of 16 has room for 6"),
    ("demo --temperature 0.05", "a temperature of 0.05; give 0 (the likeliest token) or 0.0625 to 4096"),
    ("demo --sample-seed 4294967296", "the sampling seed is 4294967296; give a number from 0 to 4294967295"),
    ("demo --sim ghdl", "there is no simulator 'ghdl'; choose SIM=icarus or SIM=verilator"),
    ("demo --prompt=" + "word_" * 300, "shorten the prompt"),
    ("accuracy --model {truncated}", "it is truncated or no llama2.c checkpoint"),
    ("accuracy --checkpoint {truncated}", "it is truncated or no llama2.c checkpoint"),
    ("accuracy --checkpoint {good} --model {good}", "argument --model: not allowed with argument --checkpoint"),
    ("accuracy --tokens {foreign}", "{foreign} is no file of tokens; give a .json file, a list of lists"),
    ("accuracy --tokens {tokens}", "{tokens} holds the token 99999 where the checkpoint's vocabulary is 512"),
    ("accuracy --text {out}", "{out} is not a file; give a file of text"),
    ("accuracy --text {image}", "{image} is no text in UTF-8; give a file of text"),
    ("accuracy --text {foreign} --tokens {tokens}", "argument --tokens: not allowed with argument --text"),
    ("accuracy --model {good} --text {foreign}", "give the tokenizer that belongs to {good} with TOKENIZER="),
    ("accuracy --model {good} --text {foreign} --tokenizer {tokenizer}", "has 512 tokens where the checkpoint has 300"),
    ("accuracy --format int4b64", "there is no weight format 'int4b64'; did you mean int4b32"),
    ("accuracy --format int8/int8/int8", "are more than two; give FORMAT=layers/head, as int4b32/int8b32"),
    ("accuracy --context 300", "a context of 300 positions; the model has 1 to 256"),
    ("accuracy --context 0", "a context of 0 positions; the model has 1 to 256"),
    ("sim --test silo", "there is no test 'silo'; did you mean silu"),
    ("sim --test hdl_ram --sim ghdl", "there is no simulator 'ghdl'"),
    ("sim --test hdl_ram --seed x", "invalid int value: 'x'"),
    ("synth --target ice40", "there is no target 'ice40'; choose one of ecp5-85k"),
    ("synth --seeds -1", "-1 seeds; place once or more often"),
    ("synth --model {truncated}", "it is truncated or no llama2.c checkpoint"),
    ("bitstream --board foo", "there is no board 'foo'; choose one of ulx3s"),
    ("bitstream --preset foo", "there is no preset 'foo'; choose one of tales"),
    ("bitstream --preset stories260K", "give its path with MODEL="),
    ("bitstream --model {truncated}", "it is truncated or no llama2.c checkpoint"),
    ("bitstream --mhz 80", "the PLL cannot make 80 MHz of 25; the nearest is 75; choose another frequency"),
    ("bitstream --mhz fast", "invalid float value: 'fast'"),
    ("chat", "one of the arguments --port --device is required"),
    ("chat --port x --device simulation", "argument --device: not allowed with argument --port"),
    ("chat --port x --temperature 1", "a board at a serial port chooses the likeliest token each time; leave the"),
    ("chat --port x --image {image}", "a board at a serial port says itself what its core is; leave IMAGE= away"),
    ("serve", "the following arguments are required: --device"),
    ("serve --device simulation", "the model has no chat template, which the protocol needs; give a tokenizer with"),
    ("chat --device {out}", "{out} is not a file; give the path of a *.toml that says where the core lies, or"),
    ("chat --device simulation --top-k 5", "this core's sampler has no list, which TOP_K, TOP_P, MIN_P and"),
    ("chat --device simulation --model {good} --lanes 8", "give the tokenizer that belongs to {good}"),
    ("chat --port {out}", "the port {out} cannot be opened (No such file or directory)"),
    ("chat --port {foreign}", "the port {foreign} cannot be opened (it is no serial port)"),
    ("chat --port {out} --steps -1", "generate at least one token, or 0 for no limit"),
    ("netlist-sim --test silo", "there is no test 'silo'; did you mean silu"),
    ("netlist-sim --test positions", "the test 'positions' does not run on the netlist; choose one of qkv_seq"),
    ("netlist-sim --test decoder --sim ghdl", "there is no simulator 'ghdl'"),
    ("shape --preset foo", "there is no preset 'foo'; choose one of tales"),
    ("shape --position 200000", "a context of 200002 positions; it must be 1 to 131072"),
    ("shape --layers 0", "at least one layer"),
    ("shape --preset stories260K --layers 999", "999 layers; stories260K has 5, choose at most that"),
    ("shape --lanes 4", "4 lanes; with a memory beside the core choose a power of two from 8 to 128"),
    ("shape --outstanding 0", "at least one burst"),
    ("shape --gap 5", "gaps shorter than their interval"),
    ("shape --batch 2 --positions 3", "a pass of 3 positions; the core has 1 to 2, give more by BATCH="),
    ("shape --sequences 2 --positions 3", "a pass of 3 positions; the core has 1 to 2, give more by SEQUENCES="),
    ("shape --model {good} --lanes 8 --position 0", "position 0; the model was made for "),
    ("timeline --preset foo", "there is no preset 'foo'; choose one of tales"),
    ("timeline --position 256", "position 256; the context of stories260K has the positions 0 to 255"),
    ("timeline --position -1", "position -1; the context of stories260K has the positions 0 to 255"),
    ("timeline --batch 4 --position 254", "a pass of 4 positions from position 254 on; it would end behind the "
     "context's last, 255, give an earlier POSITION= or fewer POSITIONS="),
    ("timeline --batch 4 --positions 5", "a pass of 5 positions; the core has 1 to 4, give more by BATCH="),
    ("timeline --sequences 2 --positions 0", "a pass of 0 positions; the core has 1 to 2, give more by SEQUENCES="),
    ("timeline --lanes 128", "128 lanes; the cycle model holds up to 64"),
    ("timeline --lanes 4 --memory axi", "4 lanes; with a memory beside the core choose a power of two from 8 to 128"),
    ("timeline --context 1024", "a context of 1024 positions; stories260K was made for 512"),
    ("speed --lanes 128", "the cycle model holds up to 64"),
    ("speed --position 3", "the cycle model holds from 64"),
    ("verilog --ways 0", "0 ways; there are 1 to 8"),
    ("verilog --ways 9", "9 ways; there are 1 to 8"),
    ("speed --prompt-tokens 0", "a prompt of 0 tokens; give 1 to 512"),
    ("speed --position 99 --prompt-tokens 101", "a prompt of 101 tokens; give 1 to 100"),
    ("speed --accepted 0.5", "a pass of 1 position, one of each text, has no room for drafts; give BATCH= with 2 or"),
    ("verilog --sequences 3 --batch 4", "3 sequences; choose a power of two up to 8"),
    ("verilog --sequences 4", "4 sequences in a batch of 1 positions; each needs one, so choose a batch of 4 or more"),
    ("speed --batch 2 --accepted 1.5", "a share of 1.5 of the drafts; give 0 (all wrong) to 1 (all right)"),
    ("speed --batch 2 --accepted nan", "a share of nan of the drafts"),
    ("speed --sequences 3", "3 sequences; choose a power of two up to 8"),
    ("speed --sequences 0", "0 sequences; choose a power of two up to 8"),
    ("speed --sequences 16", "16 sequences; choose a power of two up to 8"),
    ("speed --sequences 4 --batch 2", "4 sequences in a batch of 2 positions; each needs one, so choose a batch of 4"),
    ("speed --sequences 2 --accepted 0.5",
     "a pass of 2 positions, one of each text, has no room for drafts; give BATCH= with 3 or more too"),
    ("speed --bandwidth 0", "give a clock and a bandwidth above 0"),
    ("speed --clock nan", "give a clock and a bandwidth above 0"),
    ("speed --clock inf", "give a clock and a bandwidth above 0"),
    ("speed --lanes 0", "the number of lanes must be a power of two"),
    ("speed --lanes 12", "the number of lanes must be a power of two"),
    ("demo --temperature nan", "a temperature of nan; give 0 (the likeliest token) or 0.0625 to 4096"),
    ("demo --batch 2 --drafts 4", "drafts by the last 4 tokens; give 1 to 3, or 0 for none"),
    ("demo --drafts 2", "a pass of this core has room for one position and none for drafts; give BATCH="),
    ("demo --lanes 0", "0 lanes; the number of lanes must be a power of two"),
    ("demo --context 0", "a context of 0 positions"),
    ("bitstream --mhz nan", "the PLL cannot make nan MHz of 25"),
    ("bitstream --mhz -5", "the PLL cannot make -5 MHz of 25"),
    ("netlist-sim --waves 1", "WAVES without a test; name it with TEST="),
    ("sim --test silu --case nosuch", "there is no case 'nosuch'; choose one of test_"),
    ("verilog --burst 16 --memory chip --out {out}", "bursts of 16 beats, with weights and KV cache on the chip"),
    ("handoff --ports 2 --burst 16 --memory chip --out {out}", "2 ports and bursts of 16 beats, with weights and KV"),
    ("doctor", "give the device with DEVICE=, or with OUT= a file for the vectors"),
    ("doctor --device simulation --out {out}", "give the device with DEVICE=, or with OUT= a file for the vectors"),
    ("doctor --device simulation --model {good} --lanes 4", "4 lanes; with a memory beside the core choose a power of"),
    ("doctor --device simulation --vectors {out}", "give the packed model with IMAGE= too"),
    ("doctor --device simulation --vectors {out} --ports 2", "{out} says what the core is; leave PORTS= away"),
    ("doctor --device simulation --vectors {out} --image {image}", "{out} is not a file; write it with 'llama2-rtl"),
    ("doctor --device simulation --vectors {tokens} --image {image}", "holds no vectors that 'llama2-rtl doctor"),
    ("doctor --device simulation --model {good} --lanes 8 --image {image}", "the packed model: no weight image lies"),
    ("doctor --device simulation --model {good} --lanes 8 --image {out}", "{out} is no packed model; write one with"),
    ("doctor --model {good} --lanes 8 --out {out} --context 1", "a context of 1 positions; the self-test needs 2"),
    ("sim --case x", "CASE without a test; name it with TEST="),
    ("pack --preset tales", "llama2-rtl pack: it knows no --preset; see 'llama2-rtl pack --help'"),
    ("lint rtl/tales", "llama2-rtl lint: it knows no rtl/tales; see 'llama2-rtl lint --help'"),
    ("nothing", "invalid choice: 'nothing'"),
    ("", "the following arguments are required: COMMAND"),
])
def test_bad_input(command, sentence, files, capsys):
    try:
        status = main(command.format(**files).split())
    except SystemExit as ended:
        status = ended.code
    output = capsys.readouterr()
    assert (status, output.out.strip()) == (2, "")
    assert sentence.format(**files) in output.err
    assert output.err.startswith("llama2-rtl") and output.err.count("\n") == 1
    assert not files["out"].exists() and not (files["folder"] / "outputs").exists()


@pytest.mark.parametrize("model, sentence", [
    ("nan", "tok_embeddings holds weights that are not finite; export the checkpoint again"),
    ("steep", "row 5 of tok_embeddings needs the exponent -"),
    ("nan_gguf", "w2 of layer 0 holds weights that are not finite"),
])
@pytest.mark.parametrize("formats", ["int8", "int4b32/int8b32", "int4b128"])
def test_accuracy_of_bad_weights(model, sentence, formats, files, capsys):
    """They are found on the way, with what was done so far above the sentence."""
    assert main(["accuracy", "--model", str(files[model]), "--format", formats]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"llama2-rtl accuracy: {sentence}") and error.count("\n") == 1
    assert not (files["folder"] / "outputs").exists()


def test_pack(files, capsys):
    assert main(["pack", "--model", str(files["good"]), "--lanes", "8", "--out", str(files["out"] / "good.img")]) == 0
    header, said = read_image(files["out"] / "good.img").header, capsys.readouterr().out
    assert "packing good.bin\n" in said and f"{header.payload_bytes:,} bytes for 8 lanes" in said


def test_pack_for_ports(files, capsys):
    path = files["out"] / "good.img"
    assert main(["pack", "--model", str(files["good"]), "--lanes", "16", "--ports", "2", "--out", str(path)]) == 0
    assert (f"{path}: 2 parts, one for each port; the first has {read_image(path).header.payload_bytes:,} bytes for "
            "16 lanes") in capsys.readouterr().out


@pytest.mark.parametrize("context", [None, 8])
def test_pack_says_the_size_of_the_cache(context, files, capsys):
    preset = choose_shape(None, str(files["good"]), 16, context)
    arguments = ["pack", "--model", str(files["good"]), "--lanes", "16", "--out", str(files["out"] / "a.img")]
    assert main([*arguments, *(["--context", str(context)] if context else [])]) == 0
    pages = BY_NAME["KV_PAGES"].constant(preset.geometry)
    assert (f"KV cache of {context or 32} positions takes {4096 * pages:,} bytes, {pages:,} pages"
            in capsys.readouterr().out)


def test_weights_that_do_not_fit_on_chip(files, monkeypatch, capsys):
    """Where they lie is decided before any work: beside the core by itself, an error where they are to be on chip."""
    def begun(preset, checkpoint, prompt, positions, folder, prefix, memory, board):
        raise ValueError(f"begun: {memory} in {folder}")

    monkeypatch.setattr("llama2_rtl.converters.presets.ON_CHIP_BYTES", 1000)
    monkeypatch.setattr("llama2_rtl.handover.write.write_handoff", begun)
    assert main(["handoff", "--model", str(files["good"])]) == 2
    assert f"begun: axi in {files['folder']}/outputs/handoff/model-good\n" in capsys.readouterr().err
    assert main(["handoff", "--model", str(files["good"]), "--memory", "chip"]) == 2
    assert "choose a smaller model or context, or put them into a memory beside the core" in capsys.readouterr().err


def test_a_case_of_other_parameters(capfd):
    assert main(["sim", "--test", "silu", "--case", "test_silu[none]"]) == 2
    assert capfd.readouterr().err.endswith(
        "llama2-rtl sim: the case 'test_silu[none]' has other parameters; a failing comparison names its own\n")


@pytest.mark.parametrize("missing, sentence", [
    ("icarus", "Icarus Verilog is not installed; install it with 'apt-get install iverilog'"),
    ("verilator", "Verilator needs g++ and make and perl; install with 'apt-get install g++ make perl'"),
])
def test_no_simulator(missing, sentence, monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert main(["sim", "--test", "hdl_ram", "--sim", missing]) == 2
    assert sentence in capsys.readouterr().err


def test_no_builder(files, monkeypatch, capsys):
    monkeypatch.setattr("llama2_rtl.golden.extras.is_installed", lambda package: package not in ("sphinx", "furo"))
    assert main(["docs"]) == 2
    assert capsys.readouterr().err == ("llama2-rtl docs: furo and sphinx are not installed; \"pip install "
                                       "'llama2-rtl[docs]'\" brings what is missing\n")
    assert not (files["folder"] / "outputs").exists()


def test_list_of_tests(capsys):
    assert main(["sim"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[0] == "command" for line in lines)
    assert [line for line in lines if len(line.split()) < 3] == []


@pytest.mark.parametrize("command", ["sim", "netlist-sim"])
def test_a_reader_that_ends(command):
    """As `head` does: nothing is said, and the status is that of a program that SIGPIPE ends."""
    program = "import sys; from llama2_rtl.main import main; sys.exit(main())"
    begun = subprocess.Popen([sys.executable, "-c", program, *command.split()], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    begun.stdout.close()
    assert (begun.stderr.read(), begun.wait()) == ("", 141)


def test_a_full_disk():
    program = "import sys; from llama2_rtl.main import main; sys.exit(main())"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", program, "sim"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "llama2-rtl sim: No space left on device\n")


@pytest.mark.parametrize("command, lanes", [
    ("verilog --lanes 128 --out {out}", 128), ("pack --lanes 128 --out {out}", 128),
    ("pack --lanes 64 --out {out}", None)])
def test_lanes_beyond_the_tests(command, lanes, files, capsys):
    """They are built, and a sentence says what is tested."""
    assert main(command.format(**files).split()) == 0
    warning = f"llama2-rtl: warning: {lanes} lanes; the tests hold 1 to 64 to golden, so simulate the core before you"
    said = capsys.readouterr().err
    assert said.startswith(warning) and said.count("\n") == 1 if lanes else said == ""


@pytest.mark.parametrize("name, said", [("some one", "a blank"), ("core#2", "'#'")])
def test_a_path_that_make_cannot_take(name, said, tmp_path, monkeypatch, capsys):
    place = tmp_path / name
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.delenv("SIM", raising=False)
    assert main(["demo"]) == 2
    assert capsys.readouterr().err == (
        f"llama2-rtl demo: Verilator's makefiles cannot work in {place}, whose path holds {said}; give it a path "
        "without it, or choose SIM=icarus\n")
