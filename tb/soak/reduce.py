"""The smallest configuration that still fails."""

from tb.soak.configuration import simpler


def reduced(configuration, message, failure, note):
    """`(configuration, its message)`: one that fails, and of which none that is simpler in one field does. `failure`
    gives the message of a configuration that fails, None of one that does not; `note` hears of each smaller one."""
    tried = {str(configuration)}
    while True:
        for one in simpler(configuration):
            if str(one) in tried or not _is_possible(one):
                continue
            tried.add(str(one))
            if found := failure(one):
                configuration, message = one, found
                note(one)
                break
        else:
            return configuration, message


def _is_possible(configuration):
    try:
        configuration.check()
    except ValueError:
        return False
    return True
