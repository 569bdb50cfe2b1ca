"""Conversations: what each turn sends, and that the turns together are what the template writes of the whole."""

import pytest

from llama2_rtl.golden.conversation import Conversation
from tb.golden.test_tokenizer_gguf import made

CHATML = ("{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
LLAMA_2 = ("{% for m in messages %}{% if m.role == 'user' %}{{ bos_token }}[INST] {{ m.content | trim }} [/INST]"
           "{% else %} {{ m.content | trim }} {{ eos_token }}{% endif %}{% endfor %}")
FORGETFUL = ("{% for m in messages %}{% if m.role == 'user' %}<|im_start|>{{ m.content }}<|im_end|>{% endif %}"
             "{% endfor %}")
END = 2


def talk(template, kind="gpt2"):
    return Conversation(made(kind, chat_template=template))


def said(conversation, text, end=True):
    """The model answers with a text, up to its stop token or without."""
    tokens = conversation.tokenizer.encode(text, bos=False) + [END] * end
    conversation.answered(tokens)
    return tokens


@pytest.mark.parametrize("template, kind", [(CHATML, "gpt2"), (LLAMA_2, "llama"), (LLAMA_2, "gpt2")])
def test_turns_are_the_whole(template, kind):
    """The first turn is the template's text; each other is what is new, and its first token the end of the answer."""
    conversation = talk(template, kind)
    tokenizer = conversation.tokenizer
    first, resume = conversation.turn("Hi Tim")
    assert first == tokenizer.encode_template(tokenizer.template.render([dict(role="user", content="Hi Tim")]))
    assert not resume
    said(conversation, "One day")
    second, resume = conversation.turn("and Pip?")
    assert resume and second[0] == END
    assert "and Pip?" in tokenizer.decode(second) and "One day" not in tokenizer.decode(second)
    said(conversation, "no")
    third, resume = conversation.turn("x")
    assert resume and third[0] == END and "Pip" not in tokenizer.decode(third)


def test_the_tokens_of_all_turns_are_those_of_the_text():
    conversation = talk(CHATML)
    run = conversation.turn("Hi Tim")[0]
    run += said(conversation, "One day")[:-1]
    run += conversation.turn("and Pip?")[0]
    assert run == conversation.tokenizer.encode_template(conversation.head)


def test_an_answer_that_was_cut_off():
    """Its last token has not been run, and is no mark that the template would write."""
    conversation = talk(CHATML)
    conversation.turn("Hi")
    answer = said(conversation, "One day", end=False)
    tokens, resume = conversation.turn("go on")
    assert resume and tokens[:2] == [answer[-1], END]


@pytest.mark.parametrize("break_off", [Conversation.lost, lambda conversation: None])
def test_what_cannot_go_on_begins_anew(break_off):
    """After a loss, and where a template drops what was said."""
    conversation = talk(FORGETFUL if break_off is not Conversation.lost else CHATML)
    conversation.turn("Hi")
    said(conversation, "One day")
    break_off(conversation)
    tokens, resume = conversation.turn("x")
    assert not resume and tokens == conversation.tokenizer.encode_template(conversation.head)


def test_without_a_template():
    with pytest.raises(ValueError, match="has no chat template") as caught:
        Conversation(made("gpt2"))
    assert "\n" not in str(caught.value)
