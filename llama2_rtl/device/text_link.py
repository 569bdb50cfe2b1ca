"""The texts of a core on a device that works on several at once, each with a host of its own."""

from collections import deque
from contextlib import contextmanager
from threading import Lock

from llama2_rtl.converters.registers.register_map import of_text
from llama2_rtl.device.device_link import stopped
from llama2_rtl.device.link import Link, drafting


class SharedRun:
    """The run of an Attached core, which all its texts share. Its calls may come from threads of their own, one for a
    text at a time: whoever listens hears for all. With a `drafter` the core asks the host for drafts. Raises OSError
    where the core does not start.

    Each prompt begins a story with a number. A fault ends the run and with it the stories of all texts; what is heard
    of a story that is over raises OSError."""

    def __init__(self, attached, drafter=None):
        self.attached, self.asked, self.why = attached, 0, "nobody is told the rest of this story"
        self.drafting = {name.lower(): word for name, word in drafting(attached.geometry, drafter).items()}
        self.calling, self.next = Lock(), Lock()
        self._begin()

    def ask(self, text, settings, prompt):
        """Sends a prompt to a text whose answers are to be made by these settings, once the one before has ended.
        Returns the number of the story."""
        while True:
            with self._called():
                if self.told[text] is None:
                    self.attached.call("configure", text, **settings)
                    self.attached.call("send_to", text, prompt)
                    self.heard[text].clear()
                    self.asked += 1
                    self.told[text], self.stories[text] = 0, self.asked
                    return self.asked
                self._listen()

    def hear(self, text, story):
        """(token, whether it is the answer's last one, whether drafts are wanted): the next token of a text's story."""
        while True:
            with self._called():
                if story != self.stories[text]:
                    raise OSError(self.why)
                if self.heard[text]:
                    return self.heard[text].popleft()
                self._listen()

    def draft(self, text, story, drafts):
        """Sends drafts to a text, which wanted some."""
        with self._called():
            if story == self.stories[text]:
                self._send_drafts(text, drafts)

    def leave(self, text, story):
        """Nobody hears the rest of a text's story any more: it is to end soon."""
        with self._called():
            if story == self.stories[text]:
                self.stories[text] = None
                if self.wants[text]:
                    self._send_drafts(text, [])
                while self.attached.driver.waiting():
                    self._listen()
                self._shorten(text)

    def _begin(self):
        texts = range(self.attached.geometry.sequences)
        self.heard = [deque() for _ in texts]  # tokens that came while another text's host listened
        self.told = [None for _ in texts]  # how many of an answer have come, None where none is awaited
        self.stories = [None for _ in texts]  # that of which somebody hears
        self.wants = [False for _ in texts]  # whether the text awaits drafts
        try:
            self.attached.stop()
            self.attached.begin(**self.drafting)
        except self.attached.fault as fault:
            raise OSError(stopped(self.attached, fault)) from None

    def _listen(self):
        """Takes a token where one waits, else lets some time pass."""
        if not self.attached.driver.waiting():
            self.attached.rest()
            return
        token, last, wanted, text = self.attached.call("receive")
        self.told[text], self.wants[text] = None if last else self.told[text] + 1, wanted
        if self.stories[text] is not None:
            self.heard[text].append((token, last, wanted))
            return
        if wanted:
            self._send_drafts(text, [])
        self._shorten(text)

    def _send_drafts(self, text, drafts):
        self.wants[text] = False
        self.attached.call("send_drafts_to", text, drafts)

    def _shorten(self, text):
        """Has the next token of an answer be its last one, if it has not been chosen yet: no limit of one that has
        passed it already ends an answer."""
        if self.told[text] is not None:
            self.attached.driver.set(of_text("MAX_TOKENS", text), self.told[text] + 1)

    @contextmanager
    def _called(self):
        """A call of the core. Two locks, so that whoever waits for a call has it ahead of the next one of a thread that
        calls without end."""
        with self.next:
            self.calling.acquire()
        try:
            yield
        except self.attached.fault as fault:
            self.why = stopped(self.attached, fault)
            self._begin()
            raise OSError(self.why) from None
        finally:
            self.calling.release()


class TextLink(Link):
    """The Link of one text of a SharedRun."""

    def __init__(self, shared, text, chance, drafter=None):
        super().__init__(shared.attached, chance, drafter)
        self.shared, self.number, self.latest = shared, text, None

    def stop(self):
        """Ends the story that the core may be telling, of which it then knows nothing any more; those of other texts go
        on."""
        self.text = []
        if self.latest is not None:
            self.shared.leave(self.number, self.latest)

    def _ask(self, words, prompt):
        self.latest = self.shared.ask(self.number, {name.lower(): word for name, word in words.items()}, prompt)

    def _receive(self):
        return self.shared.hear(self.number, self.latest)

    def _send_drafts(self, drafts):
        self.shared.draft(self.number, self.latest, drafts)


def text_links(attached, chance, drafter=None):
    """A TextLink for each text of an Attached core."""
    shared = SharedRun(attached, drafter)
    return [TextLink(shared, text, chance, drafter) for text in range(attached.geometry.sequences)]
