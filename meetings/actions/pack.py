"""The pack of a meeting: the agenda with all papers as one PDF, made in the background for whoever may see all of it.

What stands in it is frozen already, so a pack is a copy: its file lies on a shelf that no address leads to, with its
fingerprint, is opened by those alone whose own outline it fits, and is made again when it is asked for again.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from constitution import say
from meetings.actions.circulating import concerned
from meetings.models import Meeting
from meetings.queries.hours import between, clock_words
from meetings.queries.pack import (
    FOR_ALL,
    JOB,
    Outline,
    Pack,
    changed_at,
    for_all_of,
    outline_of,
    packs_of,
    prefix,
)
from meetings.queries.papers import Laid
from meetings.queries.room import day_of
from membership.permissions import require, viewer_for
from membership.queries.moments import civil_day, first_of
from records import audit, documents, jobs
from records.models import Collaborative, Job, Person
from records.models.work import JobState
from records.refusals import NotNow

if TYPE_CHECKING:
    from meetings.actions import binding

BUILD = "build-pack"
OVER = (Meeting.State.CLOSED, Meeting.State.CANCELLED)
# How long after it was made a pack can be fetched: the program's own allowance. It can always be made again.
KEPT_FOR = timedelta(days=60)
# The front matter is printed again until its own length is right in its page numbers.
PRINTS = 4


class NothingYet(NotNow):
    sentence = "There is nothing on the agenda yet that you can see, so there is no pack."


class NoLonger(NotNow):
    sentence = "This pack is no longer kept. Make it again."


# Asked for --------------------------------------------------------------------------------------------


def ask_for_pack(*, meeting: Meeting, by: Person, at: datetime) -> Job:
    """A reader's own pack; the one that is made already, or being made, for somebody with the same rights."""
    viewer = viewer_for(by, meeting.collaborative, civil_day(at))
    outline = outline_of(meeting, viewer)
    if not outline.items:
        raise NothingYet
    packs = packs_of(outline, viewer)
    return packs.current.job if packs.current else _enqueue(outline, by, at)


def _enqueue(outline: Outline, by: Person | None, at: datetime) -> Job:
    return jobs.enqueue(
        kind=JOB,
        key=outline.key,
        by=by,
        arguments={"meeting": outline.meeting.pk},
        collaborative=outline.meeting.collaborative,
        at=at,
    )


def ask_for_all(*, meeting: Meeting, by: Person | None, at: datetime) -> Job:
    """A pack for everybody who belongs to the meeting, one for each that sees something else."""
    require(by, BUILD, meeting.collaborative, civil_day(at))
    key = f"{prefix(meeting)}for all"
    # One that runs may have passed what has changed since: it is asked for once more.
    runs = Job.objects.filter(kind=FOR_ALL, key=key, state=JobState.RUNNING).exists()
    return jobs.enqueue(
        kind=FOR_ALL,
        key=f"{key} again" if runs else key,
        by=by,
        arguments={"meeting": meeting.pk},
        collaborative=meeting.collaborative,
        at=at,
    )


def renew_packs(meeting: Meeting | None, at: datetime) -> None:
    """Once the agenda is agreed, everybody's pack is made by itself, and again whenever something in it changes."""
    if meeting and meeting.state == Meeting.State.AGREED and meeting.agenda_agreed_at:
        ask_for_all(meeting=meeting, by=None, at=at)


def renew_packs_by_itself(*, collaborative: Collaborative, on: date) -> int:
    """Before each sweep: whatever changed since the packs of a meeting to come were asked for. How many meetings."""
    agreed = Meeting.objects.filter(
        collaborative=collaborative, state=Meeting.State.AGREED, agenda_agreed_at__isnull=False
    )
    at, stale = audit.moment(), []
    for meeting in agreed.filter(starts_at__gte=first_of(on)).select_related("body", "collaborative"):
        asked = for_all_of(meeting)
        if asked is None or asked.job.queued_at < changed_at(meeting):
            stale.append(meeting)
    for meeting in stale:
        renew_packs(meeting, at)
    return len(stale)


def make_for_all(job: Job, at: datetime) -> None:
    """Ask for each pack that is not there yet; each is a job of its own."""
    meeting = _meeting(job)
    if meeting.state in OVER:
        return
    people, there, wanted = concerned(meeting), set(), {}
    for done, person in enumerate(people, 1):
        viewer = viewer_for(person, meeting.collaborative, civil_day(at))
        outline = outline_of(meeting, viewer)
        if outline.items and outline.key not in wanted and outline.key not in there:
            if packs_of(outline, viewer).current:
                there.add(outline.key)
            else:
                wanted[outline.key] = _enqueue(outline, person, at)
        job.progress(done, len(people))
    told = {"readers": len(people), "there": len(there), "packs": list(wanted)}
    Job.objects.filter(pk=job.pk).update(arguments={**job.arguments, **told})


def _meeting(job: Job) -> Meeting:
    return Meeting.objects.select_related("body", "collaborative").get(pk=job.arguments["meeting"])


# Made -------------------------------------------------------------------------------------------------


def make(job: Job, at: datetime) -> None:
    """What who asked may see now, whatever it was when they asked."""
    meeting = _meeting(job)
    outline = outline_of(meeting, viewer_for(job.by, meeting.collaborative, civil_day(at)))
    if not outline.items:
        raise NothingYet
    total = len(outline.papers) + 2
    done = iter(range(1, total + 1))
    content, where, pages = assembled(outline, at, lambda: job.progress(next(done), total))
    path = default_storage.save(
        f"packs/{meeting.collaborative.code}/{token_hex(16)}.pdf", ContentFile(content)
    )
    told = {
        "file": path,
        "sha256": sha256(content).hexdigest(),
        "made_at": at.isoformat(),
        "digest": outline.digest,
        "pages": pages,
        "items": sorted(outline.items),
        "papers": where,
    }
    job.progress(total, total)
    _keep(job, meeting, told, at)


@transaction.atomic
def _keep(job: Job, meeting: Meeting, told: dict[str, Any], at: datetime) -> None:
    Job.objects.filter(pk=job.pk).update(arguments={**job.arguments, **told})
    audit.record(
        collaborative=meeting.collaborative,
        act=BUILD,
        subject=meeting,
        by=job.by,
        at=at,
        after={"sha256": told["sha256"], "pages": told["pages"]},
        moves_facts=False,
    )


def assembled(
    outline: Outline, at: datetime, tell: Callable[[], None] = lambda: None
) -> tuple[bytes, dict[str, tuple[int, int]], int]:
    """The PDF; on which of its pages each paper stands, by its id; and how many pages it has."""
    from meetings.actions import binding  # noqa: PLC0415  # reason: heavy library, and most processes never print

    papers = [(each, _leaf(each)) for each in outline.papers]
    lengths = [binding.pages_in(leaf.content) for _, leaf in papers]
    front, starts = _front(outline, lengths, at)
    total = binding.pages_in(front) + sum(lengths)
    tell()
    title = f"{outline.meeting.name}, {say.long_date(day_of(outline.meeting))}"
    content = binding.bound(
        [binding.Leaf(front, own=True), *(leaf for _, leaf in papers)],
        list(_bookmarks(outline, front, starts)),
        title=title,
        foot=f"{outline.meeting.collaborative.name} · {title}",
        tell=tell,
    )
    last = [first + length - 1 for first, length in zip(starts, lengths, strict=True)]
    where = {str(each.paper.pk): span for (each, _), *span in zip(papers, starts, last, strict=True)}
    return content, where, total


def _leaf(each: Laid) -> "binding.Leaf":
    """Its own pages; for what is no PDF, or can no longer be read, a page that says where it is."""
    from meetings.actions import binding  # noqa: PLC0415  # reason: heavy library, and most processes never print

    aside = "Laid late" if each.paper.late else ""
    if each.is_pdf:
        try:
            content = documents.open_document(each.paper.document).read()
            if binding.pages_in(content):
                return binding.Leaf(content, each.words, aside)
        except (documents.Destroyed, documents.Tampered, OSError):
            return binding.Leaf(_elsewhere(each, missing=True), each.words, aside, own=True)
    return binding.Leaf(_elsewhere(each), each.words, aside, own=True)


def _elsewhere(each: Laid, missing: bool = False) -> bytes:
    paper = each.paper
    path = reverse("meetings:paper-file", args=[paper.collaborative.code, paper.pk])
    address = settings.SITE_URL.rstrip("/") + path
    return _printed("documents/pack_elsewhere.html", each.words, each=each, address=address, missing=missing)


def _front(outline: Outline, lengths: list[int], at: datetime) -> tuple[bytes, list[int]]:
    """Cover, contents and agenda, and the first page of each paper after them."""
    from meetings.actions import binding  # noqa: PLC0415  # reason: heavy library, and most processes never print

    own, starts, content = 0, [], b""
    for _ in range(PRINTS):
        own = binding.pages_in(content) if content else 3
        starts = list(_starts(own + 1, lengths))
        content = _printed("documents/pack.html", outline.meeting.name, **_shown(outline, starts, at))
        if binding.pages_in(content) == own:
            break
    return content, starts


def _starts(first: int, lengths: list[int]) -> Iterator[int]:
    for length in lengths:
        yield first
        first += length


def _shown(outline: Outline, starts: list[int], at: datetime) -> dict:
    meeting = outline.meeting
    placed = list(zip(outline.papers, starts, strict=True))
    by_item: dict[int, list] = {}
    for each, page in placed:
        by_item.setdefault(each.line.item.pk, []).append((each, page))
    sections = [
        (section.part.name, [(line, by_item.get(line.item.pk, [])) for line in section.lines])
        for section in outline.agenda.sections
    ]
    return {
        "meeting": meeting,
        "collaborative": meeting.collaborative,
        "when": between(meeting.starts_at, meeting.ends_at),
        "made": f"{say.date(civil_day(at))}, {clock_words(at)}",
        "sections": sections,
        "late": [(each, page) for each, page in placed if each.paper.late],
    }


def _printed(template: str, title: str, **context) -> bytes:
    from records import press  # noqa: PLC0415  # reason: heavy library, and most processes never print

    return press.pdf(render_to_string(template, {"title": title, **context}), title)


def _bookmarks(outline: Outline, front: bytes, starts: list[int]) -> Iterator["binding.Bookmark"]:
    """Contents, the agenda, every item with its papers, then those that came late."""
    from meetings.actions import binding  # noqa: PLC0415  # reason: heavy library, and most processes never print

    headings = _headings(front)
    agenda = headings.get("Agenda", 1)
    yield binding.Bookmark("Contents", headings.get("Contents", 1))
    yield binding.Bookmark("Agenda", agenda)
    marks = [
        (each, binding.Bookmark(each.words, page)) for each, page in zip(outline.papers, starts, strict=True)
    ]
    for line in outline.agenda.lines:
        own = tuple(mark for each, mark in marks if each.line is line and not each.paper.late)
        yield binding.Bookmark(line.words, own[0].page if own else agenda, own)
    late = tuple(mark for each, mark in marks if each.paper.late)
    if late:
        yield binding.Bookmark("Late papers", late[0].page, late)


def _headings(front: bytes) -> dict[str, int]:
    """The page of each heading of a printed document, from 1."""
    from pypdf import PdfReader  # noqa: PLC0415  # reason: heavy library, and most processes never print

    reader = PdfReader(BytesIO(front))
    pages = ((each.title, reader.get_destination_page_number(each)) for each in _flat(reader.outline))
    return {title: (page or 0) + 1 for title, page in pages}


def _flat(marks: list) -> Iterator[Any]:
    for mark in marks:
        if isinstance(mark, list):
            yield from _flat(mark)
        else:
            yield mark


# Read, let go -----------------------------------------------------------------------------------------


def open_pack(pack: Pack) -> BinaryIO:
    """The bytes that were made. Raises NoLonger, Tampered. Whoever asks has been looked at (`packs_of`)."""
    if not default_storage.exists(pack.told["file"]):
        raise NoLonger
    with default_storage.open(pack.told["file"]) as shelf:
        content = shelf.read()
    if sha256(content).hexdigest() != pack.told["sha256"]:
        raise documents.Tampered(f"Pack {pack.job.pk} is not the copy that was made.")
    return BytesIO(content)


def let_packs_go(*, collaborative: Collaborative, on: date) -> int:
    """Remove the files of packs whose days are over. How many."""
    rows = Job.objects.filter(collaborative=collaborative, kind=JOB, state=JobState.DONE)
    over = [
        job
        for job in rows
        if (told := job.arguments).get("file")
        and civil_day(datetime.fromisoformat(told["made_at"])) + KEPT_FOR < on
    ]
    for job in over:
        default_storage.delete(job.arguments["file"])
        rest = {name: value for name, value in job.arguments.items() if name != "file"}
        Job.objects.filter(pk=job.pk).update(arguments=rest)
    return len(over)
