"""`llama2-rtl serve` on the Verilog of a core that works on several texts: as many conversations at once, each answered
as if it were alone, with others that go, and a run that ends for all."""

import threading
from contextlib import contextmanager

import openai
import pytest

from llama2_rtl.converters.registers.register_map import BY_NAME, of_text
from llama2_rtl.device.device import Attached
from llama2_rtl.device.simulated import simulated_device
from llama2_rtl.device.text_link import text_links
from llama2_rtl.filters import Chance
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.drafts import USUAL_NGRAM, Drafter
from llama2_rtl.golden.generate import Text
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, inverse_temperature, token_filters
from llama2_rtl.server.application import Endpoint
from llama2_rtl.server.question import Defaults
from llama2_rtl.server.speaker import Speaker
from tb.device.talker import CONTEXT, MODEL, OF_TEXTS, one_program, preset_of, talker  # noqa: F401  (a fixture)
from tb.device.test_serve import NAME, Golden, ask, running, user

pytestmark = one_program
GIVEN = Defaults(0.0, 3, 0, 1.0, 0.0, 1.0, 64, entries=8)
SOME, LONG = 16, 40
ABORT = BY_NAME["CONTROL"].encode(ABORT=1)


@pytest.fixture(scope="module")
def golden(talker):  # noqa: F811
    return Golden(talker)


@contextmanager
def core_of(talker, path):  # noqa: F811
    """The Attached core with the packed model, which is written to a path."""
    geometry = preset_of(talker, OF_TEXTS).geometry
    write_image(read_checkpoint(talker), geometry.numerics, geometry.tile, path, ports=geometry.ports)
    with simulated_device(geometry) as device:
        attached = Attached(device, geometry)
        attached.load(path.read_bytes())
        yield attached


@pytest.fixture(scope="module")
def served(talker, golden, tmp_path_factory):  # noqa: F811
    """(client, Attached core) of an endpoint with the talker, whose core works on two texts."""
    with core_of(talker, tmp_path_factory.mktemp("served") / "a.img") as attached:
        speakers = [Speaker(link, golden.tokenizer, MODEL.stop_tokens) for link in text_links(attached, Chance())]
        with running(Endpoint(speakers, NAME, GIVEN)) as address:
            yield openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=300), attached


def side_by_side(*calls):
    """What calls in threads of their own return."""
    got = [None] * len(calls)

    def one(number):
        got[number] = calls[number]()

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def said(client, *messages, **more):
    return ask(client, *messages, **more).choices[0].message.content


def test_more_conversations_than_texts(served, golden):
    """Each chooses as it asks, and is told what it would be told alone, in fewer passes."""
    client, attached = served
    before = attached.driver.get("PASSES")
    plain, listed = (dict(), EVERY_TOKEN), (dict(top_p=0.8, extra_body=dict(repeat_penalty=1.3)),
                                            token_filters(8, 0.8, 0, 1.3, 64, 8))
    asked = [("Hi", 0.0, 3, plain), ("there", 0.9, 11, listed), ("them", 1.5, 5, plain), ("One", 1.5, 3, listed),
             ("day", 1.1, 2, (dict(extra_body=dict(top_k=2)), token_filters(2)))]
    got = side_by_side(*(lambda words=words, heat=heat, seed=seed, more=more: said(
        client, user(words), temperature=heat, seed=seed, max_completion_tokens=SOME, **more)
        for words, heat, seed, (more, _) in asked))
    told = [golden.says(user(words), most=SOME, chance=Chance(inverse_temperature(heat) if heat else 0, seed, filters))
            for words, heat, seed, (_, filters) in asked]
    assert got == [text for text, *_ in told]
    alone = sum(-(-prompt // 2) + len(answer) - 1 for _, prompt, answer in told)
    assert attached.driver.get("PASSES") - before < 0.8 * alone


def test_conversations_go_on_each_on_its_text(served, golden):
    """Of a conversation that goes on only what is new is run, whatever the other text has told meanwhile."""
    client, attached = served
    turns, messages, drafter = ["One day", "them", "Hi"], [], Drafter(OF_TEXTS["batch"], USUAL_NGRAM, CONTEXT)
    for number, words in enumerate(turns):
        before = attached.driver.get("PASSES")
        messages += [user(words), dict(role="assistant", content=said(client, *messages, user(words)))]
        talk, _, tokens = golden.talks(*turns[:number + 1])
        assert messages == talk.messages
        passes = drafter.passes(tokens, talk.answer)
        assert attached.driver.get("PASSES") - before == len(tokens) // 2 + len(passes)
        if number == 0:
            said(client, user("Hi"))


def test_a_client_that_goes(served, golden):
    """Its text is free again after few passes, and the other conversation does not hear of it."""
    client, attached = served

    def goes():
        stream = ask(client, user("Hi"), stream=True, max_completion_tokens=150)
        for chunk in stream:
            if chunk.choices[0].delta.content:
                break
        stream.close()

    _, other = side_by_side(goes, lambda: said(client, user("there"), max_completion_tokens=LONG))
    assert other == golden.says(user("there"), most=LONG)[0]
    before = attached.driver.get("PASSES")
    assert side_by_side(*[lambda words=words: said(client, user(words)) for words in ("One", "Hi")]) == [
        golden.says(user(words))[0] for words in ("One", "Hi")]
    assert attached.driver.get("PASSES") - before < LONG  # 150 tokens would be as many passes


def test_a_run_that_ends(served, golden):
    """All who are being answered hear that the core has stopped; whoever asks then is answered."""
    client, attached = served

    def stops():
        with pytest.raises(openai.APIError, match="the core stops at position .*no run is going on"):
            for number, _ in enumerate(ask(client, user("Hi"), stream=True, max_completion_tokens=150)):
                if number == 3:
                    attached.driver.set("CONTROL", ABORT)
        return True

    def hears():
        with pytest.raises(openai.APIError, match="the core stops"):
            list(ask(client, user("there"), stream=True, max_completion_tokens=150))
        return True

    assert side_by_side(stops, hears) == [True, True]
    assert side_by_side(*[lambda words=words: said(client, user(words)) for words in ("One", "Hi")]) == [
        golden.says(user(words))[0] for words in ("One", "Hi")]


def test_drafts_of_a_host(talker, golden, tmp_path):  # noqa: F811
    """Each text asks its own host, whatever that drafts; one whose host goes while it asks keeps nobody waiting."""
    prompts = [[3, 5, 7], [9, 2]]
    stories = [list(Text(golden.decoder, CONTEXT).answer(prompt, LONG)) for prompt in prompts]

    def drafter(tokens):
        right = next([*prompt, *story][len(tokens):] for prompt, story in zip(prompts, stories, strict=True)
                     if tokens[:len(prompt)] == prompt)
        return right[:2] if len(tokens) % 3 else [0]

    with core_of(talker, tmp_path / "a.img") as attached:
        links = text_links(attached, Chance(), drafter)
        assert side_by_side(*[lambda link=link, prompt=prompt: list(link.story(prompt, LONG))
                              for link, prompt in zip(links, prompts, strict=True)]) == stories
        accepted, offered = (sum(attached.driver.get(of_text(name, text)) for text in range(2))
                             for name in ("DRAFTS_ACCEPTED", "DRAFTS_OFFERED"))
        assert 0 < accepted < offered
        left = links[0].story(prompts[0], LONG)
        for _, wanted in iter(lambda: (next(left), links[0].shared.wants[0]), None):
            if wanted:
                break
        links[0].stop()
        assert [list(link.story(prompt, SOME)) for link, prompt in zip(links, prompts, strict=True)] == [
            story[:SOME] for story in stories]
