"""A draft edition worked on in the browser, put to the members, and adopted by their resolution (K15.1, K15.2, K4.4).

The text of the file is the one truth. A form changes single values in it and leaves every other letter alone; a
text that cannot be read is never kept, so whoever reads a draft reads a constitution.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

import constitution
from constitution import editing, say
from constitution.loading.lines import Path
from constitution.questions import UnknownFact
from constitution.repricing import reanswered, repriced
from constitution.subscription import factor_of
from membership.actions.duties import record_duty
from membership.actions.editions import NotAdoptable, adopt_edition, keep_draft, report_as_json
from membership.models import DutyRecord, Edition
from membership.permissions import require
from membership.queries import filing
from membership.queries.amending import rates_review, review_slot
from membership.queries.editions import edition_on
from membership.queries.events import inner_body
from membership.queries.kept import facts_on
from records import audit, versions
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

PROPOSE, RETURN, RECOMMEND = "propose-edition", "return-edition", "recommend-rates"
EDITION, FROM = ("constitution", "edition"), ("constitution", "in_force_from")
State = Edition.State


class NoPercentage(Refusal):
    sentence = "Write the change as “3%”, “-2%” or “no change”."


class NoRates(Refusal):
    sentence = "This edition has no subscription rates."


class NoReviewNow(Refusal):
    sentence = "The constitution has no review of rates this year, or its terms are not entered."


class ComesTooLate(Refusal):
    """The day of an amendment lies before the edition it changes."""


# Writing it ---------------------------------------------------------------------------------------------


@transaction.atomic
def begin_amendment(
    *, collaborative: Collaborative, name: str, in_force_from: date, by: Person | None, on: date
) -> Edition:
    """A draft of its own, begun from the edition in force: the same text under another name and day."""
    source = _begun(collaborative, name, in_force_from, on)
    return keep_draft(collaborative=collaborative, source=source, by=by, on=on)


def _begun(collaborative: Collaborative, name: str, in_force_from: date, on: date) -> str:
    now = edition_on(collaborative, on)
    if in_force_from <= now.in_force_on:
        raise ComesTooLate(
            f"Edition {now.name} is in force from {say.date(now.in_force_on)}: give a later day."
        )
    return editing.put(editing.put(now.source, EDITION, name), FROM, in_force_from)


@transaction.atomic
def revise_draft(*, edition: Edition, source: str, seen: int, by: Person | None, on: date) -> None:
    """Another text for a draft, if it is still at the version `seen`. Raises NotAdoptable, Conflict, NotNow."""
    acting_as = require(by, PROPOSE, edition.collaborative, on)
    if edition.state != State.DRAFT:
        raise NotNow("Only a draft can be changed. What is before the members is returned as a draft first.")
    report = constitution.check(source)
    if report.constitution is None:
        raise NotAdoptable(report)
    before = edition.sha256
    versions.change(edition, seen=seen, **_told_by(report))
    audit.record(
        collaborative=edition.collaborative,
        act=PROPOSE,
        subject=edition,
        by=by,
        acting_as=acting_as,
        before={"sha256": before},
        after={"sha256": edition.sha256},
    )


def _told_by(report: constitution.Report) -> dict[str, Any]:
    rules = report.constitution
    table = rules.constitution
    return {
        "name": table.edition or str(table.in_force_from.year),
        "source": rules.source,
        "sha256": rules.sha256,
        "report": report_as_json(report),
    }


def change_values(
    *, edition: Edition, values: Mapping[Path, Any], seen: int, by: Person | None, on: date
) -> None:
    """Other plain values at places of the file: {("quorum", "full-group", "at_least"): "50%"}. Comments stay."""
    revise_draft(edition=edition, source=editing.change(edition.source, values), seen=seen, by=by, on=on)


def take_answers(
    *, edition: Edition, places: Collection[int], seen: int, by: Person | None, on: date
) -> None:
    """Into the worked examples at these places, the answers that the draft's rules give now."""
    source = reanswered(edition.source, frozenset(places))
    revise_draft(edition=edition, source=source, seen=seen, by=by, on=on)


# The rates ----------------------------------------------------------------------------------------------


@transaction.atomic
def recommend_rates(
    *,
    collaborative: Collaborative,
    percentage: str,
    by: Person,
    on: date,
    name: str = "",
    in_force_from: date | None = None,
    decided: str = "",
) -> Edition | None:
    """The review of the rates (K4.4): no change, or a percentage, which becomes a draft edition with new amounts.

    `decided` says when or by what resolution the body that reviews them did so; the office records it.
    The draft changes no share and is in force only once the members have resolved it. None for no change.
    """
    acting_as = require(by, RECOMMEND, collaborative, on)
    factor = _factor(percentage)
    _record_the_review(collaborative, percentage if factor != 1 else "", decided, by, on)
    if factor == 1:
        return None
    if not edition_on(collaborative, on).rules.tier:
        raise NoRates
    source = repriced(_begun(collaborative, name, in_force_from or on, on), percentage)
    # Whoever recommends rates need not be somebody who may propose another text.
    draft = keep_draft(collaborative=collaborative, source=source, by=None, on=on)
    audit.record(
        collaborative=collaborative,
        act=RECOMMEND,
        subject=draft,
        by=by,
        acting_as=acting_as,
        after={"percentage": percentage, "sha256": draft.sha256},
    )
    return draft


def _factor(percentage: str):
    try:
        return factor_of(percentage)
    except UnknownFact as wrong:
        raise NoPercentage from wrong


def _record_the_review(
    collaborative: Collaborative, percentage: str, decided: str, by: Person, on: date
) -> DutyRecord | None:
    """This year's review of the rates is done, where the edition has one. No percentage is no change."""
    facts = facts_on(collaborative, on)
    code = rates_review(facts.rules)
    if code is None:
        return None
    slot = review_slot(facts, code)
    if slot is None:
        raise NoReviewNow
    body = inner_body(facts, facts.rules.event[code])
    seen_by = {"body": body, "level": filing.BODY} if body else {}
    return record_duty(
        collaborative=collaborative,
        code=code,
        slot=slot,
        by=by,
        done_on=on,
        on=on,
        act=RECOMMEND,
        outcome=f"Recommended: {percentage} on every fixed amount."
        if percentage
        else "Recommended: no change.",
        recommendation=percentage or "no change",
        resolution=decided,
        **seen_by,
    )


# Before the members -------------------------------------------------------------------------------------


@transaction.atomic
def propose_edition(*, edition: Edition, seen: int, by: Person | None, on: date) -> None:
    """Put a draft to the members, who can read it from now on. Its examples must hold; its text is fixed."""
    acting_as = require(by, PROPOSE, edition.collaborative, on)
    if edition.state != State.DRAFT:
        raise NotNow
    report = constitution.check(edition.source)
    if report.verdict != "adoptable":
        raise NotAdoptable(report)
    versions.change(edition, seen=seen, state=State.PROPOSED)
    _told(edition, PROPOSE, by, acting_as, State.DRAFT)


@transaction.atomic
def return_edition(*, edition: Edition, seen: int, by: Person | None, on: date) -> None:
    """Take back as a draft what was put to the members, so that it can be changed."""
    acting_as = require(by, RETURN, edition.collaborative, on)
    if edition.state != State.PROPOSED:
        raise NotNow
    versions.change(edition, seen=seen, state=State.DRAFT)
    _told(edition, RETURN, by, acting_as, State.PROPOSED)


def _told(edition: Edition, act: str, by: Person | None, acting_as: str, before: str) -> None:
    audit.record(
        collaborative=edition.collaborative,
        act=act,
        subject=edition,
        by=by,
        acting_as=acting_as,
        before={"state": before},
        after={"state": edition.state},
    )


def adopt_by_resolution(
    *, edition: Edition, resolution: str, by: Person | None, on: date, in_force_on: date | None = None
) -> Edition:
    """The effect of a carried motion: a draft, or what was proposed, adopted under the number of the resolution.

    In force from the day its file names, unless the members say another. Carried out again, it changes nothing.
    """
    return adopt_edition(
        collaborative=edition.collaborative,
        source=edition.source,
        by=by,
        on=on,
        in_force_on=in_force_on,
        resolution=resolution,
    )
