"""Tokens as the text that they add, one by one."""

import codecs


class StoryText:
    """Called with one token after the other, returns what each adds to the text. The bytes of a character may come in
    several tokens: it is complete with the last of them."""

    def __init__(self, tokenizer):
        self.tokenizer, self.begun = tokenizer, False
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __call__(self, token):
        piece = self.tokenizer.piece(token, not self.begun)
        self.begun = self.begun or not self.tokenizer.is_mark(token)
        return self.decoder.decode(piece)

    def end(self):
        """What is left of a character that did not become complete."""
        return self.decoder.decode(b"", final=True)
