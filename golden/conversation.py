"""A conversation in a model's chat template, as the tokens that a machine is given turn by turn."""

USER, ASSISTANT = "user", "assistant"
"""The roles of messages, as chat templates know them."""


class Conversation:
    """What is said, turn by turn: `turn` gives the tokens to run for the user's words, `answered` hears what the model
    said to them. It begins behind `messages`, dictionaries of role and content. Raises ValueError where the tokenizer
    has no chat template."""

    def __init__(self, tokenizer, messages=()):
        if tokenizer.template is None:
            raise ValueError("the model has no chat template, so it cannot be talked to; give a text to go on with as "
                             "PROMPT=, or a tokenizer with a chat template as TOKENIZER=")
        self.tokenizer, self.messages = tokenizer, list(messages)
        self.head, self.answer = None, []

    def turn(self, words):
        """`(tokens, resume)`: what to run for the user's words, and whether behind all that was run before, so that the
        tokens are the new ones alone. They are the whole conversation in the first turn, after `lost`, and where the
        template writes what was said in another way than before. Raises ValueError where the template fails."""
        self.messages.append(dict(role=USER, content=words))
        text = self.tokenizer.template.render(self.messages)
        new = None if self.head is None else self._behind_the_answer(text)
        self.head = text
        if new is None:
            return self.tokenizer.encode_template(text), False
        is_mark, last = self.tokenizer.is_mark, self.answer[-1]
        tokens = self.tokenizer.encode_template(new.lstrip())
        if not tokens or not is_mark(tokens[0]):  # blanks before a mark are none that the model has said
            tokens = self.tokenizer.encode_template(new)
        # The answer's last token was chosen and not run; where it is a mark the template has written its own.
        return (tokens if is_mark(last) else [last, *tokens]), True

    def answered(self, tokens):
        """The model has said these tokens, all but the last of which have been run."""
        self.answer = list(tokens)
        self.messages.append(dict(role=ASSISTANT, content=self.tokenizer.decode(self.answer)))

    def lost(self):
        """The machine has forgotten what it was given: the next turn begins anew."""
        self.head = None

    def _behind_the_answer(self, text):
        """What the template writes behind the last answer; None where the text does not begin as what was run."""
        if not self.answer or not text.startswith(self.head):
            return None
        said, rest = self.messages[-2]["content"].strip(), text[len(self.head):].lstrip()
        return rest[len(said):] if rest.startswith(said) else None
