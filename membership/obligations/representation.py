"""Whoever represents the group is asked what came of it: after each part of the year, a meeting outside, on request."""

from collections.abc import Iterator

from django.urls import reverse

from constitution.reminding import remind_before
from membership.obligations.facts import facts_of
from membership.queries.feedback import Asked, asked_between
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def feedback_of_representatives(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """From each representative, about each body at which they represent the group (K10.4, K10.8)."""
    facts = facts_of(collaborative, window)
    for asked in asked_between(facts, window.first, window.last):
        yield _feedback(collaborative, asked)


def _feedback(collaborative: Collaborative, asked: Asked) -> Obligation:
    address = reverse("membership:give-feedback", args=[collaborative.code, asked.body.pk])
    return Obligation(
        key=key(asked.finding.rule, asked.body, asked.slot, f"feedback {asked.person.pk}"),
        due_on=asked.due_on,
        what=f"Give feedback on {asked.body.name}",
        kind="feedback",
        reason=f"{asked.about}: what should the other schools know?",
        who=(asked.person.pk,),
        whom=asked.person.name,
        why=asked.finding,
        link=f"{address}?for={asked.slot}",
        button="Give feedback",
        remind=remind_before("feedback").before,
        done_on=asked.given.done_on if asked.given else None,
        collective="" if asked.talk else f"Feedback of representatives: {asked.about}",
        per="representative",
        level="members",
    )
