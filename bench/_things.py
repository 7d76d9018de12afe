"""One of each kind of thing in a group, for the addresses that name one: as the permission table calls them."""

from typing import Any

from finance.models import Invoice
from meetings.models import (
    Action,
    AgendaItem,
    Interest,
    Meeting,
    Minutes,
    MinutesPart,
    Motion,
    Paper,
    Presence,
)
from meetings.models.meeting import BEFORE_OPENING
from membership import models
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
            "school": models.School.objects.filter(ended_on=None),
            "post": models.Post.objects.filter(ends_before=None),
            "place": models.Place.objects.filter(code="treasurer"),
            "holding": models.Holding.objects.filter(ends_before=None),
            "contract": models.Contract.objects.filter(state=models.Contract.State.ISSUED),
            "signed contract": models.Contract.objects.exclude(signed_copy=None),
            "notice": models.Notice.objects.exclude(receipt=None),
            "message": Message.objects.all(),
            "request": models.Request.objects.all(),
            "reply": models.RequestReply.objects.exclude(document=None),
            "protocol": Document.objects.filter(kind=PROTOCOL),
            "opening": models.Opening.objects.all(),
            "motion": Motion.objects.filter(amends=None),
            "nomination": models.Nomination.objects.all(),
            "prospective talk": models.Conversation.objects.filter(about="prospective chair"),
            "commissioned holding": models.Holding.objects.filter(place__code="som"),
            "partner": models.Partner.objects.all(),
            "group": models.Body.objects.filter(kind="outside"),
            "group member": models.BodyMember.objects.all(),
            "paper": Paper.objects.filter(superseded_by=None, withdrawn_at=None, item__confined_at=None),
            "meeting outside": models.Conversation.objects.filter(about=MEETING_OUTSIDE),
            "matter": models.Conversation.objects.filter(about=MATTER),
            "access": models.Grant.objects.all(),
            "contact": models.Conversation.objects.filter(about=WELLBEING),
            "duty document": models.DutyRecord.objects.exclude(document=None),
            "news": models.Announcement.objects.filter(published_at__isnull=False),
            "public news": models.Announcement.objects.filter(published_at__isnull=False, audience="public"),
            "draft news": models.Announcement.objects.filter(published_at=None),
        }
        found = {kind: {"pk": each.first().pk} for kind, each in rows.items() if each.exists()}
        return found | _before() | _afterwards() | _named(group)


def _before() -> dict[str, Args]:
    """The next meeting of a body, an item of its agenda, who belongs to it, and what else waits for one."""
    coming = Meeting.objects.filter(state__in=BEFORE_OPENING, kind=Meeting.Kind.ORDINARY).exclude(
        state=Meeting.State.PROPOSED
    )
    meeting = coming.first()
    if meeting is None:
        return {}
    here = AgendaItem.objects.filter(meeting=meeting, state=AgendaItem.State.PLACED)
    rows = {
        "mandate": meeting.mandates.filter(struck_at=None, school__isnull=False),
        "guest's item": here.filter(confined_at=None),
        "closed item": AgendaItem.objects.filter(confined_at__isnull=False, lifted_at=None),
        "own item": AgendaItem.objects.filter(state=AgendaItem.State.SUBMITTED),
        "motion item": here.filter(confined_at=None),
        "presence": Presence.objects.filter(struck_at=None),
        "interest": Interest.objects.filter(retracted_at=None),
    }
    found = {kind: {"pk": each.first().pk} for kind, each in rows.items() if each.exists()}
    return found | {"meeting": {"pk": meeting.pk}, "meeting sheet": {"pk": meeting.pk, "ending": "csv"}}


def _afterwards() -> dict[str, Args]:
    """A meeting that is over, its minutes that are out, an action, and the talk after an absence."""
    out = Minutes.objects.filter(document__isnull=False).select_related("meeting").first()
    part, action = (
        MinutesPart.objects.select_related("minutes").first(),
        Action.objects.filter(state="open").first(),
    )
    writing = Minutes.objects.filter(state__in=["draft", "discussed"]).first()
    item = out and out.meeting.items.filter(state__in=["placed", "discussed"], confined_at=None).first()
    talk = models.Conversation.objects.filter(about="absence").first()
    found = {
        "held meeting": writing and {"pk": writing.meeting_id},
        "minutes paper": out and {"pk": out.meeting_id, "number": out.number},
        "minutes part": part and {"pk": part.minutes.meeting_id, "part": part.pk},
        "held item": item and {"pk": item.pk},
        "entry": writing and {"pk": writing.meeting_id, "item": 0},
        "action": action and {"pk": action.pk},
        "absence talk": talk and {"pk": talk.pk},
    }
    return {kind: args for kind, args in found.items() if args}


def _named(group: Collaborative) -> dict[str, Args]:
    """What goes by a number or by words of its own."""
    invoice = Invoice.objects.filter(kind=Invoice.Kind.SUBSCRIPTION).last()
    asked = models.Request.objects.first()
    year = school_year(group, clock.today())
    return {
        "person": {"pk": person_of(group, "treasurer").pk},
        "two people": {"pk": person_of(group, "treasurer").pk, "other": person_of(group, "chair").pk},
        "body": {"body": "full-group"},
        "body's sheet": {"body": "full-group", "ending": "csv"},
        "school year": {"year": year.slot},
        "duty": {"year": year.slot, "event": "website-check", "part": "autumn"},
        "appraisal": {"year": year.slot, "what": "appraisal"},
        "invoice": {"reference": invoice.reference},
        "year": {"year": invoice.contract_year},
        **({"request sheet": {"pk": asked.pk, "ending": "csv"}} if asked else {}),
        "edition": {
            "number": models.Edition.objects.filter(state=models.Edition.State.ADOPTED).first().number
        },
        "clause": {"number": "5.1"},
        "ending": {"ending": "csv"},
    }
