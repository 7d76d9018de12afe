"""Ask an adopted constitution anything, and be told why (X3).

manage.py why knowsley quorum full-group --on 2024-03-14
manage.py why knowsley quorum full-group schools=36
manage.py why knowsley "last day for notice" silver to_leave_on=2025-07-31
manage.py why knowsley fee silver --school "Alder Primary School"
manage.py why knowsley --batch questions.jsonl

Every argument with `=` is a fact, written as a TOML value; a word or a day needs no quotes. A fact that is not
given is read from the records on the day.
"""

import json
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from constitution import Finding, Unanswerable, say
from constitution.examples import in_words
from constitution.handbook import numbers
from constitution.questions import REGISTRY
from membership.models import Edition, School
from membership.queries.editions import lapses_on
from membership.queries.facts import answer
from membership.queries.members import Membership
from records import clock
from records.models import Collaborative
from records.refusals import Refusal
from records.tenancy import scoped

KEYS = ("value", "clause", "because", "readings", "defaults", "inputs", "edition")
ASKED = {"ask", "of", "given", "on", "school"}
INDENT = "  "
# A longer fact, such as the terms of three years, is counted and not printed.
LONGEST_FACT = 100
WRITTEN_AS_TOML = ("[", "{", '"', "'")


class Unreadable(ValueError):
    """A question, fact or day that cannot be read; the message is a sentence."""


class Command(BaseCommand):
    help = "Ask a collaborative's constitution a question, and be told the answer and why."

    def create_parser(self, *names: str, **options: Any) -> CommandParser:
        parser = super().create_parser(*names, **options)
        # So that `--on` may stand among the facts as well as behind them.
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("collaborative", help="its code, as knowsley")
        parser.add_argument("words", nargs="*", metavar="QUESTION [OF] [FACT=VALUE …]", help="what is asked")
        parser.add_argument("--on", help="the day, as 2024-03-14; today if left out")
        parser.add_argument("--school", help="whose fee or support is meant, by name")
        parser.add_argument("--json", action="store_true", help="the finding as JSON")
        parser.add_argument(
            "--batch", metavar="FILE", help='one question a line as JSON; "-" reads them from the input'
        )

    def handle(self, *, collaborative: str, batch: str | None, **options: Any) -> None:
        group = _group(collaborative)
        with scoped(group):
            desk = Desk(group, clock.today())
            try:
                self._batch(desk, batch, options) if batch else self._one(desk, options)
            except (Unreadable, Unanswerable, Refusal) as sentence:
                raise CommandError(say.sentence(str(sentence))) from None

    def _one(self, desk: "Desk", options: Mapping[str, Any]) -> None:
        question, of, given = parsed(options["words"])
        on = read_day(options["on"]) if options["on"] else desk.today
        finding = desk.ask(question, of, given, on, options["school"])
        if options["json"]:
            self.stdout.write(_json(_shape(finding)))
        else:
            self.stdout.write("\n".join(desk.told(finding, given, on)))

    def _batch(self, desk: "Desk", file: str, options: Mapping[str, Any]) -> None:
        """One answer a line, in the order of the questions; a question that has none says why."""
        if options["words"]:
            raise Unreadable("With --batch the questions stand in the file; leave them out here.")
        day = read_day(options["on"]) if options["on"] else desk.today
        for line in _lines(file):
            try:
                self.stdout.write(_json(_shape(desk.ask_line(line, day))))
            except (Unreadable, Unanswerable, Refusal) as sentence:
                self.stdout.write(_json({"error": say.sentence(str(sentence))}))


class Desk:
    """Where one group is asked: what was read of a day serves every question about that day."""

    def __init__(self, collaborative: Collaborative, today: date) -> None:
        self.collaborative, self.today = collaborative, today
        self._days: dict[date, Membership] = {}

    def facts(self, on: date) -> Membership:
        return self._days.setdefault(on, Membership(self.collaborative, on))

    def ask(
        self, question: str, of: str | None, given: Mapping[str, Any], on: date, school: str | None = None
    ) -> Finding[Any]:
        return answer(question, of, given, self.facts(on), self._school(school) if school else None)

    def ask_line(self, line: str, today: date) -> Finding[Any]:
        """A line of a batch: {"ask", "of", "given", "on"}."""
        asked = _object(line)
        on = read_day(asked["on"]) if asked.get("on") else today
        return self.ask(asked["ask"], asked.get("of"), asked.get("given") or {}, on, asked.get("school"))

    def _school(self, name: str) -> School:
        found = School.objects.filter(name__iexact=name) or School.objects.filter(name__icontains=name)
        if len(found) != 1:
            which = f"{len(found)} schools are called something like" if found else "no school is called"
            raise Unreadable(f'{which} "{name}"')
        return found[0]

    # For people -------------------------------------------------------------------------------------

    def told(self, finding: Finding[Any], given: Mapping[str, Any], on: date) -> Iterator[str]:
        """The answer, the clause, the steps, what is read into the text, the facts, the edition."""
        edition = next(
            each for each in self.facts(on).register.editions.adopted if each.sha256 == finding.edition
        )
        yield from _answer(finding.value)
        yield f"Clause: {_clauses(finding, edition)}"
        yield from (INDENT + step for step in finding.steps)
        yield from (f"Read so: {words}" for words in finding.readings)
        yield from (f"Default: {words}" for words in finding.defaults)
        yield from _facts(finding, given, on)
        in_force = f"in force from {say.date(edition.in_force_on)}"
        yield f"Edition: {edition.name}, {in_force} ({edition.sha256[:12]})"
        ends = lapses_on(edition)
        if ends and ends < on:
            yield f"The structure of this group lapsed after {say.date(ends)} and has not been renewed."


# What was asked -------------------------------------------------------------------------------------


def parsed(words: Sequence[str]) -> tuple[str, str | None, dict[str, Any]]:
    """The question, what it is asked of, and the facts. A question of several words needs no quotes."""
    plain = [word for word in words if "=" not in word]
    if not plain:
        raise Unreadable("ask a question, such as: why knowsley quorum full-group")
    known = (size for size in range(len(plain), 0, -1) if " ".join(plain[:size]) in REGISTRY)
    size = next(known, 1)
    question, rest = " ".join(plain[:size]), plain[size:]
    if len(rest) > 1:
        raise Unreadable(f'the question "{question}" is asked of one thing, not of {say.listed(rest)}')
    return question, next(iter(rest), None), _given(word for word in words if "=" in word)


def _given(words: Iterable[str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for word in words:
        name, _, text = word.partition("=")
        if name.strip() in given:
            raise Unreadable(f'the fact "{name.strip()}" is given twice')
        given[name.strip()] = read_value(name.strip(), text.strip())
    return given


def read_value(name: str, text: str) -> Any:
    """A TOML value; what is none is a word, unless it begins like a list, a table or a quotation."""
    try:
        read = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        if text.startswith(WRITTEN_AS_TOML):
            raise Unreadable(f'the fact "{name}" is not a TOML value: {text}') from None
        return text
    return read["value"] if len(read) == 1 else text


def read_day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unreadable(f'"{text}" is not a day; write one as 2024-03-14') from None


def _lines(file: str) -> list[str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{file} is not UTF-8 text") from None
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}") from None
    return [line for line in text.splitlines() if line.strip()]


def _object(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        raise Unreadable(f"not a line of JSON: {error}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("ask"), str):
        raise Unreadable('a question is an object such as {"ask": "quorum", "of": "full-group"}')
    if unknown := set(asked) - ASKED:
        raise Unreadable(
            f"a question has no {say.listed(sorted(unknown), 'or')}; it has: ask, of, given, on, school"
        )
    if not isinstance(asked.get("given") or {}, dict):
        raise Unreadable('"given" is an object of facts, such as {"schools": 36}')
    return asked


def _group(code: str) -> Collaborative:
    try:
        return Collaborative.objects.get(code=code)
    except Collaborative.DoesNotExist:
        codes = say.listed(Collaborative.objects.order_by("code").values_list("code", flat=True))
        here = f"there are: {codes}" if codes else "there are none yet"
        raise CommandError(f'There is no collaborative "{code}"; {here}.') from None


# What is answered -----------------------------------------------------------------------------------


def _shape(finding: Finding[Any]) -> dict[str, Any]:
    found = finding.as_json()
    return {key: found[key] for key in KEYS}


def _json(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _answer(value: Any) -> Iterator[str]:
    """A list of tables is one line each; a table, one line for each of its parts."""
    if isinstance(value, Mapping):
        yield from (f"{name.replace('_', ' ')}: {in_words(each)}" for name, each in value.items())
    elif isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        yield from map(in_words, value)
    else:
        yield in_words(value)


def _clauses(finding: Finding[Any], edition: Edition) -> str:
    by_title = numbers(edition.rules)
    titles = [title for title in finding.clause if title in by_title]
    return say.listed(f"{by_title[title]} {title}" for title in titles) or "none; the document is silent"


def _facts(finding: Finding[Any], given: Mapping[str, Any], on: date) -> Iterator[str]:
    """The facts it rests on: first those supposed on the command line, then what the records say."""
    supposed = {name: value for name, value in finding.inputs.items() if name in given}
    recorded = {name: value for name, value in finding.inputs.items() if name not in given}
    if supposed:
        yield f"Given: {_listed(supposed)}"
    if recorded:
        yield f"From the records on {say.long_date(on)}: {_listed(recorded)}"


def _listed(facts: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {_short(value)}" for name, value in facts.items())


def _short(value: Any) -> str:
    words = in_words(value)
    return words if len(words) <= LONGEST_FACT else f"({say.count(len(value), 'entry')})"
