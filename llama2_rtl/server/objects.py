"""The objects of the OpenAI chat protocol that a client is sent."""

import time
import uuid


class Completion:
    """The objects of one answer: `whole`, or piece by piece; `model` is the name that clients are told."""

    def __init__(self, model):
        self.model, self.id, self.created = model, f"chatcmpl-{uuid.uuid4().hex}", int(time.time())

    def whole(self, text, answer):
        """The answer in one object."""
        choice = dict(index=0, message=dict(role="assistant", content=text, refusal=None), logprobs=None,
                      finish_reason=answer.finish_reason)
        return self._object("chat.completion", [choice]) | dict(usage=usage(answer))

    def piece(self, delta, finish_reason=None):
        """A part of it: what `delta` adds to the message."""
        choice = dict(index=0, delta=delta, logprobs=None, finish_reason=finish_reason)
        return self._object("chat.completion.chunk", [choice])

    def used(self, answer):
        """What a stream ends with where the client asked for it."""
        return self._object("chat.completion.chunk", []) | dict(usage=usage(answer))

    def _object(self, kind, choices):
        return dict(id=self.id, object=kind, created=self.created, model=self.model, choices=choices)


def usage(answer):
    """The tokens of an Answer, and of the conversation before it."""
    prompt, said = answer.prompt_tokens, len(answer.tokens)
    return dict(prompt_tokens=prompt, completion_tokens=said, total_tokens=prompt + said)


def models(model, created):
    """The list of models, of which there is one."""
    return dict(object="list", data=[dict(id=model, object="model", created=created, owned_by="llama2-rtl")])


def error(sentence, kind="invalid_request_error", param=None):
    """Why there is no answer."""
    return dict(error=dict(message=sentence, type=kind, param=param, code=None))
