"""Asking schools for a document by a day: asked, handed in or excused, closed (K1.3). Late ones are chased by themselves."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

import constitution
from constitution import retention, say
from constitution.acts import HEAD
from membership.actions.guard import queue_at
from membership.models import Request, RequestReply, School
from membership.permissions import require, require_for_school
from membership.queries.editions import edition_on
from membership.queries.filing import known, narrow
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import audit, documents, outbox
from records.models import Collaborative, Document, Message, Person
from records.obligations import key
from records.refusals import NotNow, Refusal

KIND = "request"
ASK, EXCUSE, HAND_IN = "ask-documents", "excuse-request", "hand-in"
MOVED = "moved_because"


class NothingHandedIn(Refusal):
    sentence = "Choose a file, or write a note that says what you send or where it is."


@transaction.atomic
def ask_schools(
    *,
    collaborative: Collaborative,
    what: str,
    why: str,
    due_on: date,
    level: str,
    schools: Iterable[School],
    by: Person,
    on: date,
) -> Request:
    """Ask each of these schools, once, for something by a day. `level` says who may read what they hand in."""
    acting_as = require(by, ASK, collaborative, on)
    asked = list({school.pk: school for school in schools}.values())
    if not asked:
        raise Refusal("Choose the schools that are asked.")
    if due_on < on:
        raise Refusal(f"{say.long_date(due_on)} has passed. Choose a day that schools can keep.")
    if not known(edition_on(collaborative, on).rules, level) or narrow(level):
        raise Refusal("Choose who may read what the schools hand in.")
    request = Request.objects.create(
        collaborative=collaborative, what=what, why=why, asked_on=on, due_on=due_on, level=level, by=by
    )
    RequestReply.objects.bulk_create(
        RequestReply(collaborative=collaborative, request=request, school=school) for school in asked
    )
    after = {"what": what, "due_on": due_on, "level": level, "schools": sorted(school.pk for school in asked)}
    _record(request, ASK, by, acting_as, after)
    return request


@transaction.atomic
def hand_in(
    *, reply: RequestReply, by: Person, at: datetime, note: str = "", content: bytes = b"", filename: str = ""
) -> RequestReply:
    """A file, a note, or both. Handed in again, the new takes the place of the old, which is kept.

    The head hands in for the school; the office enters what came to it in another way.
    """
    on = civil_day(at)
    acting_as = require_for_school(by, HAND_IN, reply.school, on, office_act=ASK)
    reply = _open(reply)
    if reply.excused_because:
        raise NotNow(f"{reply.school.name} has been excused from this.")
    if not (content or note.strip()):
        raise NothingHandedIn
    document = _keep(reply, content, filename, by, on) if content else reply.document
    RequestReply.objects.filter(pk=reply.pk).update(
        document=document, note=note.strip(), received_on=reply.received_on or on, by=by
    )
    reply.refresh_from_db()
    after = {"request": reply.request_id, "document": document and document.sha256, "note": reply.note}
    _record(reply, HAND_IN, by, acting_as, after, at)
    return reply


@transaction.atomic
def excuse(*, reply: RequestReply, because: str, by: Person, on: date) -> RequestReply:
    """The school need not hand it in, for a reason. What was handed in already needs no excuse."""
    acting_as = require(by, EXCUSE, reply.collaborative, on)
    if not because.strip():
        raise Refusal("Say why the school need not hand it in.")
    reply = _open(reply)
    if reply.received_on:
        raise NotNow(f"{reply.school.name} has handed this in on {say.long_date(reply.received_on)}.")
    RequestReply.objects.filter(pk=reply.pk).update(excused_because=because.strip(), by=by)
    reply.refresh_from_db()
    _record(reply, EXCUSE, by, acting_as, {"request": reply.request_id, "because": because})
    return reply


@transaction.atomic
def ask_after_all(*, reply: RequestReply, by: Person, on: date) -> RequestReply:
    """An excuse is taken back: the school is asked again."""
    acting_as = require(by, EXCUSE, reply.collaborative, on)
    reply = _open(reply)
    if not reply.excused_because:
        raise NotNow(f"{reply.school.name} has not been excused.")
    before = {"because": reply.excused_because}
    RequestReply.objects.filter(pk=reply.pk).update(excused_because="", by=None)
    reply.refresh_from_db()
    _record(reply, EXCUSE, by, acting_as, {"request": reply.request_id, "because": ""}, before=before)
    return reply


@transaction.atomic
def close_request(*, request: Request, because: str, by: Person, on: date) -> Request:
    """Nobody is asked for it any more, handed in or not."""
    acting_as = require(by, ASK, request.collaborative, on)
    if not because.strip():
        raise Refusal("Say why it is closed.")
    if not Request.objects.filter(pk=request.pk, closed_on=None).update(
        closed_on=on, closed_because=because.strip()
    ):
        raise NotNow("This has already been closed.")
    request.refresh_from_db()
    _record(request, ASK, by, acting_as, {"closed": because})
    return request


@transaction.atomic
def move_request(*, request: Request, due_on: date, because: str, by: Person, at: datetime) -> Request:
    """Another last day, with the reason; each school that has still to hand it in is told."""
    on = civil_day(at)
    acting_as = require(by, ASK, request.collaborative, on)
    _refuse_day(request, due_on, because, on)
    same = Request.objects.filter(pk=request.pk, closed_on=None, due_on=request.due_on)
    if not same.update(due_on=due_on):
        raise NotNow("Somebody else has moved or closed this in the meantime.")
    before = {"due_on": request.due_on.isoformat()}
    request.refresh_from_db()
    after = {"due_on": due_on.isoformat(), MOVED: because.strip()}
    _record(request, ASK, by, acting_as, after, at, before=before)
    _tell_of_move(request, because.strip(), at)
    return request


def _refuse_day(request: Request, due_on: date, because: str, on: date) -> None:
    if request.closed_on:
        raise NotNow(f"This was closed on {say.long_date(request.closed_on)}.")
    if not because.strip():
        raise Refusal("Say why the day is moved: the schools read it.")
    if due_on == request.due_on:
        raise Refusal(f"It is asked for by {say.long_date(due_on)} already.")
    if due_on < on:
        raise Refusal(f"{say.long_date(due_on)} has passed. Choose a day that schools can keep.")


def _tell_of_move(request: Request, because: str, at: datetime) -> None:
    """Each head whose school has not handed it in: once for each new day."""
    heads = facts_on(request.collaborative, civil_day(at)).speakers(HEAD)
    day = say.long_date(request.due_on)
    waiting = request.replies.filter(received_on=None, excused_because="")
    outbox.queue_all(
        Message(
            collaborative=request.collaborative,
            key=key("request", reply, "", "told"),
            stage=f"moved to {request.due_on}",
            person=head,
            kind=KIND,
            subject=f"{request.what}: now by {day}",
            text=f"{request.what} is now to be handed in by {day}. {say.sentence(because)}",
            due_on=request.due_on,
            queued_at=at,
        )
        for reply in waiting
        if (head := heads.get(reply.school_id)) and head.email
    )


@transaction.atomic
def reopen_request(*, request: Request, by: Person, on: date) -> Request:
    """It was closed too early: whoever has not handed it in is asked again."""
    acting_as = require(by, ASK, request.collaborative, on)
    if (
        not Request.objects.filter(pk=request.pk)
        .exclude(closed_on=None)
        .update(closed_on=None, closed_because="")
    ):
        raise NotNow("This is open already.")
    request.refresh_from_db()
    _record(request, ASK, by, acting_as, {"closed": ""})
    return request


def _open(reply: RequestReply) -> RequestReply:
    """The reply as it stands now, behind the school's version, while its request is open."""
    queue_at(reply.school)
    found = RequestReply.objects.select_related("request", "school", "collaborative", "document").get(
        pk=reply.pk
    )
    if found.request.closed_on:
        raise NotNow(f"This was closed on {say.long_date(found.request.closed_on)}.")
    return found


def _keep(reply: RequestReply, content: bytes, filename: str, by: Person, on: date) -> Document:
    rules = edition_on(reply.collaborative, on).rules
    return documents.receive(
        collaborative=reply.collaborative,
        kind=KIND,
        title=f"{reply.request.what}: {reply.school.name}",
        content=content,
        filename=filename,
        on=on,
        by=by,
        keep_until=_keep_until(rules, on),
        subject=reply.school.name,
        supersedes=reply.document,
    )


def _keep_until(rules: constitution.Constitution, on: date) -> date | None:
    """By the edition's rule; None where it has none: kept for the life of the group."""
    rule = retention.rule_for(rules, KIND)
    until = constitution.ask(rules, "keep until", rule, {"day": on}).value if rule else None
    return until if isinstance(until, date) else None


def _record(
    subject, act: str, by: Person, acting_as: str, after: dict, at: datetime | None = None, before=None
) -> None:
    audit.record(
        collaborative=subject.collaborative,
        act=act,
        subject=subject,
        by=by,
        at=at,
        acting_as=acting_as,
        before=before,
        after=after,
    )
