"""Appraising the manager, telling the management group of it, and reviewing the salary (K8.13, K8.14)."""

from datetime import date
from typing import Any

from django.db import transaction

from constitution import say
from membership.actions.duties import record_duty
from membership.models import Body, DutyRecord
from membership.queries import filing
from membership.queries.appraisal import board_of, manager_of, others_of
from membership.queries.duties import done
from membership.queries.events import APPRAISAL, SALARY
from membership.queries.kept import facts_on
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

APPRAISE = "appraise"


class NobodyToAppraise(Refusal):
    sentence = "Nobody held this office on that day."


class NotOneself(Refusal):
    sentence = "Nobody appraises themselves."


class NotOfTheBoard(Refusal):
    sentence = "The second is another member of the group that manages."


class NoTargets(Refusal):
    sentence = "Set the targets for the year to come."


@transaction.atomic
def record_appraisal(
    *,
    collaborative: Collaborative,
    slot: str,
    done_on: date,
    outcome: str,
    targets: str,
    by: Person,
    on: date,
    second: Person | None = None,
) -> DutyRecord:
    """The targets reviewed and set anew. Seen by the appraised, the appraiser and the second alone."""
    facts = facts_on(collaborative, done_on)
    about = manager_of(facts)
    if about is None:
        raise NobodyToAppraise
    if about == by:
        raise NotOneself
    if second and second not in others_of(facts, by):
        raise NotOfTheBoard
    if not targets.strip():
        raise NoTargets
    return record_duty(
        collaborative=collaborative,
        code=APPRAISAL,
        slot=slot,
        done_on=done_on,
        outcome=outcome,
        recommendation=targets,
        about=about,
        second=second,
        level=filing.PEOPLE,
        act=APPRAISE,
        by=by,
        on=on,
    )


@transaction.atomic
def report_overview(
    *, collaborative: Collaborative, slot: str, done_on: date, outcome: str, by: Person, on: date
) -> DutyRecord:
    """What the management group is told of the appraisal, seen by its members alone."""
    if slot not in done(collaborative, APPRAISAL):
        raise NotNow("The appraisal of this year is not recorded yet: record that first.")
    told = {"code": APPRAISAL, "slot": slot, "done_on": done_on, "outcome": outcome}
    return _tell_the_board(collaborative, by, on, told)


@transaction.atomic
def record_salary_review(
    *,
    collaborative: Collaborative,
    slot: str,
    done_on: date,
    benchmark: str,
    outcome: str,
    by: Person,
    on: date,
    resolution: str = "",
) -> DutyRecord:
    """What similar roles are paid, and what the management group agreed. Seen by its members alone."""
    if not benchmark.strip():
        raise Refusal("Say what the salary was compared with.")
    if manager_of(facts_on(collaborative, on)) == by:
        raise NotOneself("Nobody records the review of their own salary.")
    told = {"code": SALARY, "slot": slot, "done_on": done_on, "outcome": outcome, "resolution": resolution}
    return _tell_the_board(collaborative, by, on, told | {"figures": {"benchmark": benchmark.strip()}})


def _tell_the_board(collaborative: Collaborative, by: Person, on: date, told: dict[str, Any]) -> DutyRecord:
    """Recorded by whoever appraises, and read by the members of the management group alone."""
    read_by = {"body": _board(collaborative, on), "level": filing.BODY}
    return record_duty(collaborative=collaborative, act=APPRAISE, by=by, on=on, **told, **read_by)


def _board(collaborative: Collaborative, on: date) -> Body:
    board = board_of(facts_on(collaborative, on))
    if board is None:
        raise Refusal(f"On {say.long_date(on)} there is no body to which this could go.")
    return board
