"""Rules of bundles that hold by more than the contracts at the ports of the block that keeps them: an argument over
several blocks, or over wires that no bundle states a protocol for. Proofs leave them out, and say so; simulations
assert them like all others."""

REASONS = {}
"""(block, name of the obligation) -> what the contracts at its ports do not say."""


def reason_for(block, name):
    """What stands in REASONS of an obligation, None where it is to be proven."""
    return REASONS.get((block, name))
