"""Prompts to a core on a device that works on one text, or whose only user this is."""

from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.device.link import Link, drafting

CLEAR = BY_NAME["CONTROL"].encode(CLEAR=1)


class DeviceLink(Link):
    """The Link of text 0. Raises OSError where the core does not start."""

    def __init__(self, attached, chance, drafter=None):
        super().__init__(attached, chance, drafter)
        self._begin()
        attached.driver.set("CONTROL", CLEAR)

    def _begin(self):
        self.text = []
        self._called(self.attached.stop)
        self._called(self.attached.begin)

    def stop(self):
        """Ends the story that the core may be telling, of which it then knows nothing any more."""
        self._begin()

    def drafted(self):
        """(passes, drafts offered, drafts accepted) since the link began, of a core whose passes have room for drafts.
        """
        return tuple(self.attached.driver.get(name) for name in ("PASSES", "DRAFTS_OFFERED", "DRAFTS_ACCEPTED"))

    def _ask(self, words, prompt):
        for name, word in (words | drafting(self.attached.geometry, self.drafter)).items():
            self.attached.driver.set(name, word)
        self._called(self.attached.call, "send", prompt)

    def _receive(self):
        token, last, wanted, _ = self._called(self.attached.call, "receive")
        return token, last, wanted

    def _send_drafts(self, drafts):
        self._called(self.attached.call, "send_drafts", drafts)

    def _called(self, call, *arguments):
        try:
            return call(*arguments)
        except self.attached.fault as fault:
            raise OSError(stopped(self.attached, fault)) from None


def stopped(attached, fault):
    """The sentence for a fault of an Attached core."""
    return (f"the core stops at position {attached.driver.get('POSITION')}: {fault}; 'llama2-rtl doctor' looks for the "
            "reason")
