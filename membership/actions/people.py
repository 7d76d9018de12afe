"""Somebody new in the group: a name, with an address if they are to sign in (X1). It gives no rights."""

from datetime import date

from django.db import IntegrityError, transaction

from constitution import say
from membership.actions.posts import begin_post
from membership.models import Partner, Post, School
from membership.permissions import require
from records import audit
from records.models import Collaborative, Person
from records.refusals import Refusal


class AddressKnown(Refusal):
    sentence = "Somebody with this address is known here already."


@transaction.atomic
def add_person(
    *,
    collaborative: Collaborative,
    name: str,
    kind: str,
    starts_on: date,
    by: Person | None,
    on: date,
    email: str = "",
    school: School | None = None,
    partner: Partner | None = None,
) -> Post:
    """A person and the post by which they belong. Somebody who signs in to another group is the same person.

    The name of somebody already known is theirs to change, so it stays.
    """
    acting_as = require(by, "edit-posts", collaborative, on)
    person = somebody(name, email)
    audit.record(
        collaborative=collaborative,
        act="edit-posts",
        subject=person,
        by=by,
        acting_as=acting_as,
        after={"name": person.name},
    )
    return begin_post(
        collaborative=collaborative,
        person=person,
        kind=kind,
        school=school,
        partner=partner,
        starts_on=starts_on,
        by=by,
        on=on,
    )


def somebody(name: str, email: str = "") -> Person:
    """Whoever has this address already, else somebody new. They belong to nothing by it."""
    return _known(email) or _new(name, email)


def _known(email: str) -> Person | None:
    return Person.objects.filter(email=email.strip().lower()).first() if email else None


def _new(name: str, email: str) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create_user(email or None, name=name)
    except IntegrityError:
        raise AddressKnown() from None


def in_words(post: Post) -> str:
    where = f" at {post.school or post.partner}" if post.school_id or post.partner_id else ""
    return f"{post.person.name} is {post.kind}{where} from {say.date(post.starts_on)}."
