"""Papers before an item: handed in, replaced, withdrawn, late, never wider than the item (K9.16)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from meetings.actions.papers import (
    Broken,
    Gone,
    Locked,
    TooWide,
    Untitled,
    lay_offered,
    lay_paper,
    move_paper,
    replace_paper,
    withdraw_paper,
)
from meetings.models import Meeting, Paper
from meetings.queries.agenda import agenda_of
from meetings.queries.papers import comes_late, laid, levels_within
from membership.permissions import NotAllowed, viewer_for
from records import audit, documents
from records.models import AuditEntry
from records.refusals import NotNow, Refusal
from tests.meetings import cast, pdfs
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

BEFORE = cast.NINE - timedelta(days=10)
DAY = members.DAY


@pytest.fixture
def heads(group):
    return cast.schools(group, 3)


@pytest.fixture
def item(group, heads, marian):
    return cast.item(cast.meeting(group))


def lay(item, by, title="Attendance", at=BEFORE, content=None, **more) -> Paper:
    content = pdfs.of(title) if content is None else content
    told = {"content": content, "filename": "paper.pdf", "by": by, "at": at} | more
    return lay_paper(item=item, title=title, **told)


def seen(group, meeting, person):
    return [each.words for each in laid(agenda_of(meeting, viewer_for(person, group, DAY)))]


@pytest.mark.clause("K9.16")
def test_a_paper_is_laid_frozen_with_its_pages_and_opened_through_its_item(group, item, heads, marian):
    paper = lay(item, marian, content=pdfs.of("Attendance", pages=3))
    assert (paper.title, paper.level, paper.late, paper.as_at_on) == (
        "Attendance",
        "members",
        False,
        date(2024, 3, 4),
    )
    assert paper.document.facts["pages"] == 3
    assert seen(group, item.meeting, heads[0]) == ["1a Attendance"]
    assert documents.open_document(paper.document).read().startswith(b"%PDF")


def test_whoever_brought_the_item_lays_its_paper_and_nobody_else_but_the_office(item, heads, marian):
    item.by = heads[0]
    item.save()
    lay(item, heads[0])
    with pytest.raises(NotAllowed):
        lay(item, heads[1])


def test_it_says_nothing_in_the_audit_trail_but_that_it_was_laid(group, item, marian):
    lay(item, marian, title="A word that nobody else may read")
    entry = AuditEntry.objects.filter(act="lay-paper").last()
    assert "nobody else" not in str(entry.detail.after)
    assert audit.verify(group)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (pdfs.locked, Locked),
        (lambda words: b"%PDF-1.7 and then nothing", Broken),
        (lambda words: b"a letter", Broken),
    ],
)
def test_a_pdf_that_cannot_go_into_a_pack_is_refused_with_a_sentence(item, marian, content, refusal):
    with pytest.raises(refusal) as refused:
        lay(item, marian, content=content("Attendance"))
    assert refused.value.sentence.endswith("send that.")
    assert not Paper.objects.exists()


def test_one_that_only_forbids_printing_is_taken(item, marian):
    assert lay(item, marian, content=pdfs.restricted("Attendance")).document.facts["pages"] == 1


def test_other_kinds_are_kept_as_they_are_and_programs_are_not(item, marian):
    kept = lay(item, marian, content=b"school,absent\n", filename="Absence.CSV")
    assert kept.document.content_type == "text/csv"
    assert "pages" not in kept.document.facts
    with pytest.raises(documents.NotAccepted, match="not kept here"):
        lay(item, marian, content=b"MZ", filename="run.exe")
    with pytest.raises(documents.NotAccepted, match="empty or larger"):
        lay(item, marian, content=b"", filename="paper.pdf")


def test_a_paper_has_a_title(item, marian):
    with pytest.raises(Untitled):
        lay(item, marian, title="  ", content=pdfs.of("x"))


@pytest.mark.clause("B5.2")
def test_a_paper_is_never_filed_wider_than_its_item(group, item, marian):
    item.level = "body"
    item.save()
    with pytest.raises(TooWide):
        lay(item, marian, level="members")
    assert lay(item, marian, level="body").level == "body"


def test_before_an_item_for_all_members_a_paper_may_be_narrower(group, item):
    rules = viewer_for(members.person("Head 1"), group, DAY).rules
    offered = levels_within(rules, "members", "full group")
    assert next(iter(offered)) == "members"
    assert {"body", "office", "category"} <= offered.keys()
    assert "public" not in offered
    assert "local" not in offered
    assert list(levels_within(rules, "body", "full group")) == ["body"]


@pytest.mark.clause("K9.16")
def test_a_paper_filed_narrower_is_not_even_a_gap_for_the_others(group, item, heads, marian):
    lay(item, marian, title="For the office", level="office")
    lay(item, marian, title="For all")
    assert seen(group, item.meeting, heads[0]) == ["1a For all"]
    assert seen(group, item.meeting, marian) == ["1a For the office", "1b For all"]


# Versions ---------------------------------------------------------------------------------------------


def test_a_new_version_takes_the_place_of_the_one_before_which_is_kept(group, item, heads, marian):
    first, second = lay(item, marian, title="Budget"), lay(item, marian, title="Staffing")
    newer = replace_paper(
        paper=first, title="Budget, corrected", content=pdfs.of("new"), filename="b.pdf", by=marian, at=BEFORE
    )
    assert seen(group, item.meeting, heads[0]) == ["1a Budget, corrected", "1b Staffing"]
    first.refresh_from_db()
    assert (first.superseded_by, newer.position, second.position) == (newer, 1, 2)


def test_of_two_new_versions_the_second_is_told(item, marian):
    first = lay(item, marian)
    again = {
        "paper": first,
        "title": "Again",
        "content": pdfs.of("new"),
        "filename": "b.pdf",
        "by": marian,
        "at": BEFORE,
    }
    replace_paper(**again)
    with pytest.raises(Gone):
        replace_paper(**again)
    assert Paper.objects.filter(superseded_by=None).count() == 1


def test_a_withdrawn_paper_is_laid_no_longer_and_needs_a_reason(group, item, heads, marian):
    paper = lay(item, marian)
    with pytest.raises(Refusal, match="why"):
        withdraw_paper(paper=paper, because=" ", by=marian, at=BEFORE)
    withdraw_paper(paper=paper, because="It named a pupil", by=marian, at=BEFORE)
    assert seen(group, item.meeting, heads[0]) == []
    with pytest.raises(Gone):
        withdraw_paper(paper=paper, because="Again", by=marian, at=BEFORE)


def test_papers_are_moved_up_and_down(group, item, heads, marian):
    for title in ("One", "Two", "Three"):
        lay(item, marian, title=title)
    three = Paper.objects.get(title="Three")
    assert move_paper(paper=three, up=True, by=marian, at=BEFORE)
    assert seen(group, item.meeting, heads[0]) == ["1a One", "1b Three", "1c Two"]
    assert move_paper(paper=three, up=True, by=marian, at=BEFORE)
    assert not move_paper(paper=three, up=True, by=marian, at=BEFORE)


def test_after_the_meeting_its_papers_stay_as_they_were(item, marian):
    paper = lay(item, marian)
    Meeting.objects.filter(pk=item.meeting_id).update(state="cancelled", cancelled_because="Snow")
    item.meeting.refresh_from_db()
    with pytest.raises(NotNow, match="over"):
        lay(item, marian, title="Later")
    paper.refresh_from_db()
    with pytest.raises(NotNow, match="over"):
        withdraw_paper(paper=Paper.objects.get(pk=paper.pk), because="x", by=marian, at=BEFORE)


# Late -------------------------------------------------------------------------------------------------


def test_without_a_notice_of_papers_one_is_late_once_the_agenda_went_round(group, item, marian):
    meeting = item.meeting
    assert not comes_late(meeting, BEFORE)
    meeting.agenda_agreed_at = BEFORE
    assert not comes_late(meeting, BEFORE)
    assert comes_late(meeting, BEFORE + timedelta(minutes=1))


def test_with_a_notice_of_papers_the_day_itself_is_in_time(group, heads, marian):
    rule = (
        '\n[deadline.meeting-papers]\nclause = "Agenda items"\nname = "Papers"\nat_least = "7 days"'
        '\nbefore = "full-meeting"\n\n[deadline.agenda-items]'
    )
    source = members.knowsley().partition("[[examples]]")[0].replace("\n[deadline.agenda-items]", rule)
    members.adopt(group, source, date(2023, 10, 1))
    meeting = cast.meeting(group)
    assert not comes_late(meeting, datetime.fromisoformat("2024-03-07T23:30:00+00:00"))
    assert comes_late(meeting, datetime.fromisoformat("2024-03-08T00:30:00+00:00"))


def test_late_papers_stand_last_and_keep_the_letters_of_their_items(group, heads, marian):
    meeting = cast.meeting(group)
    one, two = cast.item(meeting, "One"), cast.item(meeting, "Two")
    lay(one, marian, title="In time")
    lay(two, marian, title="Also in time")
    Meeting.objects.filter(pk=meeting.pk).update(agenda_agreed_at=BEFORE, agenda_resolution="12 March")
    one.meeting.refresh_from_db()
    lay(one, marian, title="Late", at=BEFORE + timedelta(hours=1))
    assert seen(group, meeting, heads[0]) == ["1a In time", "2a Also in time", "1b Late"]


def test_nobody_lays_a_paper_that_no_app_offers(item, marian):
    with pytest.raises(Refusal, match="no such paper"):
        lay_offered(item=item, code="the moon", by=marian, at=BEFORE)


# What the database refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"level": "public"}, {"late": True}, {"title": "Another"}])
def test_what_was_laid_is_not_changed_by_anybody(item, marian, change):
    paper = lay(item, marian)
    with pytest.raises(DatabaseError, match="lay a new version"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**change)


def test_nor_removed(item, marian):
    paper = lay(item, marian)
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).delete()
