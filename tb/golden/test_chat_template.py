"""Chat templates rendered as transformers does, and what becomes of one that fails."""

from datetime import datetime

import pytest

from llama2_rtl.golden.chat_template import ChatTemplate

NAMES = dict(bos_token="<s>", eos_token="</s>")
HELLO = [dict(role="user", content="Hello"), dict(role="assistant", content="Hi 😀")]


@pytest.mark.parametrize("source, text", [
    ("{% for m in messages %}\n    {{- m.role }}: {{ m.content }}\n    {% endfor %}\nend",
     "user: Hello\nassistant: Hi 😀\nend"),
    ("{{ bos_token }}{% if add_generation_prompt %}now{{ eos_token }}{% endif %}", "<s>now</s>"),
    ("{% generation %}{{ messages[0]['content'] | upper }}{% endgeneration %}", "HELLO"),
    ("{{ messages | tojson }}", '[{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi 😀"}]'),
    ("{% for m in messages %}{% if loop.index == 2 %}{% break %}{% endif %}{{ m.content }}{% endfor %}", "Hello"),
    ("{% if tools is not none %}tools{% endif %}{{ unknown }}", ""),
])
def test_render(source, text):
    """Blocks take their line's blanks and end with them, objects are written as JSON writes them, loops may end."""
    assert ChatTemplate(source, NAMES).render(HELLO) == text


def test_the_time():
    assert ChatTemplate("{{ strftime_now('%Y') }}", {}).render([]) == str(datetime.now().year)


@pytest.mark.parametrize("source, says", [
    ("{{ raise_exception('roles must\nalternate') }}", "fails: roles must alternate; give"),
    ("{% for %}", "the model's chat template fails"),
    ("{{ messages[0].content.missing.more }}", "has no attribute 'missing'"),
    ("{{ 1 / 0 }}", "division by zero"),
    ("{{ messages.append(1) }}", "unsafe|not safely callable"),
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
])
def test_one_that_fails(source, says):
    with pytest.raises(ValueError, match=says) as caught:
        ChatTemplate(source, NAMES).render(HELLO)
    assert "\n" not in str(caught.value)
