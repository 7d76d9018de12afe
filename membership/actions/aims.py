"""Naming the aim of the edition that something serves (K2.1)."""

import constitution
from constitution.text import aims_of
from records.refusals import Refusal


class UnknownAim(Refusal):
    sentence = "The constitution has no such aim: choose one of those that it names."


def refuse_unknown_aim(rules: constitution.Constitution, aim: str) -> None:
    """None in particular is as good as any; words that the edition does not have are nobody's aim."""
    if aim and aim not in aims_of(rules):
        raise UnknownAim
