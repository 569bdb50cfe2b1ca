"""Several texts at once through the top's token streams, under pauses: each one's answers are those that it has alone.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass

import cocotb
from cocotb.triggers import Lock, RisingEdge

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import (
    EVERY_TOKEN,
    INVERSE_BITS,
    SEED_BITS,
    Filters,
    inverse_temperature,
    token_filters,
)
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source, pack, token_packet, unpack, while_high
from tb.tops.drafting_host import WANTED, sent_by_chance
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import texts_with_answers

LATE = 2000
"""Cycles after which some prompts come."""

SHORT = 24
"""A context in which answers may go on to its end."""


@dataclass(frozen=True)
class Asked:
    """A text: its prompts, each of which goes on with it where it `resumes`, and how its tokens are chosen."""

    prompts: list
    resumes: int
    max_tokens: int
    inverse: int
    seed: int
    filters: Filters = EVERY_TOKEN

    def told(self, decoder, context):
        """`(answers, text)`: golden's answers, and the Text that is there at the end."""
        texts, answers = zip(*texts_with_answers(
            decoder, self.prompts, [self.resumes] * len(self.prompts), self.max_tokens, context,
            Sampler(self.inverse, self.seed, self.filters)), strict=True)
        return answers, texts[-1]


def asked_by_chance(prompts, random, limits, entries=0):
    """As many Asked as there are lists of prompts, with a limit of these. Where the sampler's list has `entries` the
    texts take turns: one chooses from a list, the next from all tokens, one has a penalty, one both."""
    turn = int(os.environ.get("TURN", random.randrange(4)))
    return [_by_chance(own, random, limits, entries, (turn + number) % 4) for number, own in enumerate(prompts)]


def _by_chance(prompts, random, limits, entries, turn):
    lists, penalises = entries and turn in (0, 3), entries and turn in (2, 3)
    of_list = dict(top_k=random.randint(min(2, entries), entries), top_p=random.choice((1.0, 0.9)),
                   min_p=random.choice((0.0, 0.05))) if lists else {}
    penalty = dict(repeat_penalty=random.choice((1.5, 3.0)),
                   repeat_last_n=64 if turn == 2 else int(os.environ.get("LAST_N", 2))) if penalises else {}
    filters = token_filters(**of_list, **penalty)
    goes_on = 0 if entries and turn == 2 else random.getrandbits(1)  # a long window is left behind with its text
    return Asked(prompts, goes_on, random.choice(limits),
                 inverse_temperature(2) if lists else random.choice((0, inverse_temperature(2))),
                 random.getrandbits(SEED_BITS), filters)


class SharedDrafts:
    """How many drafts of each text have been `offered` to a pass, and how many were `accepted`, by the text's slot."""

    def __init__(self, top, geometry):
        self.offered, self.accepted = Counter(), Counter()
        for text in range(geometry.sequences):
            slot = getattr(top, f"u_text_slot_{text}")
            for counter, wire in ((self.offered, slot.draft_offered), (self.accepted, slot.draft_accepted)):
                cocotb.start_soon(while_high(top.aclk, wire, lambda counter=counter, text=text: counter.update([text])))

    def check(self):
        """Fails where no draft was right, or none wrong."""
        offered, accepted = self.offered.total(), self.accepted.total()
        assert 0 < accepted < offered, f"of {offered} drafts {accepted} were right"


class SharedPasses:
    """`texts`: of each pass the numbers of the texts that it is of, in the order of its vectors."""

    def __init__(self, block, geometry):
        self.block, self.geometry, self.texts = block, geometry, []
        cocotb.start_soon(while_high(block.clk, block.token_start, self._note))

    def _note(self):
        numbers = unpack(int(self.block.sequences.value), (self.geometry.sequences - 1).bit_length(),
                         self.geometry.vectors)
        self.texts.append(numbers[int(self.block.first_vector.value):])

    def check(self):
        """Fails where passes were hardly shared."""
        most, wanted = max(len(set(of_pass)) for of_pass in self.texts), max(2, self.geometry.sequences // 2)
        assert most >= wanted, f"no pass was of more than {most} of the texts"
        assert any(len(of_pass) > len(set(of_pass)) for of_pass in self.texts), "no pass had several tokens of a text"


def token_streams(dut, random, pause):
    """`(source, sink)` of a core that works on several texts."""
    def wires(stream):
        return {what: getattr(dut, f"{stream}_{name}") for what, name in (
            ("token", "tdata"), ("last", "tlast"), ("text", "tid"))}

    return (Source(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready, wires("s_axis"), random, pause),
            Sink(dut.aclk, dut.m_axis_tvalid, dut.m_axis_tready, wires("m_axis"), random, pause))


async def tell(dut, source, sink, texts, told, random, limit=400_000, hosted=None):
    """Offers the prompts of all texts, each when the answer to the one before has been taken, sooner or later, and
    holds what comes back against what is to be `told`. Whoever asks for drafts has them of a host, of a core of the
    Geometry `hosted`. Fails where nothing comes for `limit` cycles."""
    turn, begin = Lock(), len(sink.words)

    def heard(number):
        return [word for word in sink.words[begin:] if word["text"] == number]

    async def send(number, prompts):
        for place, prompt in enumerate(prompts):
            while sum(word["last"] for word in heard(number)) < place:
                await RisingEdge(dut.aclk)
            for _ in range(random.choice((1, 1, 1, LATE))):
                await RisingEdge(dut.aclk)
            async with turn:
                await RisingEdge(dut.aclk)
                await source.send([word | dict(text=number) for word in token_packet(prompt)])

    async def draft():
        seen, follows = begin, [sum(answers, start=[]) for answers in told]
        while True:
            await RisingEdge(dut.aclk)
            while seen < len(sink.words):
                word, seen = sink.words[seen], seen + 1
                follows[word["text"]] = follows[word["text"]][1:]
                if word["token"] & WANTED:
                    _, packet = sent_by_chance(follows[word["text"]], hosted.model.vocab_size, hosted.vectors, random)
                    async with turn:
                        await source.send([each | dict(text=word["text"]) for each in token_packet(packet)])

    if hosted:
        drafting = cocotb.start_soon(draft())
    for number, text in enumerate(texts):
        cocotb.start_soon(send(number, text.prompts))
    await sink.wait(begin + sum(len(answer) for answers in told for answer in answers), limit)
    if hosted:
        drafting.cancel()
    for number, answers in enumerate(told):
        words = heard(number)
        expect_equal(f"tokens of text {number}", sum(answers, start=[]), [word["token"] & ~WANTED for word in words])
        ends = [end for answer in answers for end in [0] * (len(answer) - 1) + [1]]
        expect_equal(f"tlast of text {number}", ends, [word["last"] for word in words])


@cocotb.test
async def texts(dut):
    random, scenario = rng(), scenario_from_env()
    geometry, decoder = scenario.geometry, Decoder(scenario.model())
    limits = (2, 5) if geometry.context > SHORT else (0,) if "LAST_N" in os.environ else (0, 2, 5)
    asked = asked_by_chance(json.loads(os.environ["PROMPTS"]), random, limits, geometry.sampler_list)
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.max_tokens.value = pack([text.max_tokens for text in asked], geometry.position_bits + 1)
    dut.resume.value = pack([text.resumes for text in asked], 1)
    dut.seed.value = pack([text.seed for text in asked], SEED_BITS)
    dut.inverse_temperature.value = pack([text.inverse for text in asked], INVERSE_BITS)
    for place, name in enumerate(Filters._fields if geometry.sampler_list else ()):
        wire = getattr(dut, name)
        wire.value = pack([text.filters[place] for text in asked], len(wire) // geometry.sequences)
    ngram, hosted = int(os.environ["NGRAM"]), "HOST" in os.environ
    dut.draft_ngram.value, dut.draft_host.value = ngram, int(hosted)
    drafts = SharedDrafts(dut, geometry)
    passes = SharedPasses(dut.u_shared_passes, geometry)
    told = [text.told(decoder, geometry.context)[0] for text in asked]
    await tell(dut, *token_streams(dut, random, float(os.environ["PAUSE"])), asked, told, random,
               hosted=geometry if hosted else None)
    if "ANY" in os.environ:  # whatever chance made up
        return
    passes.check()
    if ngram or hosted:
        drafts.check()
