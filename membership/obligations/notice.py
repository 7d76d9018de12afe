"""Each school's own last day for notice (K5.3, K5.4, K5.7); none for a school that has given notice."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from constitution import dates, say
from constitution.reminding import remind_before
from membership.models import School
from membership.obligations.facts import facts_of
from membership.queries.members import Membership
from membership.queries.notice import Deadline, deadlines, live_notices
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

HEADS = ("headteacher", "acting headteacher", "executive headteacher")


@source
def give_notice_or_stay(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """The next deadline after each day that matters: the day itself and, for the planner, the window's first."""
    facts = facts_of(collaborative, window)
    heads = facts.speakers(HEADS)
    if window.person is not None and window.person not in {head.pk for head in heads.values()}:
        return
    contracts, notices = [row.contract for row in facts.roll], live_notices(facts.rows)
    found: dict[tuple[int, date], Deadline] = {}
    for day in (window.first, window.on):
        for school, deadline in deadlines(facts.register.editions, contracts, notices, day).items():
            if deadline.by and deadline.by in window:
                found[school, deadline.by] = deadline
    for (school, _), deadline in found.items():
        yield _obligation(collaborative, facts, deadline, heads.get(school))


def _obligation(collaborative: Collaborative, facts: Membership, deadline: Deadline, head) -> Obligation:
    school, tier = deadline.school, facts.rules.tier[deadline.contract.tier]
    leaves = deadline.leaves_on
    name = tier.name or deadline.contract.tier
    return Obligation(
        key=key(f"leaving.{deadline.contract.tier}", school, str(leaves.year), "give notice"),
        due_on=deadline.by,
        what=f"Last day to give notice for {leaves:%B %Y}",
        kind="leaving",
        reason=_reason(school, name, deadline),
        who=(head.pk,) if head else (),
        whom=school.name,
        why=deadline.finding,
        link=reverse("membership:notice", args=[collaborative.code, school.pk]),
        button="See what it means",
        remind=remind_before(facts.rules.leaving[deadline.contract.tier]).before,
        lapses=True,
        collective=f"{name} notice deadline for leaving on {say.date(leaves)}",
        per=f"{name} school",
        level="members",
    )


def _reason(school: School, tier: str, deadline: Deadline) -> str:
    words = (
        f"Do nothing to stay. Notice given by this day lets {school.name} leave {tier} "
        f"on {say.date(deadline.leaves_on)}."
    )
    if dates.at_weekend(deadline.by):
        words += f" It is a {say.long_date(deadline.by).split()[0]} and the date does not move."
    return words
