"""What a reader's pack holds, and which packs of a meeting are made (K9.16).

A pack is for whoever sees exactly what stands in it: its digest is that of every word of the agenda and of every
paper in it, so two readers with the same rights share one, and one that something has changed is no longer current.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Max

from constitution import say
from meetings.models import Meeting, Paper
from meetings.queries.agenda import Agenda, Line, agenda_of
from meetings.queries.hours import between
from meetings.queries.papers import Laid, laid
from membership.permissions import Viewer
from records.models import Job
from records.models.work import OPEN_JOB, JobState

JOB, FOR_ALL = "build-pack", "build-packs"
# Raised when packs are printed differently, so that those of before are made again.
PRINTING = 1
# Of the packs of one meeting, how many are looked through for one that the reader may open.
LOOKED_AT = 60


@dataclass(frozen=True)
class Outline:
    """The agenda as one reader sees it, with its papers in the order of the pack."""

    agenda: Agenda
    papers: tuple[Laid, ...]

    @property
    def meeting(self) -> Meeting:
        return self.agenda.meeting

    @cached_property
    def digest(self) -> str:
        told = json.dumps(list(self._told()), default=str, ensure_ascii=False)
        return sha256(told.encode()).hexdigest()

    def _told(self) -> Iterable[Any]:
        meeting = self.meeting
        yield PRINTING, meeting.pk, meeting.name, meeting.place, meeting.link, meeting.state
        yield meeting.collaborative.name, between(meeting.starts_at, meeting.ends_at)
        for section in self.agenda.sections:
            yield section.part.name
            yield from map(_of_line, section.lines)
        for each in self.papers:
            yield each.paper.pk, each.label, each.paper.title, each.paper.late, each.paper.document_id

    @property
    def key(self) -> str:
        return f"{prefix(self.meeting)}{self.digest}"

    @property
    def items(self) -> frozenset[int]:
        return frozenset(line.item.pk for line in self.agenda.lines)

    @property
    def numbers(self) -> frozenset[int]:
        """The ids of its papers."""
        return frozenset(each.paper.pk for each in self.papers)


def _of_line(line: Line) -> tuple[Any, ...]:
    item = line.item
    words = (item.title, item.text, item.presenter, item.purpose, item.minutes)
    return (item.pk, line.number, line.at, *words, [str(guest.pk) for guest in line.guests])


def outline_of(meeting: Meeting, viewer: Viewer) -> Outline:
    """The questions of the agenda, and no more."""
    return outlined(agenda_of(meeting, viewer))


def outlined(agenda: Agenda) -> Outline:
    return Outline(agenda, laid(agenda))


def prefix(meeting: Meeting) -> str:
    return f"meeting {meeting.pk} "


# The packs that are made ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pack:
    """One that is made: when, how long, and on which of its pages each paper stands, by the paper's id."""

    job: Job
    told: Mapping[str, Any]

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.told["made_at"])

    @property
    def pages(self) -> int:
        return self.told["pages"]

    @property
    def digest(self) -> str:
        return self.told["digest"]

    @cached_property
    def items(self) -> frozenset[int]:
        return frozenset(self.told["items"])

    @cached_property
    def where(self) -> dict[int, tuple[int, int]]:
        return {int(pk): tuple(pages) for pk, pages in self.told["papers"].items()}


@dataclass(frozen=True)
class Packs:
    """How things stand for one reader: the pack as everything is now, the last one before it, what goes on."""

    outline: Outline
    current: Pack | None
    former: Pack | None
    going_on: Job | None
    stopped: Job | None

    @property
    def readable(self) -> Pack | None:
        return self.current or self.former

    @property
    def since(self) -> str:
        """What has changed since the last one: 'one late paper since'; '' while it is current."""
        if self.current or not self.former:
            return ""
        before = self.former.where.keys()
        new = [each for each in self.outline.papers if each.paper.pk not in before]
        late = sum(each.paper.late for each in new)
        named = [(late, "late paper"), (len(new) - late, "paper")]
        told = [f"{say.small(number)} {noun}{'' if number == 1 else 's'}" for number, noun in named if number]
        return f"{say.listed(told)} since" if told else "changed since"

    def pages_of(self, paper: Paper) -> tuple[int, int] | None:
        """Where a paper stands in the pack that can be read: its first and last page."""
        return self.readable.where.get(paper.pk) if self.readable else None


@dataclass(frozen=True)
class ForAll:
    """The packs of everybody, as they were last asked for: how many are made, of how many that differ."""

    job: Job
    made: int
    stopped: int

    @property
    def wanted(self) -> int:
        told = self.job.arguments
        return told.get("there", 0) + len(told.get("packs", ()))

    @property
    def readers(self) -> int:
        return self.job.arguments.get("readers", 0)

    @property
    def begins(self) -> bool:
        """Who sees what is still being looked through."""
        return self.job.state in OPEN_JOB

    @property
    def going_on(self) -> bool:
        return self.begins or self.made + self.stopped < self.wanted


def for_all_of(meeting: Meeting) -> ForAll | None:
    """Two questions; None where they were never asked for."""
    job = (
        Job.objects.filter(kind=FOR_ALL, key__startswith=prefix(meeting))
        .order_by("-queued_at", "-pk")
        .first()
    )
    if job is None:
        return None
    states: dict[str, str] = {}
    rows = Job.objects.filter(kind=JOB, key__in=job.arguments.get("packs", ())).order_by("queued_at", "pk")
    states.update(rows.values_list("key", "state"))
    found = list(states.values())
    there = job.arguments.get("there", 0)
    stopped = (JobState.PARKED, JobState.CANCELLED)
    return ForAll(job, there + found.count(JobState.DONE), sum(map(found.count, stopped)))


def changed_at(meeting: Meeting) -> datetime | None:
    """When something in its packs last changed: the agenda agreed, an item revised, a paper laid, a guest invited …"""
    papers = Paper.objects.filter(item__meeting=meeting).aggregate(
        laid=Max("laid_at"), gone=Max("withdrawn_at")
    )
    guests = meeting.invitations.aggregate(invited=Max("invited_at"), gone=Max("ended_at"))
    revised = meeting.items.aggregate(last=Max("revised_at"))["last"]
    found = (meeting.agenda_agreed_at, revised, *papers.values(), *guests.values())
    return max(filter(None, found), default=None)


def packs_of(outline: Outline, viewer: Viewer) -> Packs:
    """One question, and one more where a pack of before may still be read."""
    rows = Job.objects.filter(kind=JOB, key__startswith=prefix(outline.meeting)).select_related(
        "collaborative"
    )
    jobs = list(rows.order_by("-queued_at", "-pk")[:LOOKED_AT])
    made = [
        Pack(job, job.arguments) for job in jobs if job.state == JobState.DONE and job.arguments.get("file")
    ]
    current = next((pack for pack in made if pack.digest == outline.digest), None)
    mine = [job for job in jobs if job.key == outline.key]
    return Packs(
        outline,
        current,
        None if current else _former(made, outline, viewer),
        next((job for job in mine if job.state in OPEN_JOB), None),
        next((job for job in mine[:1] if job.state == JobState.PARKED), None),
    )


def _former(made: list[Pack], outline: Outline, viewer: Viewer) -> Pack | None:
    """Of those in which the reader may still see everything, the one most like their own; of these the last."""
    near = [pack for pack in made if pack.items <= outline.items]
    if not near:
        return None
    before = Paper.objects.visible(viewer).filter(item__in=outline.items, withdrawn_at=None)
    seen = outline.numbers | set(before.values_list("pk", flat=True))
    readable = [pack for pack in near if pack.where.keys() <= seen]
    return max(readable, key=lambda pack: (len(pack.items), pack.made_at), default=None)
