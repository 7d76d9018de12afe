"""Who leads a school changes (K3.5, K7.1): a new head, an acting one, an executive head of several schools."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from constitution import say
from constitution.acts import HEAD
from constitution.dates import ONE_DAY
from membership.actions.guard import queue_at
from membership.actions.people import add_person
from membership.actions.posts import begin_post, end_post
from membership.models import Post, School
from membership.permissions import require
from membership.queries.periods import in_force
from records.models import Person
from records.refusals import Refusal

HEADTEACHER, ACTING, EXECUTIVE = HEAD


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom the group does not know yet."""

    name: str
    email: str = ""


@transaction.atomic
def change_head(
    *,
    school: School,
    who: Person | Newcomer,
    kind: str,
    starts_on: date,
    because: str = "",
    last_day: date | None = None,
    by: Person | None,
    on: date,
) -> Post:
    """Somebody leads the school from a day, as headteacher, acting or executive headteacher.

    Whoever led it before ends with the day before; but a head for whom somebody acts stays in post, and an
    acting head may have a last day set. Contracts, notices and pledges of the past stay with who signed them.
    """
    require(by, "edit-posts", school.collaborative, on)
    queue_at(school)
    if kind not in HEAD:
        raise Refusal(f"A school is led by a {say.listed(HEAD, 'or')}.")
    if kind != ACTING:
        _end_those_before(school, who, starts_on, because or "a new head took over", by, on)
    common = {"kind": kind, "school": school, "starts_on": starts_on, "by": by, "on": on}
    if isinstance(who, Newcomer):
        post = add_person(collaborative=school.collaborative, name=who.name, email=who.email, **common)
    else:
        post = begin_post(collaborative=school.collaborative, person=who, **common)
    if last_day:
        end_post(post=post, last_day=last_day, because="acting until then", by=by, on=on)
    return post


def _end_those_before(
    school: School, who, starts_on: date, because: str, by: Person | None, on: date
) -> None:
    """Each ends with the day before; one that would begin later, or on that very day, stands in the way."""
    leading = Post.objects.filter(school=school, kind__in=HEAD).select_related("person", "collaborative")
    later = leading.filter(starts_on__gte=starts_on).exclude(kind=ACTING).first()
    if later:
        raise Refusal(
            f"{later.person.name} is entered as {later.kind} from {say.date(later.starts_on)} already."
        )
    for post in leading.filter(in_force(starts_on)):
        end_post(post=post, last_day=starts_on - ONE_DAY, because=because, by=by, on=on)
