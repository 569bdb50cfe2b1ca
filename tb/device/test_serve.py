"""`llama2-rtl serve` on the Verilog, asked by the `openai` package: golden's answers, streamed or not, one after the
other, conversations that go on, and what it refuses."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager

import openai
import pytest
import uvicorn

from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.device.device import Attached
from llama2_rtl.device.device_link import DeviceLink
from llama2_rtl.device.simulated import simulated_device
from llama2_rtl.filters import Chance
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.conversation import Conversation
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import Text
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import inverse_temperature, token_filters
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.main import main
from llama2_rtl.serve import listen
from llama2_rtl.server.application import Endpoint
from llama2_rtl.server.question import Defaults
from llama2_rtl.server.speaker import Speaker
from tb.device.talker import END, MODEL, OF_CORE, OF_TEXTS, one_program, options, preset_of, talker  # noqa: F401  (a fixture)

pytestmark = one_program
NAME, MOST = "talker", 5
GIVEN = Defaults(0.0, 3, 0, 1.0, 0.0, 1.0, 64, entries=8)


def user(text):
    return dict(role="user", content=text)


class Counted(DeviceLink):
    """Keeps the lengths of the prompts that it sends, and how often it was stopped."""

    def __init__(self, *arguments):
        self.sent, self.stopped, self.broken = [], 0, False
        super().__init__(*arguments)

    def story(self, prompt, max_tokens=0, resume=False):
        if self.broken:
            raise OSError("the core stops")
        self.sent.append(len(prompt))
        return super().story(prompt, max_tokens, resume)

    def stop(self):
        self.stopped += 1
        super().stop()


class Golden:
    """What the core is to say, by golden."""

    def __init__(self, path):
        self.tokenizer, self.context = read_tokenizer(path, MODEL.vocab_size), preset_of(path).context
        self.decoder = Decoder(quantize_model(read_checkpoint(path), preset_of(path).geometry.numerics))

    def says(self, *messages, most=MOST, chance=None):
        """(text, tokens) of the answer to a conversation that is run as a whole."""
        chance = chance or Chance(0, GIVEN.seed)
        tokens = self.tokenizer.encode_template(self.tokenizer.template.render(list(messages)))
        answer = list(Text(self.decoder, self.context, Sampler(*chance)).answer(tokens, most))
        return self.tokenizer.decode(answer), len(tokens), answer


    def talks(self, *turns):
        """(Conversation, Text, tokens of the last turn) after these turns, each of which goes on with what was run."""
        talk, text = Conversation(self.tokenizer), Text(self.decoder, self.context)
        for number, words in enumerate(turns):
            tokens, resume = talk.turn(words)
            assert resume == (number > 0)
            talk.answered(list(text.answer(tokens, MOST)))
        return talk, text, tokens


@pytest.fixture(scope="module")
def golden(talker):  # noqa: F811
    return Golden(talker)


@pytest.fixture(scope="module")
def served(talker, golden, tmp_path_factory):  # noqa: F811
    """(client, Counted link, address) of an endpoint with the talker."""
    geometry, path = preset_of(talker).geometry, tmp_path_factory.mktemp("served") / "a.img"
    write_image(read_checkpoint(talker), geometry.numerics, geometry.tile, path, ports=geometry.ports)
    with simulated_device(geometry) as device:
        attached = Attached(device, geometry)
        attached.load(path.read_bytes())
        link = Counted(attached, Chance())
        with running(Endpoint([Speaker(link, golden.tokenizer, MODEL.stop_tokens)], NAME, GIVEN)) as address:
            yield openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=300), link, address


@contextmanager
def running(endpoint):
    """The address of an Endpoint that is served in a thread."""
    socket = listen("127.0.0.1:0")
    server = uvicorn.Server(uvicorn.Config(endpoint.application, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs=dict(sockets=[socket]))
    thread.start()
    try:
        yield "http://{}:{}".format(*socket.getsockname())
    finally:
        server.should_exit = True
        thread.join()
        socket.close()


def ask(client, *messages, **more):
    return client.chat.completions.create(model=NAME, messages=list(messages),
                                          **dict(max_completion_tokens=MOST) | more)


def test_an_answer(served, golden):
    client, *_ = served
    got = ask(client, user("Hi"))
    text, prompt, answer = golden.says(user("Hi"))
    [choice] = got.choices
    assert (choice.message.content, choice.message.role, got.model, got.object) == (
        text, "assistant", NAME, "chat.completion")
    assert (got.usage.prompt_tokens, got.usage.completion_tokens, got.usage.total_tokens) == (
        prompt, len(answer), prompt + len(answer))
    assert choice.finish_reason == ("stop" if answer[-1] == END else "length")


def test_a_stream(served, golden):
    client, *_ = served
    messages = dict(role="system", content="be short"), user("there")
    chunks = list(ask(client, *messages, stream=True, stream_options=dict(include_usage=True)))
    text, prompt, answer = golden.says(*messages)
    *pieces, ended, used = chunks
    assert pieces[0].choices[0].delta.role == "assistant" and len({chunk.id for chunk in chunks}) == 1
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == text and len(pieces) > 2
    assert ended.choices[0].finish_reason == "length" and used.choices == []
    assert (used.usage.prompt_tokens, used.usage.completion_tokens) == (prompt, len(answer))


def test_at_a_temperature(served, golden):
    """Each request chooses as it asks, and what it leaves open is the endpoint's."""
    client, *_ = served
    for more, chance in ((dict(temperature=0.9, seed=11), Chance(inverse_temperature(0.9), 11)),
                         (dict(temperature=1.2), Chance(inverse_temperature(1.2), GIVEN.seed)),
                         (dict(temperature=1.5, top_p=0.8, extra_body=dict(repeat_penalty=1.3)),
                          Chance(inverse_temperature(1.5), GIVEN.seed, token_filters(8, 0.8, 0, 1.3, 64, 8)))):
        assert ask(client, user("Hi"), **more).choices[0].message.content == golden.says(user("Hi"), chance=chance)[0]


def test_a_conversation_goes_on(served, golden):
    """Of one that goes on only what is new is sent, and the answer is that of the turns one after the other."""
    client, link, _ = served
    first = ask(client, user("One day")).choices[0].message.content
    link.sent.clear()
    messages = user("One day"), dict(role="assistant", content=first), user("them")
    second = ask(client, *messages)
    talk, text, tokens = golden.talks("One day", "them")
    assert second.choices[0].message.content == talk.messages[-1]["content"]
    assert link.sent == [len(tokens)] and second.usage.prompt_tokens == len(text.tokens) - MOST + 1
    again = ask(client, *messages)  # the core has gone on since: all of it is sent
    assert again.choices[0].message.content == golden.says(*messages)[0]
    assert link.sent[1] == again.usage.prompt_tokens > len(tokens)


def test_one_after_the_other(served, golden):
    """Requests at the same time do not mix."""
    client, *_ = served
    words, got = ["Hi", "there", "them", "One"], {}

    def one(text):
        got[text] = "".join(chunk.choices[0].delta.content or "" for chunk in ask(client, user(text), stream=True))

    threads = [threading.Thread(target=one, args=[text]) for text in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {text: golden.says(user(text))[0] for text in words}


def test_a_client_that_goes(served, golden):
    """The core is stopped in the middle of its answer, and the next one is as if it had not been."""
    client, link, _ = served
    stopped = link.stopped
    stream = ask(client, user("Hi"), stream=True, max_completion_tokens=150)
    for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    stream.close()
    assert ask(client, user("Hi")).choices[0].message.content == golden.says(user("Hi"))[0]
    assert link.stopped == stopped + 1


@pytest.mark.parametrize("more, sentence, param", [
    (dict(messages=[]), "give the conversation in 'messages'", "messages"),
    (dict(messages=[dict(role="assistant", content="x")]), "the last message is to be the user's", "messages"),
    (dict(messages=[dict(role="tool", content="x", tool_call_id="y"), user("x")]), "a message has one of the roles",
     "messages"),
    (dict(messages=[user([dict(type="image_url", image_url=dict(url="x"))])]), "a message's content is a text",
     "messages"),
    (dict(messages=[user("word " * 300)]), "shorten the prompt", "messages"),
    (dict(temperature=0.01), "a temperature of 0.01; give 0 (the likeliest token) or", None),
    (dict(seed=-1), "the sampling seed is -1", None),
    (dict(max_completion_tokens=0), "'max_completion_tokens' is 0; ask for at least one", "max_completion_tokens"),
    (dict(n=2), "this core cannot do 'n'", "n"), (dict(stop=["x"]), "this core cannot do 'stop'", "stop"),
    (dict(logprobs=True), "this core cannot do 'logprobs'", "logprobs"),
    (dict(presence_penalty=0.5), "this core cannot do 'presence_penalty'", "presence_penalty"),
    (dict(extra_body=dict(top_k=9)), "a top-k of 9; give 0 (all tokens) or at most 8", None),
    (dict(extra_body=dict(temperature="hot")), "'temperature' is 'hot', which it cannot be", "temperature"),
])
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_refused(stream, more, sentence, param, served, golden):
    client, *_ = served
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(**dict(model=NAME, stream=stream, messages=[user("Hi")]) | more)
    assert sentence in refused.value.body["message"] and refused.value.param == param


def test_the_models(served):
    client, _, address = served
    assert [model.id for model in client.models.list()] == [NAME] and client.models.retrieve(NAME).id == NAME
    with pytest.raises(openai.NotFoundError, match="there is no such model; this is talker"):
        client.models.retrieve("another")
    request = urllib.request.Request(f"{address}/v1/chat/completions", b"{", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400 and "no JSON" in json.loads(refused.value.read())["error"]["message"]


def test_a_core_that_stops(served, golden):
    """The client hears why, and the next request is served."""
    client, link, _ = served
    link.broken = True
    with pytest.raises(openai.InternalServerError, match="the core stops"):
        ask(client, user("Hi"))
    link.broken = False
    assert ask(client, user("Hi")).choices[0].message.content == golden.says(user("Hi"))[0]


@pytest.mark.parametrize("of_core", [OF_CORE, OF_TEXTS], ids=["one text", "two texts"])
def test_the_command(of_core, talker, golden):  # noqa: F811
    """From its start to Ctrl-C, as a user has it."""
    program = "import sys; from llama2_rtl.main import main; sys.exit(main())"
    arguments = ["serve", "--device", "simulation", "--model", str(talker), *options(of_core), "--listen",
                 "127.0.0.1:0"]
    with subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=os.getcwd(), stderr=subprocess.PIPE,
                          text=True) as serving:
        address = next(line for line in serving.stderr if "listens at" in line).split()[3].rstrip(";")
        client = openai.OpenAI(base_url=address, api_key="none", max_retries=0, timeout=300)
        got = client.chat.completions.create(model="talker", messages=[user("Hi")], max_tokens=3, seed=3)
        assert got.choices[0].message.content == golden.says(user("Hi"), most=3)[0]
        time.sleep(0.2)
        serving.send_signal(signal.SIGINT)
        assert (serving.wait(60), serving.stderr.read()) == (130, "")


def test_a_place_that_is_taken(capsys):
    with listen("127.0.0.1:0") as taken:
        place = "{}:{}".format(*taken.getsockname())
        with pytest.raises(ValueError, match=f"nobody can listen at {place} .*; choose another LISTEN="):
            listen(place)
    with pytest.raises(ValueError, match="'here' is no place to listen at; give HOST:PORT, as 127.0.0.1:8000"):
        listen("here")


def test_a_model_without_a_chat_template(capsys):
    assert main(["serve", "--device", "simulation", "--tokenizer", str(DEFAULT.tokenizer)]) == 2
    assert "the model has no chat template, which the protocol needs" in capsys.readouterr().err
