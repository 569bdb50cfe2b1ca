"""Whose duty the rules of the bundles are: a proof of any block that has one must know."""

import pytest

from llama2_rtl.pictures.bundles import sample, with_rules


@pytest.mark.parametrize("name", with_rules())
def test_a_rule_of_both_sides_says_whose_it_is(name):
    kind = with_rules()[name]
    members = sample(kind).members
    sides = {rule.name: {members[field].is_forward for field in rule.present} for rule in kind.RULES}
    assert [rule.name for rule in kind.RULES if len(sides[rule.name]) > 1 and rule.duty is None] == []
