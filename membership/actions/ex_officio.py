"""A seat that goes with a post passes to whoever has the post now (B-R10), for a tenure of their own."""

from datetime import date

from django.db import transaction

from membership.actions.guard import queue_at
from membership.actions.offices import end_holding
from membership.actions.seats import seat
from membership.models import Holding, Place
from membership.permissions import require
from membership.queries.ex_officio import Followed, followed_at, passes_on, where
from membership.queries.members import Membership
from membership.queries.tenure import ONE_DAY
from records.models import Person
from records.refusals import NotNow, Refusal


@transaction.atomic
def follow_post(*, place: Place, by: Person | None, on: date) -> Holding:
    """Whoever sits leaves the seat with the day before; the holder of the post sits from that day on.

    Raises NotNow where the seat is with its post already, Refusal where no one person has the post.
    """
    require(by, "appoint", place.collaborative, on)
    queue_at(place)
    facts = Membership(place.collaborative, on)
    found = followed_at(facts, place)
    post = _next(found)
    starts_on = passes_on(facts.register, place, post, on)
    held = facts.register.holder(place, starts_on)
    if held:
        because = f"{post.person.name} is {found.post} now"
        last_day = starts_on - ONE_DAY
        end_holding(holding=held.holding, last_day=last_day, because=because, by=by, on=on)
    return seat(
        place=place,
        person=post.person,
        starts_on=starts_on,
        how=Holding.How.BY_VIRTUE,
        represents=where(post),
        by=by,
        on=on,
    )


def _next(found: Followed | None):
    if found is None:
        raise Refusal("This seat goes with no post.")
    if found.agrees:
        raise NotNow("Whoever has the post is in the seat already.")
    if found.next is None:
        raise Refusal(found.words)
    return found.next
