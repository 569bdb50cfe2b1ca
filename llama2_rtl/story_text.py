"""Tokens as the text that they add, one by one."""

import codecs


class StoryText:
    """Called with one token after the other, returns what each adds to the text but the marks of a text's ends. The
    bytes of a character may come in several tokens: it is complete with the last of them."""

    def __init__(self, tokenizer):
        self.tokenizer, self.previous = tokenizer, None
        self.marks = {tokenizer.bos_token, *tokenizer.eos_tokens}
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __call__(self, token):
        piece = b"" if token in self.marks else self.tokenizer.piece(self.previous, token)
        self.previous = token
        return self.decoder.decode(piece)

    def end(self):
        """What is left of a character that did not become complete."""
        return self.decoder.decode(b"", final=True)
