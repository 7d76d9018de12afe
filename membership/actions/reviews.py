"""Recording that whoever holds a post was reviewed (K7.3, B4.1): what came of it, and whether they carry on."""

from datetime import date, datetime

from constitution import say
from membership.actions.duties import record_duty
from membership.models import DutyRecord, Holding
from membership.queries.kept import facts_on
from membership.queries.reviews import CODE, dues_of, held_as
from records.models import Person
from records.refusals import Refusal

ACT = "review-post"
CARRIES_ON = "carries on"


class NoReview(Refusal):
    sentence = "The constitution sets no such review of this post."


def review_post(
    *,
    holding: Holding,
    slot: str,
    by: Person,
    done_on: date,
    on: date,
    outcome: str,
    carries_on: bool,
    recommendation: str = "",
    resolution: str = "",
    at: datetime | None = None,
) -> DutyRecord:
    """Record the review of one holder for the year in which it falls due. Recorded anew, it takes the former's place."""
    facts = facts_on(holding.collaborative, on)
    held = held_as(facts, holding)
    if held is None or slot not in {due.slot for due in dues_of(facts.register.editions, held)}:
        raise NoReview
    if done_on < holding.starts_on:
        raise Refusal(f"{holding.person.name} has the post since {say.long_date(holding.starts_on)}.")
    return record_duty(
        collaborative=holding.collaborative,
        code=CODE,
        slot=slot,
        holding=holding,
        about=holding.person,
        by=by,
        done_on=done_on,
        on=on,
        outcome=outcome,
        recommendation=recommendation,
        figures={CARRIES_ON: carries_on},
        resolution=resolution,
        act=ACT,
        at=at,
    )
