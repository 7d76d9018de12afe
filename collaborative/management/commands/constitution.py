"""Work on a constitution file from the command line. Nothing here changes the database; `rehearse` reads it.

manage.py constitution check FILE     what adoption would say of it
manage.py constitution show FILE      the handbook as text; with a table, that rule alone
manage.py constitution diff A B       what the second file says differently
manage.py constitution rehearse FILE --collaborative CODE [--on DAY]   what it would change of the year
manage.py constitution schema         the format as JSON Schema, for editors
manage.py constitution docs           the format as a page: docs/constitution-format.md
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import constitution
from collaborative.management.commands.why import Unreadable, _group, read_day
from collaborative.rehearsal import Change, rehearse
from constitution import say
from constitution.documentation import document
from constitution.handbook import Bullets, ClauseShown, ExampleShown, RuleShown
from constitution.schema import schema
from records import clock
from records.refusals import Refusal
from records.tenancy import scoped

EXIT_CODES = {"adoptable": 0, "not adopted": 1, "refused": 2}
INDENT = "    "
ARGUMENTS = ("file", "table", "old", "new", "collaborative", "on")


class Command(BaseCommand):
    help = "Check, show or compare constitution files; print their schema or documentation."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        check = acts.add_parser("check", help="what adoption would say of a file")
        check.add_argument("file")
        show = acts.add_parser("show", help="the handbook as text")
        show.add_argument("file")
        show.add_argument("table", nargs="?", help="one rule, as quorum.full-group")
        diff = acts.add_parser("diff", help="what the second file says differently")
        diff.add_argument("old")
        diff.add_argument("new")
        rehearsed = acts.add_parser("rehearse", help="what a file would change of a group's year")
        rehearsed.add_argument("file")
        rehearsed.add_argument(
            "--collaborative", required=True, metavar="CODE", help="the group, as knowsley"
        )
        rehearsed.add_argument("--on", metavar="DAY", help="the day, as 2024-03-14; today if left out")
        acts.add_parser("schema", help="the format as JSON Schema")
        acts.add_parser("docs", help="the format as a page")

    def handle(self, *, act: str, **options: Any) -> None:
        getattr(self, f"do_{act}")(**{name: options[name] for name in ARGUMENTS if name in options})

    def do_check(self, file: str) -> None:
        report = constitution.check(_read(file))
        for heading, problems in (
            ("Refused", report.refusals), ("Not adopted", report.failures), ("Remarks", report.remarks),
        ):  # fmt: skip
            self._list(heading, [str(problem) for problem in problems])
        self._list("Examples", [_example(result) for result in report.examples])
        self.stdout.write(f"Verdict: {report.verdict}")
        self.stdout.write(f"{report.holding} of {len(report.examples)} examples hold")
        raise SystemExit(EXIT_CODES[report.verdict])

    def do_show(self, file: str, table: str | None = None) -> None:
        handbook = constitution.handbook(_load(file))
        clauses = [clause for part in handbook.parts for clause in part.clauses]
        rules = [*(rule for clause in clauses for rule in clause.rules), *handbook.silent]
        if table:
            self._rules([_one(rules, table)])
            return
        self.stdout.write(" ".join(filter(None, (handbook.name, handbook.edition))))
        for clause in clauses:
            self._clause(clause)
        self.stdout.write("\nWhere the document is silent")
        self._rules(handbook.silent)

    def do_diff(self, old: str, new: str) -> None:
        differences = constitution.difference(_load(old), _load(new))
        for each in differences:
            self.stdout.write(str(each))
        if not differences:
            self.stdout.write("The two say the same.")

    def do_rehearse(self, file: str, collaborative: str, on: str | None = None) -> None:
        source, group = _read(file), _group(collaborative)
        _load(file)
        try:
            with scoped(group):
                found = rehearse(source, group, read_day(on) if on else clock.today())
        except (Unreadable, Refusal) as sentence:
            raise CommandError(str(sentence)) from None
        for changes in found.changed:
            self._list(changes.heading, [_changed(change) for change in changes.changes])
        words = "changes" if found.total == 1 else "change"
        self.stdout.write(f"{say.count(found.total, 'thing')} {words} in {found.worlds.year.label}")

    def do_schema(self) -> None:
        self.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False))

    def do_docs(self) -> None:
        self.stdout.write(document(), ending="")

    def _list(self, heading: str, lines: list[str]) -> None:
        if lines:
            self._lines(f"{heading}:", *(f"{INDENT}{line}" for line in lines))

    def _lines(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)

    def _clause(self, clause: ClauseShown) -> None:
        self.stdout.write(f"\n{clause.number} {clause.title}")
        for block in clause.blocks:
            lines = [f"- {item}" for item in block.items] if isinstance(block, Bullets) else [block.text]
            self._lines(*lines)
        self._rules(clause.rules)

    def _rules(self, rules: "list[RuleShown] | tuple[RuleShown, ...]") -> None:
        for rule in rules:
            self.stdout.write(f"{INDENT}[{rule.path}] {rule.sentence}")
            self._lines(*(f"{INDENT * 2}Read so: {reading}" for reading in rule.readings))
            self._lines(*(f"{INDENT * 2}{_shown(each)}" for each in rule.examples))


def _changed(change: Change) -> str:
    """Quorum of the Full Group: 21 before, 18 after (at least 50% of 35 affiliated schools = 17.5, so 18)"""
    whom = f" ({change.count})" if change.whom else ""
    why = f" ({'; '.join(change.steps)})" if change.steps else ""
    return f"{change.what}{whom}: {change.before} before, {change.after} after{why}"


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not UTF-8 text", returncode=2) from None
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}", returncode=2) from None


def _load(file: str) -> constitution.Constitution:
    try:
        return constitution.load(_read(file))
    except constitution.Refused as refused:
        raise CommandError(f"{file} is refused:\n{refused}", returncode=2) from None


def _example(result: Any) -> str:
    """pass or fail, the line, and what was asked; a failure also shows the answer that came out."""
    if result.holds:
        return f"pass  line {result.line}: {result.example.title}: {result.answer}"
    return f"fail  line {result.line}: {result.difference}"


def _shown(example: ExampleShown) -> str:
    return f"{'Holds' if example.holds else 'Fails'}: {example.sentence} {example.answer}"


def _one(rules: list[RuleShown], table: str) -> RuleShown:
    found = [rule for rule in rules if rule.path == table]
    if not found:
        raise CommandError(f"there is no rule [{table}] in this file")
    return found[0]
