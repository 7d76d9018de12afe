"""Matters with somebody outside: raised once, answered once, so that there is one point of contact (B1.2)."""

from datetime import date

from django.db import transaction

from membership.actions import conversations
from membership.models import Conversation, Partner
from membership.queries.rows import MATTER
from records.models import Person
from records.refusals import Refusal


@transaction.atomic
def raise_matter(
    *,
    partner: Partner,
    subject: str,
    by: Person,
    on: date,
    person: Person | None = None,
    due_on: date | None = None,
) -> Conversation:
    """A matter is raised with a partner, by whom of us, and by when an answer is hoped for."""
    if not subject.strip():
        raise Refusal("Say what the matter is.")
    return conversations.arrange(
        collaborative=partner.collaborative,
        about=MATTER,
        partner=partner,
        subject=subject,
        person=person or by,
        assigned_to=by,
        due_on=due_on,
        level="members",
        by=by,
        on=on,
    )


def answer_matter(
    *, matter: Conversation, answered_on: date, summary: str, by: Person, on: date
) -> Conversation:
    """What the partner answered, and when."""
    return conversations.hold(conversation=matter, held_on=answered_on, summary=summary, by=by, on=on)


def drop_matter(*, matter: Conversation, because: str, by: Person, on: date) -> Conversation:
    """No answer is wanted any more."""
    return conversations.waive(conversation=matter, because=because, by=by, on=on)
