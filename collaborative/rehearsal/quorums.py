"""How many must be there, and how many may call a meeting, with as many as there are (K6.1 to K6.3, K9.3)."""

from collections.abc import Iterable, Iterator

import constitution
from collaborative.rehearsal.change import Answer, Change, compared
from collaborative.rehearsal.worlds import Worlds
from constitution.examples import in_words
from constitution.phrases import name_of, title_of
from membership.queries.facts import answer
from membership.queries.members import Membership

HEADING = "Quorums"


def changes(worlds: Worlds) -> Iterable[Change]:
    return compared(dict(_answers(worlds.now)), dict(_answers(worlds.then)))


def _answers(world: Membership) -> Iterator[tuple[tuple[str, str], Answer]]:
    rules = world.rules
    for code in rules.body:
        yield from _asked(world, "quorum", code, f"Quorum of the {_bare(name_of(rules, 'body', code))}")
    for code in rules.calling:
        yield from _asked(world, "how many may call", code, title_of(rules, "calling", code))


def _bare(name: str) -> str:
    return name.removeprefix("The ")


def _asked(
    world: Membership, question: str, code: str, what: str
) -> Iterator[tuple[tuple[str, str], Answer]]:
    try:
        found = answer(question, code, {}, world)
    except constitution.Unanswerable:
        return
    yield (question, code), Answer(what, in_words(found.value), found)
