"""People take up posts and leave them; whatever a post gave them ends with it."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from constitution import say
from membership.actions.guard import queue_at, refuse_history
from membership.models import Partner, Post, School
from membership.permissions import require
from membership.queries.editions import editions_of
from membership.queries.post_names import known_posts
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

ONE_DAY = timedelta(days=1)


class UnknownPost(Refusal):
    sentence = "The constitution knows no such post."


@transaction.atomic
def begin_post(
    *,
    collaborative: Collaborative,
    person: Person,
    kind: str,
    starts_on: date,
    by: Person | None,
    on: date,
    school: School | None = None,
    partner: Partner | None = None,
    ends_before: date | None = None,
) -> Post:
    """A person takes up a post at a school or a partner; with neither, commissioned by the group itself."""
    acting_as = require(by, "edit-posts", collaborative, on)
    refuse_history(collaborative, person)
    rules = editions_of(collaborative).rules_since(starts_on)
    if kind not in known_posts(rules):
        raise UnknownPost(f"The constitution knows no post called '{kind}'.")
    if school and partner:
        raise Refusal("A post is at a school or at a partner, not at both.")
    if school:
        queue_at(school)
    _refuse_overlap(person, kind, school, partner, starts_on, ends_before)
    post = Post(
        collaborative=collaborative,
        person=person,
        kind=kind,
        school=school,
        partner=partner,
        commissioned=not (school or partner),
        starts_on=starts_on,
        ends_before=ends_before,
    )
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        words = f"{person.name} is already entered as {kind} from {say.date(starts_on)}."
        raise Refusal(words) from None
    audit.record(
        collaborative=collaborative,
        act="edit-posts",
        subject=post,
        by=by,
        acting_as=acting_as,
        after={"person": person.pk, "kind": kind, "starts_on": starts_on},
    )
    return post


def _refuse_overlap(
    person: Person,
    kind: str,
    school: School | None,
    partner: Partner | None,
    starts_on: date,
    ends_before: date | None,
) -> None:
    """The same post of one person is entered once at a time; another post, or another school, may go beside it."""
    same = Post.objects.filter(person=person, kind=kind, school=school, partner=partner)
    beside = Q(ends_before__isnull=True) | Q(ends_before__gt=starts_on)
    if ends_before:
        beside &= Q(starts_on__lt=ends_before)
    if found := same.filter(beside).order_by("starts_on").first():
        until = f" until {say.date(found.ends_before - ONE_DAY)}" if found.ends_before else ""
        raise Refusal(f"{person.name} is already entered as {kind} from {say.date(found.starts_on)}{until}.")


@transaction.atomic
def end_post(*, post: Post, last_day: date, because: str, by: Person | None, on: date) -> Post:
    """A post ends with a day; an office that rested on it is then flagged and falls vacant (K7.1)."""
    acting_as = require(by, "edit-posts", post.collaborative, on)
    if last_day < post.starts_on:
        raise Refusal(f"This post began on {say.date(post.starts_on)}: it cannot end before that.")
    open_ones = Post.objects.filter(pk=post.pk, ends_before=post.ends_before)
    if not open_ones.update(ends_before=last_day + ONE_DAY, ended_because=because):
        raise NotNow("Somebody else has changed this post.")
    audit.record(
        collaborative=post.collaborative,
        act="edit-posts",
        subject=post,
        by=by,
        acting_as=acting_as,
        before={"ends_before": post.ends_before},
        after={"last_day": last_day, "because": because},
    )
    post.refresh_from_db()
    return post
