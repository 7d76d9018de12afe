"""Rows of this room, each sound as it stands; a test of what the database refuses says only what it changes."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from membership.models import (
    Announcement,
    Assent,
    Basis,
    Body,
    BodyMember,
    Contract,
    Conversation,
    DutyRecord,
    Edition,
    Enrolment,
    Establishment,
    FeeSettled,
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
    SamePerson,
    School,
    SchoolDetail,
    Span,
)
from records.models import Person

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)
DAY, NEXT_DAY = date(2024, 3, 14), date(2024, 3, 15)
START = date(2023, 9, 1)
_number = count(1)


def person(name: str = "Nadia Farrow") -> Person:
    return Person.objects.create(name=f"{name} {next(_number)}")


def edition(group, **changes: Any) -> Edition:
    fields = {
        "number": next(_number),
        "name": "2023/24",
        "source": "format = 1",
        "sha256": "a" * 64,
        "state": "adopted",
        "in_force_on": START,
        "adopted_on": START,
        "founding_note": "agreed",
    }
    return Edition.objects.create(collaborative=group, **fields | changes)


def span(group, **changes: Any) -> Span:
    fields = {
        "school_year": "2023-24",
        "kind": "term",
        "code": "Autumn",
        "starts_on": START,
        "ends_before": DAY,
    }
    return Span.objects.create(collaborative=group, **fields | changes)


def establishment(**changes: Any) -> Establishment:
    return Establishment.objects.create(**{"urn": 900001, "name": "Alder Primary", **changes})


def school(group, **changes: Any) -> School:
    return School.objects.create(collaborative=group, **{"name": "Alder Primary", **changes})


def detail(school: School, **changes: Any) -> SchoolDetail:
    fields = {"from_on": START, "name": "Alder Primary", "kind": "primary"}
    return SchoolDetail.objects.create(collaborative=school.collaborative, school=school, **fields | changes)


def partner(group, **changes: Any) -> Partner:
    return Partner.objects.create(collaborative=group, **{"name": "Fell Trust", "kind": "trust", **changes})


def post(group, **changes: Any) -> Post:
    fields = {"kind": "headteacher", "starts_on": START, "commissioned": True}
    changes.setdefault("person", None)
    changes["person"] = changes["person"] or person()
    return Post.objects.create(collaborative=group, **fields | changes)


def enrolment(group, **changes: Any) -> Enrolment:
    fields = {"invited_at": NOON, "expires_at": NOON, "token_hash": f"hash {next(_number)}"}
    changes.setdefault("person", None)
    changes["person"] = changes["person"] or person()
    return Enrolment.objects.create(collaborative=group, **fields | changes)


def grant(group, **changes: Any) -> Grant:
    fields = {
        "person": person(),
        "role": "auditor",
        "starts_on": START,
        "ends_before": DAY,
        "resolution": "R-1",
    }
    return Grant.objects.create(collaborative=group, **fields | changes)


def same_person(group, **changes: Any) -> SamePerson:
    fields = {"because": "They said so.", "recorded_at": NOON}
    changes.setdefault("entry", None)
    changes.setdefault("person", None)
    changes["entry"] = changes["entry"] or person("N. Farrow")
    changes["person"] = changes["person"] or person()
    return SamePerson.objects.create(collaborative=group, **fields | changes)


def contract(school: School, **changes: Any) -> Contract:
    fields = {"tier": "silver", "form": "paper", "starts_on": START, "state": "agreed"}
    return Contract.objects.create(collaborative=school.collaborative, school=school, **fields | changes)


def notice(contract: Contract, **changes: Any) -> Notice:
    fields = {"given_on": DAY, "recorded_on": DAY, "form": "letter", "given_by": person()}
    return Notice.objects.create(collaborative=contract.collaborative, contract=contract, **fields | changes)


def assent(group, **changes: Any) -> Assent:
    fields = {
        "kind": "pledge",
        "sha256": "a" * 64,
        "capacity": "Headteacher",
        "slot": "2023-24",
        "at": NOON,
    }
    changes.setdefault("person", None)
    changes["person"] = changes["person"] or person()
    return Assent.objects.create(collaborative=group, **fields | changes)


def basis(school: School, **changes: Any) -> Basis:
    fields = {
        "contract_year": "2023-24",
        "figure": "funding",
        "amount_pence": 0,
        "source": "letter",
        "source_on": START,
    }
    return Basis.objects.create(collaborative=school.collaborative, school=school, **fields | changes)


def fee_settled(school: School, **changes: Any) -> FeeSettled:
    fields = {"contract_year": "2023-24", "settled_on": START}
    return FeeSettled.objects.create(collaborative=school.collaborative, school=school, **fields | changes)


def body(group, **changes: Any) -> Body:
    fields = {"code": "group", "kind": "constituted", "name": "The Group", "opened_on": START}
    return Body.objects.create(collaborative=group, **fields | changes)


def place(group, **changes: Any) -> Place:
    return Place.objects.create(collaborative=group, **{"code": "chair", "opened_on": START, **changes})


def holding(place: Place, **changes: Any) -> Holding:
    fields = {"starts_on": START}
    changes.setdefault("person", None)
    changes["person"] = changes["person"] or person()
    return Holding.objects.create(collaborative=place.collaborative, place=place, **fields | changes)


def body_member(body: Body, **changes: Any) -> BodyMember:
    return BodyMember.objects.create(
        collaborative=body.collaborative, body=body, **{"starts_on": START, **changes}
    )


def opening(place: Place, **changes: Any) -> Opening:
    fields = {"announced_on": START, "closes_on": DAY, "starts_on": NEXT_DAY}
    return Opening.objects.create(collaborative=place.collaborative, place=place, **fields | changes)


def nomination(opening: Opening, **changes: Any) -> Nomination:
    somebody = person()
    fields = {"person": somebody, "by": somebody, "nominated_at": NOON, "finding": {}}
    return Nomination.objects.create(collaborative=opening.collaborative, opening=opening, **fields | changes)


def request(group, **changes: Any) -> Request:
    fields = {
        "what": "Attendance policy",
        "why": "for the safeguarding check",
        "asked_on": START,
        "due_on": DAY,
        "level": "office",
    }
    by = changes.pop("by", None) or person()
    return Request.objects.create(collaborative=group, by=by, **fields | changes)


def reply(request: Request, school: School, **changes: Any) -> RequestReply:
    return RequestReply.objects.create(
        collaborative=request.collaborative, request=request, school=school, **changes
    )


def duty(group, **changes: Any) -> DutyRecord:
    fields = {
        "code": "model-review",
        "slot": "2023-24",
        "done_on": DAY,
        "outcome": "It serves.",
        "level": "members",
        "recorded_at": NOON,
    }
    by = changes.pop("by", None) or person()
    return DutyRecord.objects.create(collaborative=group, by=by, **fields | changes)


def conversation(group, **changes: Any) -> Conversation:
    fields = {"about": "wellbeing", "raised_on": DAY, "level": "office"}
    by = changes.pop("by", None) or person()
    return Conversation.objects.create(collaborative=group, by=by, **fields | changes)


def announcement(group, **changes: Any) -> Announcement:
    fields = {"title": "Term dates", "text": "They are out."}
    by = changes.pop("by", None) or person()
    return Announcement.objects.create(collaborative=group, by=by, **fields | changes)
