"""Approved minutes go out (K9.13, K9.7): printed, frozen with the head of the audit chain, mailed to the members.

What fewer than all members may read is a paper of its own, for each of these audiences (B5.2). A school that nobody
represented is followed up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string

import constitution
from constitution import retention, say
from meetings.actions.absence import follow_up_absences
from meetings.actions.circulating import concerned
from meetings.actions.minutes import CIRCULATE, refuse_outdated, require_taker
from meetings.models import Meeting, Minutes, MinutesPart
from meetings.queries.attendance import attendance_of
from meetings.queries.minutes import Audience, audiences, next_meeting, quorum_through, title_of, told
from meetings.queries.room import day_of, facts_of, room_of
from membership.queries.moments import civil_day
from records import audit, documents, outbox
from records.models import Document, Message, Person
from records.obligations import key
from records.refusals import NotNow

KIND, LETTER = "minutes", "minutes"
State = Minutes.State
NOT_APPROVED = "Only approved minutes are circulated."


@dataclass(frozen=True)
class Printed:
    audience: Audience
    name: str
    document: Document


def circulate(*, minutes: Minutes, by: Person | None, at: datetime) -> Minutes:
    """Print and send them. Printing takes long, so it is done before the transaction; of two who try, one does."""
    acting_as = require_taker(minutes.meeting, CIRCULATE, by, at)
    minutes.refresh_from_db()
    _refuse(minutes)
    printed = [_printed(minutes, audience, by, at) for audience in audiences(minutes.meeting)]
    return _circulated(minutes, printed, by, acting_as, at)


def _refuse(minutes: Minutes) -> None:
    refuse_outdated(minutes)
    if minutes.state != State.APPROVED:
        raise NotNow("These minutes have been circulated." if minutes.document_id else NOT_APPROVED)


@transaction.atomic
def _circulated(
    minutes: Minutes, printed: Sequence[Printed], by: Person | None, acting_as: str, at: datetime
) -> Minutes:
    refuse_outdated(minutes)
    waiting = Minutes.objects.filter(pk=minutes.pk, state=State.APPROVED)
    main = printed[0].document
    if not waiting.update(state=State.CIRCULATED, document=main, circulated_at=at, version=F("version") + 1):
        raise NotNow("These minutes have been circulated.")
    minutes.refresh_from_db()
    for each in printed[1:]:
        _keep_part(minutes, each)
    absent = follow_up_absences(minutes, by, acting_as, at)
    outbox.queue_all(
        _letter(minutes, person, absent.get(person.pk, ""), at) for person in concerned(minutes.meeting)
    )
    audit.record(
        collaborative=minutes.collaborative,
        act=CIRCULATE,
        subject=minutes,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"document": main.sha256, "number": minutes.number},
    )
    return minutes


def _keep_part(minutes: Minutes, each: Printed) -> None:
    part = MinutesPart.objects.create(
        collaborative=minutes.collaborative,
        minutes=minutes,
        level=each.audience.level,
        confidential=each.audience.confidential,
        name=each.name,
        document=each.document,
    )
    minutes.entries.filter(item__in=each.audience.items).update(part=part)


# On paper ---------------------------------------------------------------------------------------------


def _printed(minutes: Minutes, audience: Audience, by: Person | None, at: datetime) -> Printed:
    meeting, on = minutes.meeting, civil_day(at)
    rules, chain = facts_of(meeting).rules, audit.head(minutes.collaborative)
    name = _name_of(audience, rules)
    title = f"{title_of(meeting)}, {say.date(day_of(meeting))}"
    document = documents.issue(
        collaborative=minutes.collaborative,
        kind=KIND,
        title=f"{title}: {name}" if name else title,
        html=html_of(minutes, audience, name, chain.short),
        on=on,
        by=by,
        facts={"minutes": minutes.pk, "number": minutes.number, "record": chain.hash, "seq": chain.seq},
        edition_sha=rules.sha256,
        keep_until=_keep_until(rules, on),
    )
    return Printed(audience, name, document)


def _name_of(audience: Audience, rules: constitution.Constitution) -> str:
    """'Confidential part', 'Part for members of the body'; empty for what all members read."""
    if audience.for_all:
        return ""
    if audience.confidential:
        return "Confidential part"
    if audience.level in rules.information:
        return f"Part filed as: {rules.information[audience.level].name or audience.level}"
    return "Part for the members of the body"


def html_of(minutes: Minutes, audience: Audience, part: str, record: str) -> str:
    return render_to_string(
        "documents/minutes.html", _told_of(minutes, audience) | {"part": part, "record": record}
    )


def _told_of(minutes: Minutes, audience: Audience) -> dict[str, Any]:
    meeting = minutes.meeting
    facts = facts_of(meeting)
    whole = told(meeting, minutes, audience.items)
    return {
        "collaborative": minutes.collaborative,
        "minutes": minutes,
        "meeting": meeting,
        "title": title_of(meeting),
        "told": whole,
        "attendance": attendance_of(meeting) if audience.for_all else None,
        "turns": quorum_through(room_of(meeting)) if audience.for_all else (),
        "edition": facts.rules.constitution.edition,
        "next": next_meeting(meeting),
    }


def _keep_until(rules: constitution.Constitution, on: date) -> date | None:
    """By the edition's rule for minutes; None where it has none: kept for the life of the group."""
    rule = retention.rule_for(rules, KIND)
    until = constitution.ask(rules, "keep until", rule, {"day": on}).value if rule else None
    return until if isinstance(until, date) else None


# By mail ----------------------------------------------------------------------------------------------


def about(minutes: Minutes) -> str:
    return key(LETTER, minutes, str(minutes.number), "told")


def _letter(minutes: Minutes, person: Person, absent: str, at: datetime) -> Message:
    meeting: Meeting = minutes.meeting
    changed = f"Version {minutes.number}: {minutes.change_because}" if minutes.change_because else ""
    return Message(
        collaborative=minutes.collaborative,
        key=about(minutes),
        stage="circulated",
        person=person,
        kind=LETTER,
        subject=f"{title_of(meeting)}, {say.date(day_of(meeting))}",
        text="\n\n".join(filter(None, (changed, absent))),
        queued_at=at,
    )
