"""Papers laid before an item: handed in, or made by an app as at a day; each frozen, none ever changed (K9.16).

A new version takes the place of the one before, which is kept. Nothing is laid wider than its item. No word of a
paper goes into the audit trail, which people read who may not read the paper.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

import constitution
from constitution import retention
from meetings.actions.pack import renew_packs
from meetings.models import AgendaItem, Meeting, Paper
from meetings.queries.papers import comes_late, levels_within, occasion_of, standing
from meetings.queries.room import day_of
from membership.permissions import Viewer, allowed, require, viewer_for
from membership.queries.filing import narrow
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day, first_of
from records import audit, documents, papers
from records.models import Collaborative, Document, Person
from records.refusals import Conflict, NotNow, Refusal

State = AgendaItem.State
LAY = "lay-paper"
KIND = "paper"
# Further than any position: a paper steps aside here while two change places.
ASIDE = 100_000
TRIES = 5


class Locked(Refusal):
    sentence = (
        "This PDF is locked with a password, so it cannot go into the pack. "
        "Save a copy without the password, and send that."
    )


class Broken(Refusal):
    sentence = (
        "This file ends in .pdf but cannot be read as one. Save or print it as a PDF again, and send that."
    )


class TooWide(Refusal):
    sentence = "A paper is never filed wider than its item: file it as the item is, or narrower."


class Untitled(Refusal):
    sentence = "Give the paper a title."


class NotOffered(Refusal):
    sentence = "There is no such paper to lay before this item."


class Gone(NotNow):
    sentence = "This paper has been withdrawn, or another version has taken its place."


# Who may ----------------------------------------------------------------------------------------------


def may_lay(viewer: Viewer, item: AgendaItem) -> bool:
    """Whoever lays papers for the group; whoever brought the item may lay its own."""
    return bool(allowed(viewer, LAY)) or item.by_id == viewer.person_id


def may_lay_offered(viewer: Viewer, offer: papers.Offer) -> bool:
    """Whoever lays papers, and whoever does the act that the paper is about: not whoever brought the item."""
    return bool(allowed(viewer, LAY)) or bool(offer.act and allowed(viewer, offer.act))


def _capacity(by: Person | None, item: AgendaItem, at: datetime) -> str:
    """In what capacity somebody lays a paper before an item; refuses who may not."""
    if by is None or item.by_id != by.pk:
        return require(by, LAY, item.collaborative, civil_day(at))
    return viewer_for(by, item.collaborative, civil_day(at)).acting_as


def _capacity_for(by: Person | None, item: AgendaItem, offer: papers.Offer, at: datetime) -> str:
    if by and offer.act and allowed(viewer_for(by, item.collaborative, civil_day(at)), offer.act):
        return require(by, offer.act, item.collaborative, civil_day(at))
    return require(by, LAY, item.collaborative, civil_day(at))


def refuse_over(item: AgendaItem) -> None:
    """Papers are laid until the meeting closes, and before nothing that was declined or withdrawn."""
    if item.state in (State.DECLINED, State.WITHDRAWN):
        raise NotNow("Nothing is laid before an item that was declined or withdrawn.")
    if item.meeting and item.meeting.state in (Meeting.State.CLOSED, Meeting.State.CANCELLED):
        raise NotNow("The meeting is over: its papers stay as they were.")


# Laid, by hand ----------------------------------------------------------------------------------------


def lay_paper(
    *,
    item: AgendaItem,
    title: str,
    content: bytes,
    filename: str,
    by: Person | None,
    at: datetime,
    level: str = "",
) -> Paper:
    """A file handed in for an item. Raises NotAccepted, Locked, Broken, TooWide."""
    acting_as = _capacity(by, item, at)
    refuse_over(item)
    document = _received(item, title, content, filename, by, at)
    fields = {"level": _level(item, level, at), "late": comes_late(item.meeting, at)}
    return _once_more(lambda: _lay(item, document(), acting_as, by, at, **fields))


def replace_paper(
    *, paper: Paper, title: str, content: bytes, filename: str, by: Person | None, at: datetime
) -> Paper:
    """A new version, at the same place and level. Raises Gone when another was laid first."""
    item = paper.item
    acting_as = _capacity(by, item, at)
    refuse_over(item)
    document = _received(item, title, content, filename, by, at)
    fields = {"level": paper.level, "late": comes_late(item.meeting, at)}
    return _once_more(lambda: _lay(item, document(), acting_as, by, at, instead_of=paper, **fields))


def _received(
    item: AgendaItem, title: str, content: bytes, filename: str, by: Person | None, at: datetime
) -> Callable[[], Document]:
    """What keeps the file, once everything about it is looked at."""
    if not title.strip():
        raise Untitled
    facts = {"item": item.pk} | _looked_at(content, filename)
    return lambda: documents.receive(
        collaborative=item.collaborative,
        kind=KIND,
        title=title.strip(),
        content=content,
        filename=filename,
        on=civil_day(at),
        by=by,
        facts=facts,
        keep_until=_keep_until(item, at),
    )


def _looked_at(content: bytes, filename: str) -> dict[str, int]:
    """How many pages a PDF has; whether it can be joined with others shows itself here, not in the pack."""
    if PurePath(filename).suffix.lower() != ".pdf" or not 0 < len(content) <= documents.LARGEST:
        return {}
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  # reason: heavy library, and most processes read none

    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
        with PdfWriter() as writer:
            for number in range(pages):
                writer.add_page(reader.pages[number])
            writer.write(BytesIO())
    except Exception as problem:  # reason: a broken file breaks its reader in any way
        raise Broken from problem
    if locked:
        raise Locked
    if not pages:
        raise Broken
    return {"pages": pages}


def _level(item: AgendaItem, level: str, at: datetime) -> str:
    rules = facts_on(item.collaborative, civil_day(at)).rules
    if level and level not in levels_within(rules, item.level, item.body.name):
        raise TooWide
    return level or item.level


def _keep_until(item: AgendaItem, at: datetime) -> date | None:
    """By the edition's rule for papers; None where it has none: kept for the life of the group."""
    rules = facts_on(item.collaborative, civil_day(at)).rules
    rule = retention.rule_for(rules, KIND)
    until = constitution.ask(rules, "keep until", rule, {"day": civil_day(at)}).value if rule else None
    return until if isinstance(until, date) else None


# Laid, by an app --------------------------------------------------------------------------------------


def lay_offered(*, item: AgendaItem, code: str, by: Person | None, at: datetime) -> Paper:
    """A paper that an app makes, as at today or the meeting's day; laid again it takes the place of the last.

    What is laid by nobody is not late: it is made as at its day, and no sooner.
    """
    offer = offer_called(item, code, at)
    acting_as = _capacity_for(by, item, offer, at)
    refuse_over(item)
    level = _level(item, offer.level, at)
    document = _printed(item, offer, by, at)
    last = standing(Paper.objects.filter(item=item, source=offer.code)).first()
    return _once_more(
        lambda: _lay(
            item,
            document,
            acting_as,
            by,
            at,
            level=level,
            late=by is not None and comes_late(item.meeting, at),
            source=offer.code,
            as_at_on=occasion_of(item, civil_day(at)).as_at,
            instead_of=last,
        )
    )


def offer_called(item: AgendaItem, code: str, at: datetime) -> papers.Offer:
    for offer in papers.offered(item.collaborative, occasion_of(item, civil_day(at))):
        if offer.code == code:
            return offer
    raise NotOffered


def _printed(item: AgendaItem, offer: papers.Offer, by: Person | None, at: datetime) -> Document:
    """Printing takes long, so it is over before the transaction begins."""
    from records import press  # noqa: PLC0415  # reason: heavy library, and most processes never print

    content = press.pdf(offer.make(), offer.title)
    return documents.freeze(
        content,
        collaborative=item.collaborative,
        kind=KIND,
        title=offer.title,
        facts={"item": item.pk} | _looked_at(content, "paper.pdf") | dict(offer.facts),
        edition_sha=offer.edition_sha,
        issued_on=civil_day(at),
        keep_until_on=_keep_until(item, at),
        by=by,
    )


def lay_due(*, meeting: Meeting, at: datetime) -> list[Paper]:
    """Lay what comes by itself before the items of a meeting: once its agenda is agreed, and on its day anew (K8.7)."""
    on, found = civil_day(at), []
    for item in meeting.items.filter(state=State.PLACED).select_related("body", "meeting", "collaborative"):
        occasion = occasion_of(item, on)
        for offer in papers.offered(item.collaborative, occasion):
            if offer.by_itself and offer.is_for(occasion) and not _stands(item, offer, on):
                found.append(lay_offered(item=item, code=offer.code, by=None, at=at))
    return found


def _stands(item: AgendaItem, offer: papers.Offer, on: date) -> bool:
    """Whether what was laid will do: that of the day itself on the day of the meeting, before it any."""
    rows = standing(Paper.objects.filter(item=item, source=offer.code))
    return rows.filter(as_at_on=on).exists() if on >= day_of(item.meeting) else rows.exists()


def lay_by_itself(*, collaborative: Collaborative, on: date) -> int:
    """The same of every meeting to come whose agenda is agreed. How many papers."""
    rows = Meeting.objects.filter(collaborative=collaborative, state=Meeting.State.AGREED)
    at = audit.moment()
    to_come = [row for row in rows.filter(starts_at__gte=first_of(on)) if row.agenda_agreed_at]
    return sum(len(lay_due(meeting=row, at=at)) for row in to_come)


# What every way of laying shares ----------------------------------------------------------------------


def _once_more(lay: Callable[[], Paper]) -> Paper:
    """Two who lay at the same moment want the same place: the second takes the next."""
    for _ in range(TRIES):
        with suppress(IntegrityError), transaction.atomic():
            return lay()
    raise Conflict("Somebody else is laying papers before this item. Lay it again.")


def _lay(
    item: AgendaItem,
    document: Document,
    acting_as: str,
    by: Person | None,
    at: datetime,
    *,
    source: str = "",
    instead_of: Paper | None = None,
    **fields: Any,
) -> Paper:
    made = Paper.objects.create(
        collaborative=item.collaborative,
        item=item,
        document=document,
        title=document.title,
        position=_next(item),
        laid_by=by,
        laid_at=at,
        **{"as_at_on": civil_day(at)} | fields,
    )
    position = _take_the_place(instead_of, made) if instead_of else made.position
    Paper.objects.filter(pk=made.pk).update(position=position, source=source)
    made.position, made.source = position, source
    after = {
        "item": item.pk,
        "sha256": document.sha256,
        "level": made.level,
        "late": made.late,
        "instead_of": instead_of and instead_of.pk,
    }
    _record(made, by, acting_as, at, after)
    return made


def _next(item: AgendaItem) -> int:
    return (standing(Paper.objects.filter(item=item)).aggregate(last=Max("position"))["last"] or 0) + 1


def _take_the_place(before: Paper, made: Paper) -> int:
    """The place of the version before, if nobody was faster."""
    if not _still(before).update(superseded_by=made):
        raise Gone
    return before.position


def _still(paper: Paper) -> QuerySet[Paper]:
    return standing(Paper.objects.filter(pk=paper.pk))


def _record(paper: Paper, by: Person | None, acting_as: str, at: datetime, after: dict[str, Any]) -> None:
    audit.record(
        collaborative=paper.collaborative,
        act=LAY,
        subject=paper,
        by=by,
        at=at,
        acting_as=acting_as,
        after=after,
        moves_facts=False,
    )
    renew_packs(paper.item.meeting, at)


# Withdrawn, moved -------------------------------------------------------------------------------------


@transaction.atomic
def withdraw_paper(*, paper: Paper, because: str, by: Person, at: datetime) -> Paper:
    """It is laid no longer, and in no pack that is made from now on; the record of it stays."""
    acting_as = _capacity(by, paper.item, at)
    refuse_over(paper.item)
    if not because.strip():
        raise Refusal("Say why the paper is withdrawn.")
    if not _still(paper).update(withdrawn_at=at):
        raise Gone
    told = {} if paper.item.confidential or narrow(paper.level) else {"because": because.strip()}
    _record(paper, by, acting_as, at, {"withdrawn": True} | told)
    paper.refresh_from_db()
    return paper


@transaction.atomic
def move_paper(*, paper: Paper, up: bool, by: Person, at: datetime) -> bool:
    """One place up or down among the papers of its item. False where it is the first or the last already."""
    acting_as = _capacity(by, paper.item, at)
    refuse_over(paper.item)
    paper = _still(paper).first() or _gone()
    rows = standing(Paper.objects.filter(item=paper.item_id))
    beside = rows.filter(position__lt=paper.position) if up else rows.filter(position__gt=paper.position)
    other = beside.order_by("-position" if up else "position").first()
    if other is None:
        return False
    places = {other: paper.position, paper: other.position}
    for row, position in [(paper, ASIDE + paper.position), *places.items()]:
        Paper.objects.filter(pk=row.pk).update(position=position)
    _record(paper, by, acting_as, at, {"position": places[paper]})
    return True


def _gone() -> Paper:
    raise Gone
