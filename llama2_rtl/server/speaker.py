"""The voice of a text of a core: it answers one conversation after the other, and goes on with the last one where that
is continued."""

from llama2_rtl.golden.conversation import Conversation
from llama2_rtl.story_text import StoryText


class Answer:
    """An answer while it comes, an iterator of its text piece by piece. `prompt_tokens` are those of the conversation,
    `tokens` those that the core has said so far, `finish_reason` is None until it has ended: "stop" where the model has
    come to its end, "length" at a limit."""

    def __init__(self, speaker, tokens, prompt_tokens):
        self.speaker, self.said, self.prompt_tokens = speaker, tokens, prompt_tokens
        self.tokens, self.finish_reason = [], None

    def __iter__(self):
        text = StoryText(self.speaker.conversation.tokenizer)
        for token in self.said:
            self.tokens.append(token)
            yield text(token)
        yield text.end()
        self.finish_reason = "stop" if self.tokens[-1] in self.speaker.stop_tokens else "length"
        self.speaker.conversation.answered(self.tokens)


class Speaker:
    """A Link, or what is like one, with the Tokenizer of its model, whose texts end with the `stop_tokens`.
    Raises ValueError where the tokenizer has no chat template."""

    def __init__(self, link, tokenizer, stop_tokens):
        self.link, self.tokenizer, self.stop_tokens = link, tokenizer, stop_tokens
        self.conversation = Conversation(tokenizer)

    def goes_on_with(self, question):
        """Whether a Question goes on with the conversation that was answered last."""
        return self.conversation.messages and self.conversation.messages == question.messages[:-1]

    def answer(self, question):
        """The Answer to a Question. Raises ValueError where the conversation does not fit the context or the chat
        template fails. One that has not come to its end must be ended by `forget`."""
        *before, last = question.messages
        if self.conversation.messages != before:
            self.conversation = Conversation(self.tokenizer, before)
        try:
            tokens, resume = self.conversation.turn(last["content"])
            known = len(self.link.text) if resume else 0
            self.link.chance = question.chance
            return Answer(self, self.link.story(tokens, question.max_tokens, resume), known + len(tokens))
        except ValueError:
            self.conversation = Conversation(self.tokenizer)
            raise

    def forget(self):
        """Ends an answer in its middle: the core knows nothing of the conversation any more."""
        self.conversation = Conversation(self.tokenizer)
        self.link.stop()
