"""One of each kind of thing in a group, for the addresses that name one: as the permission table calls them."""

from typing import Any

from finance.models import Invoice
from membership.models import (
    Announcement,
    Body,
    BodyMember,
    Contract,
    Conversation,
    DutyRecord,
    Edition,
    Grant,
    Holding,
    Nomination,
    Notice,
    Opening,
    Partner,
    Place,
    Post,
    Request,
    RequestReply,
    School,
)
from membership.queries.register import Register
from membership.queries.rows import MATTER, MEETING_OUTSIDE, PROTOCOL
from membership.queries.terms import school_year
from membership.queries.wellbeing import WELLBEING
from records import clock
from records.models import Collaborative, Document, Message, Person
from records.tenancy import scoped

Args = dict[str, Any]


def person_of(group: Collaborative, office: str) -> Person:
    """Who holds an office today."""
    with scoped(group):
        roles = Register(group).on(clock.today())
        return next(role.held.person for role in roles if role.held and role.place.code == office)


def things(group: Collaborative) -> dict[str, Args]:
    """What stands for each kind in an address; a kind of which there is none is left out."""
    with scoped(group):
        rows = {
            "school": School.objects.filter(ended_on=None),
            "post": Post.objects.filter(ends_before=None),
            "place": Place.objects.filter(code="treasurer"),
            "holding": Holding.objects.filter(ends_before=None),
            "contract": Contract.objects.filter(state=Contract.State.ISSUED),
            "signed contract": Contract.objects.exclude(signed_copy=None),
            "notice": Notice.objects.exclude(receipt=None),
            "message": Message.objects.all(),
            "request": Request.objects.all(),
            "reply": RequestReply.objects.exclude(document=None),
            "protocol": Document.objects.filter(kind=PROTOCOL),
            "opening": Opening.objects.all(),
            "nomination": Nomination.objects.all(),
            "prospective talk": Conversation.objects.filter(about="prospective chair"),
            "commissioned holding": Holding.objects.filter(place__code="som"),
            "partner": Partner.objects.all(),
            "group": Body.objects.filter(kind="outside"),
            "group member": BodyMember.objects.all(),
            "meeting outside": Conversation.objects.filter(about=MEETING_OUTSIDE),
            "matter": Conversation.objects.filter(about=MATTER),
            "access": Grant.objects.all(),
            "contact": Conversation.objects.filter(about=WELLBEING),
            "duty document": DutyRecord.objects.exclude(document=None),
            "news": Announcement.objects.filter(published_at__isnull=False),
            "public news": Announcement.objects.filter(published_at__isnull=False, audience="public"),
            "draft news": Announcement.objects.filter(published_at=None),
        }
        found = {kind: {"pk": each.first().pk} for kind, each in rows.items() if each.exists()}
        return found | _named(group)


def _named(group: Collaborative) -> dict[str, Args]:
    """What goes by a number or by words of its own."""
    invoice = Invoice.objects.filter(kind=Invoice.Kind.SUBSCRIPTION).last()
    asked = Request.objects.first()
    year = school_year(group, clock.today())
    return {
        "person": {"pk": person_of(group, "treasurer").pk},
        "body": {"body": "full-group"},
        "body's sheet": {"body": "full-group", "ending": "csv"},
        "school year": {"year": year.slot},
        "duty": {"year": year.slot, "event": "website-check", "part": "autumn"},
        "appraisal": {"year": year.slot, "what": "appraisal"},
        "invoice": {"reference": invoice.reference},
        "year": {"year": invoice.contract_year},
        **({"request sheet": {"pk": asked.pk, "ending": "csv"}} if asked else {}),
        "edition": {"number": Edition.objects.filter(state=Edition.State.ADOPTED).first().number},
        "clause": {"number": "5.1"},
        "ending": {"ending": "csv"},
    }
