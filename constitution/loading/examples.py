"""The third stage, on worked examples: their questions, what they ask of, and the facts they give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constitution.facts import is_day
from constitution.loading.problems import Problem
from constitution.questions import Question, Unanswerable, check_of, fact_problems, find
from constitution.say import written
from constitution.values import DAY_WORDS

if TYPE_CHECKING:
    from constitution.tables import Constitution, Example


def problems(c: Constitution) -> Iterator[Problem]:
    for index, example in enumerate(c.examples):
        for key, words in _wrong(c, example):
            yield Problem(c.lines.of(("examples", index, *key)), "", words)


def _wrong(c: Constitution, example: Example) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong with an example, as (the place in it, a sentence)."""
    try:
        asked = find(example.ask)
    except Unanswerable as sentence:
        yield ("ask",), str(sentence)
        return
    try:
        check_of(c, asked, example.of)
    except Unanswerable as sentence:
        yield ("of",), str(sentence)
    yield from ((("given", fact), sentence) for fact, sentence in fact_problems(asked, example.given))
    yield from ((("given", fact), words) for fact, words in _quoted_days(asked, example))


def _quoted_days(asked: Question, example: Example) -> Iterator[tuple[str, str]]:
    """A day in quotes is for JSON; in the file it is written without."""
    for fact, value in example.given.items():
        if isinstance(value, str) and fact in asked.facts and is_day(asked.types[fact]):
            yield fact, f'the fact "{fact}" is {written(value)}: {DAY_WORDS}'
