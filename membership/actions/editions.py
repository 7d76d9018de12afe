"""Adopting a constitution (K15.1): the checks of the command line, then the places and bodies it makes."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

import constitution
from membership.actions.handbook import ask_to_print
from membership.actions.structure import reconcile_structure
from membership.models import Edition
from membership.permissions import require
from records import audit
from records.models import Collaborative, Person
from records.refusals import Conflict, NotNow, Refusal

TRIES = 10


class NotAdoptable(Refusal):
    """The file was refused, or kept as a draft: `report` says why, line by line."""

    def __init__(self, report: constitution.Report):
        self.report = report
        problems = [str(problem) for problem in (*report.refusals, *report.failures)]
        super().__init__("This file cannot be adopted. " + " ".join(problems))


class AlreadyInForce(Refusal):
    sentence = "Another edition is already in force from that day."


class NoReason(Refusal):
    sentence = "Give the resolution by which the members adopted this edition."


@transaction.atomic
def keep_draft(
    *,
    collaborative: Collaborative,
    source: str,
    by: Person | None,
    on: date,
    instead_of: Edition | None = None,
) -> Edition:
    """Keep a well-formed file as a draft, with its report. A file that is refused is not stored.

    The same text is kept once. `instead_of` is the draft that this one replaces.
    """
    acting_as = require(by, "propose-edition", collaborative, on)
    report = constitution.check(source)
    if report.verdict == "refused":
        raise NotAdoptable(report)
    if same := _drafts(collaborative).filter(sha256=report.constitution.sha256).first():
        return same
    draft = _numbered(collaborative, report=report_as_json(report), **_of_the_file(report.constitution))
    audit.record(
        collaborative=collaborative,
        act="propose-edition",
        subject=draft,
        by=by,
        acting_as=acting_as,
        before={"sha256": instead_of.sha256} if instead_of else None,
        after={"sha256": draft.sha256},
    )
    if instead_of:
        _drafts(collaborative).filter(pk=instead_of.pk).delete()
    return draft


@transaction.atomic
def adopt_edition(
    *,
    collaborative: Collaborative,
    source: str,
    by: Person | None,
    on: date,
    in_force_on: date | None = None,
    resolution: str = "",
    founding_note: str = "",
) -> Edition:
    """Adopt a file, by resolution; the founding edition by command line, with a note of how it was agreed.

    `in_force_on` is the day the file names unless the members say another. Adopting the same file for the
    same day again changes nothing. Raises NotAdoptable with the report, AlreadyInForce, NoReason.
    """
    acting_as = require(by, "adopt-edition", collaborative, on)
    report = _adoptable(source)
    rules = report.constitution
    in_force_on = in_force_on or rules.constitution.in_force_from
    if there := _adopted_from(collaborative, in_force_on):
        return _the_same(there, rules)
    if not (resolution or (founding_note and by is None)):
        raise NoReason()
    why = {"resolution": resolution, "founding_note": founding_note}
    told = {"in_force_on": in_force_on, "adopted_on": on, **why, "report": report_as_json(report)}
    edition, made = _stored_once(collaborative, rules, told)
    if not made:
        return edition
    reconcile_structure(collaborative=collaborative)
    if by is not None:
        ask_to_print(edition, by)
    audit.record(
        collaborative=collaborative,
        act="adopt-edition",
        subject=edition,
        by=by,
        acting_as=acting_as,
        after={"sha256": edition.sha256, "in_force_on": in_force_on, "resolution": resolution},
    )
    return edition


@transaction.atomic
def discard_draft(*, edition: Edition, by: Person | None, on: date) -> None:
    """A draft goes whole; what was adopted never does."""
    acting_as = require(by, "discard-edition", edition.collaborative, on)
    drafts = Edition.objects.filter(pk=edition.pk).exclude(state=Edition.State.ADOPTED)
    if not drafts.exists():
        raise NotNow("An adopted edition stays for ever.")
    audit.record(
        collaborative=edition.collaborative,
        act="discard-edition",
        subject=edition,
        by=by,
        acting_as=acting_as,
        before={"sha256": edition.sha256},
    )
    drafts.delete()


def _adoptable(source: str) -> constitution.Report:
    report = constitution.check(source)
    if report.verdict != "adoptable":
        raise NotAdoptable(report)
    return report


def _adopted_from(collaborative: Collaborative, day: date) -> Edition | None:
    adopted = Edition.objects.filter(collaborative=collaborative, state=Edition.State.ADOPTED)
    return adopted.filter(in_force_on=day).first()


def _stored_once(
    collaborative: Collaborative, rules: constitution.Constitution, told: dict[str, Any]
) -> tuple[Edition, bool]:
    """Of two who adopt at once the second finds the edition of the first. Answers it, and whether it is new.

    Where its draft is changed at the same moment, the text that was resolved is adopted all the same, as a row of
    its own.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _store(collaborative, rules, **told), True
        except (IntegrityError, Conflict):
            if there := _adopted_from(collaborative, told["in_force_on"]):
                return _the_same(there, rules), False
    raise Conflict


def _the_same(there: Edition, rules: constitution.Constitution) -> Edition:
    if there.sha256 != rules.sha256:
        raise AlreadyInForce
    return there


def _store(collaborative: Collaborative, rules: constitution.Constitution, **adopted: Any) -> Edition:
    """The draft of the very same text becomes the edition; without one, a new row does."""
    adopted["state"] = Edition.State.ADOPTED
    draft = _drafts(collaborative).filter(sha256=rules.sha256).first()
    if draft is None:
        return _numbered(collaborative, **_of_the_file(rules), **adopted)
    same = Edition.objects.filter(pk=draft.pk, version=draft.version)
    if not same.update(version=draft.version + 1, **adopted):
        raise Conflict()
    draft.refresh_from_db()
    return draft


def _drafts(collaborative: Collaborative) -> QuerySet[Edition]:
    """What is not adopted yet: drafts, and what is proposed."""
    return Edition.objects.filter(collaborative=collaborative).exclude(state=Edition.State.ADOPTED)


def _of_the_file(rules: constitution.Constitution) -> dict[str, Any]:
    table = rules.constitution
    name = table.edition or str(table.in_force_from.year)
    return {"name": name, "source": rules.source, "sha256": rules.sha256}


def _numbered(collaborative: Collaborative, **fields: Any) -> Edition:
    """With the next number; of two at once the second takes the one after."""
    for _ in range(TRIES):
        taken = _next_number(collaborative)
        try:
            with transaction.atomic():
                return Edition.objects.create(collaborative=collaborative, number=taken, **fields)
        except IntegrityError:
            if not Edition.objects.filter(collaborative=collaborative, number=taken).exists():
                raise
    raise Conflict


def _next_number(collaborative: Collaborative) -> int:
    editions = Edition.objects.filter(collaborative=collaborative)
    return (editions.aggregate(last=Max("number"))["last"] or 0) + 1


def report_as_json(report: constitution.Report) -> dict[str, Any]:
    """The adoption check as an edition keeps it."""
    return {
        "verdict": report.verdict,
        "examples": [report.holding, len(report.examples)],
        "failures": [str(problem) for problem in report.failures],
        "remarks": [str(problem) for problem in report.remarks],
    }
