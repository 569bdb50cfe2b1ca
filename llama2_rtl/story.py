"""What the Verilog says, shown as it comes."""

import json
import logging
import time

from llama2_rtl.story_text import StoryText


class Told:
    """What the Verilog said in a turn: the tokens that it generated; the cycle in which each position began, and the
    one in which the last ended."""

    def __init__(self):
        self.generated, self.cycles = [], []


class Story(logging.Handler):
    """A context that hears the simulator's events, as lines of JSON of the logger "cocotb" or by `hear`, and shows the
    text token by token, with the progress under it. `told` has a Told for each turn that has begun."""

    def __init__(self, progress, tokenizer, turns):
        super().__init__()
        self.progress, self.tokenizer, self.turns = progress, tokenizer, turns
        self.positions = sum(len(turn.positions) for turn in turns)
        self.told, self.text, self.seconds, self.begin, self.run = [], None, 0.0, None, 0

    def __enter__(self):
        logging.getLogger("cocotb").addHandler(self)
        return self

    def __exit__(self, *_):
        logging.getLogger("cocotb").removeHandler(self)
        self._end_turn()

    def emit(self, record):
        line = record.getMessage()
        if line.startswith('{"event"'):
            self.hear(**json.loads(line))

    def hear(self, event, token, cycle):
        if event == "start":
            self.begin = time.monotonic()
            self.progress.step("simulating")
            return
        if event == "in" and (not self.told or self.told[-1].generated):
            self._begin_turn()
        told, turn = self.told[-1], self.turns[len(self.told) - 1]
        if event == "out" and turn.words is not None and not told.generated:
            self.progress.write(f"> {turn.words}\n")
        told.generated += [token] if event == "out" else []
        self.run += bool(told.cycles)
        told.cycles.append(cycle)
        self.seconds = time.monotonic() - self.begin
        if event == "out" or turn.words is None:
            self.progress.write(self.text(token))
        self.progress.detail(f"{self.run:,} of {self.positions:,} positions")

    def _begin_turn(self):
        self._end_turn()
        self.told.append(Told())
        self.text = StoryText(self.tokenizer)

    def _end_turn(self):
        if self.text:
            self.progress.write(self.text.end() + "\n")
        self.text = None
