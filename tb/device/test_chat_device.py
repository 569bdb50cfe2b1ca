"""`llama2-rtl chat --device` on the Verilog: golden's answers, turn by turn, at a temperature, after Ctrl-C."""

import pytest
import torch

from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.device.device import Attached
from llama2_rtl.device.device_link import DeviceLink
from llama2_rtl.device.simulated import Fault, simulated_device
from llama2_rtl.drafts import chosen_draft_model
from llama2_rtl.filters import Chance
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint
from llama2_rtl.golden.conversation import Conversation
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.draft_model import DraftModel
from llama2_rtl.golden.generate import Text, argmax_lowest
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import inverse_temperature, token_filters
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.main import main
from tb.board.test_chat import type_lines
from tb.device.talker import MODEL, OPTIONS, one_program, preset_of, talker  # noqa: F401  (a fixture)

pytestmark = one_program
STEPS = 4
CHANCE = Chance(inverse_temperature(0.9), 7, token_filters(5, 0.9, 0.02, 1.2, 8, 8))
AT_A_TEMPERATURE = ["--temperature", "0.9", "--sample-seed", "7", "--top-k", "5", "--top-p", "0.9", "--min-p", "0.02",
                    "--repeat-penalty", "1.2", "--repeat-last-n", "8"]


@pytest.fixture(scope="module")
def decoder(talker):  # noqa: F811
    """Golden's Decoder of the talker."""
    return Decoder(quantize_model(read_checkpoint(talker), preset_of(talker).geometry.numerics))


@pytest.fixture
def linked(talker, tmp_path):  # noqa: F811
    """An Attached core with the talker in its memory."""
    geometry = preset_of(talker).geometry
    write_image(read_checkpoint(talker), geometry.numerics, geometry.tile, tmp_path / "a.img", ports=geometry.ports)
    with simulated_device(geometry) as device:
        attached = Attached(device, geometry)
        attached.load((tmp_path / "a.img").read_bytes())
        yield attached


def conversation(decoder, path, chance, lines):
    """What golden says to each line, as text."""
    talk, text = Conversation(read_tokenizer(path, MODEL.vocab_size)), None
    for line in lines:
        tokens, resume = talk.turn(line)
        text = text if resume else Text(decoder, preset_of(path).context, Sampler(*chance))
        talk.answered(list(text.answer(tokens, STEPS)))
        yield talk.messages[-1]["content"]


@pytest.mark.parametrize("options, chance", [([], Chance()), (AT_A_TEMPERATURE, CHANCE)],
                         ids=["the likeliest", "at a temperature"])
def test_a_conversation(options, chance, talker, decoder, monkeypatch, capsys):  # noqa: F811
    type_lines(monkeypatch, "Hi", "there", "word " * 300, "them")
    arguments = ["--model", str(talker), *OPTIONS, "--steps", str(STEPS), *options]
    drafts = [] if options else ["--draft-model", str(talker)]
    assert main(["chat", "--device", "simulation", *arguments, *drafts]) == 0
    output = capsys.readouterr()
    assert ("drafts were right" in output.err) == bool(drafts)
    first = list(conversation(decoder, talker, chance, ["Hi", "there"]))
    again = list(conversation(decoder, talker, chance, ["them"]))
    assert output.out == "".join(f"{said}\n" for said in first + again)
    assert "shorten the prompt" in output.err and "begins anew" in output.err


def test_a_story_that_is_stopped(linked, decoder):
    """What comes after it is as if it had not been."""
    link = DeviceLink(linked, Chance())
    begun = link.story([5, 6, 7])
    told = [next(begun), next(begun)]
    link.stop()
    assert link.text == []
    golden = Text(decoder, linked.geometry.context).answer([5, 6, 7], STEPS)
    assert list(link.story([5, 6, 7], STEPS)) == (expected := list(golden)) and told == expected[:2]
    assert link.text == [5, 6, 7, *expected[:-1]]


def test_drafts_of_a_model(linked, decoder, talker):  # noqa: F811
    """What a model drafts on the host belongs to the text as far as the core says so, at a temperature and over turns;
    another model's drafts change nothing."""
    drafter = chosen_draft_model(str(talker), linked.geometry)
    other = DraftModel(random_checkpoint(MODEL, 2), 1)
    for chance, draft, fewest in ((Chance(), drafter, 5), (CHANCE, drafter, 1), (Chance(), other, 0)):
        link, text = DeviceLink(linked, chance, draft), Text(decoder, linked.geometry.context, Sampler(*chance))
        for resume, prompt in enumerate(([5, 6, 7], [9, 4])):
            assert list(link.story(prompt, 9, bool(resume))) == list(text.answer(prompt, 9))
        _, offered, accepted = link.drafted()
        assert fewest <= accepted <= offered and offered > 4, f"{accepted} of {offered} drafts were right"


@pytest.mark.parametrize(("options", "sentence"), [
    ([], "has room for one position and none for drafts; give BATCH= with 2 or more too, or leave DRAFT_MODEL= away"),
    (["--batch", "2"], f"drafts from {MODEL.vocab_size} tokens and the core's model has {DEFAULT.model.vocab_size}; "
     "give a model with the same tokenizer"),
], ids=["no room", "another vocabulary"])
def test_a_draft_model_that_cannot_be(options, sentence, talker, capsys):  # noqa: F811
    arguments = ["--device", "simulation", "--prompt", "x", "--draft-model", str(talker), *options]
    assert main(["chat", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_a_full_context(linked, decoder):
    """The answer ends with it, and the next story begins."""
    context = linked.geometry.context
    prompt = torch.randint(3, MODEL.vocab_size, (context - 1,), generator=torch.Generator().manual_seed(1)).tolist()
    cache = decoder.new_cache()
    first = argmax_lowest(decoder.logits(torch.tensor([prompt]), cache)[0, -1])
    link = DeviceLink(linked, Chance())
    assert list(link.story(prompt)) == [first, argmax_lowest(decoder.step(first, len(prompt), cache))]
    with pytest.raises(ValueError, match=f"the prompt has 2 tokens and the core's context {context}, of which the text "
                                         f"before it takes {context}; shorten the prompt"):
        link.story([3, 4], resume=True)
    assert list(link.story(prompt[:5], 1)) == list(Text(decoder, context).answer(prompt[:5], 1))


def test_a_fault(talker, tmp_path):  # noqa: F811
    """The core's words, and where to look."""
    geometry = preset_of(talker).geometry
    write_image(read_checkpoint(talker), geometry.numerics, geometry.tile, tmp_path / "a.img", ports=geometry.ports)
    with simulated_device(geometry, faults=[Fault(1, add=4096, memory=1)]) as device:
        attached = Attached(device, geometry)
        attached.load((tmp_path / "a.img").read_bytes())
        with pytest.raises(OSError, match="no weight image lies at the base address; 'llama2-rtl doctor' looks"):
            DeviceLink(attached, Chance())
