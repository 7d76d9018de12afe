"""The pack: one PDF for each reader, of what they may see, with bookmarks and the pages that the screen names (K9.16)."""

from datetime import date, timedelta

import pytest

from meetings.actions.agenda import agree_agenda
from meetings.actions.pack import (
    NothingYet,
    ask_for_all,
    ask_for_pack,
    let_packs_go,
    open_pack,
    renew_packs_by_itself,
)
from meetings.actions.papers import lay_paper, replace_paper, withdraw_paper
from meetings.models import AgendaItem, Invitation, Meeting, Paper
from meetings.queries.pack import JOB, for_all_of, outline_of, packs_of
from membership.permissions import NotAllowed, viewer_for
from membership.queries import kept
from records import clock, jobs
from records.models import Job, Person
from tests.meetings import cast, pdfs
from tests.membership import cast as members

pytestmark = [pytest.mark.django_db, pytest.mark.clause("K9.16")]

BEFORE = cast.NINE - timedelta(days=10)
DAY = members.DAY


@pytest.fixture(autouse=True)
def that_week(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BEFORE)


@pytest.fixture
def heads(group):
    return cast.schools(group, 3)


@pytest.fixture
def meeting(group, heads, marian):
    """Three items: minutes, a budget with two papers, and one that is confidential."""
    made = cast.meeting(group)
    cast.item(made, "Minutes of the last meeting")
    budget = cast.item(made, "Budget", presenter="Head 1", minutes=20)
    secret = cast.item(made, "Grievance", confined_at=BEFORE, confined_because="Named people", level="body")
    lay(budget, marian, "Budget to February", pages=3)
    lay(budget, marian, "Reserves")
    lay(secret, marian, "Statement of the headteacher", pages=2)
    return made


def lay(item, by, title, pages=1, at=BEFORE, **more) -> Paper:
    told = {"content": pdfs.of(title, pages), "filename": "paper.pdf"} | more
    return lay_paper(item=item, title=title, by=by, at=at, **told)


def changed(which: str, **fields) -> None:
    """Past the verbs, which say so in the trail: nothing that was kept holds any longer."""
    AgendaItem.objects.filter(title=which).update(**fields)
    kept.forget()


def packs(meeting, person):
    viewer = viewer_for(person, meeting.collaborative, DAY)
    return packs_of(outline_of(meeting, viewer), viewer)


def made(meeting, person):
    """The pack that this reader asks for, as it lies there when the work is done."""
    ask_for_pack(meeting=meeting, by=person, at=BEFORE)
    work()
    return packs(meeting, person).current


def work():
    while jobs.run_next(BEFORE):
        pass


def read(meeting, person) -> list[str]:
    return pdfs.words_in(open_pack(made(meeting, person)).read())


@pytest.fixture
def outsider(group, heads):
    """A deputy, who belongs to the group and sits on none of its bodies."""
    return members.head(members.school(group, "School 04"), "Deputy 4", kind="deputy headteacher")


def test_it_begins_with_cover_contents_and_agenda_and_holds_every_paper(meeting, heads):
    pages = read(meeting, heads[0])
    assert "Full meeting" in pages[0]
    assert pages[1].startswith("Contents")
    assert "2a Budget to February 4" in pages[1]
    assert "2b Reserves 7" in pages[1]
    assert "C1a Statement of the headteacher 8" in pages[1]
    assert "Paper 2a, page 4; Paper 2b, page 7" in pages[2]
    assert [page for page, words in enumerate(pages, 1) if "Budget to February" in words][-3:] == [4, 5, 6]
    assert len(pages) == 9


def test_every_page_says_which_of_how_many_it_is_and_what_it_belongs_to(meeting, heads):
    pages = read(meeting, heads[0])
    assert all(f"Page {number} of 9" in words for number, words in enumerate(pages, 1))
    assert all("2a Budget to February" in words for words in pages[3:6])
    assert "Thursday 14 March 2024" in pages[5]


def test_the_screen_names_the_pages_that_the_pack_has(meeting, heads):
    pack = made(meeting, heads[0])
    where = {paper.title: packs(meeting, heads[0]).pages_of(paper) for paper in Paper.objects.all()}
    assert where == {"Budget to February": (4, 6), "Reserves": (7, 7), "Statement of the headteacher": (8, 9)}
    assert pack.pages == 9


def test_it_says_its_title_and_language_and_numbers_its_pages_as_they_are_printed(meeting, heads):
    from pypdf import PdfReader

    reader = PdfReader(open_pack(made(meeting, heads[0])))
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Full meeting, Thursday 14 March 2024"
    assert (root["/Lang"], root["/PageMode"]) == ("en-GB", "/UseOutlines")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.page_labels == [str(number) for number in range(1, len(reader.pages) + 1)]


def test_its_bookmarks_are_the_items_with_their_papers(meeting, heads):
    found = pdfs.bookmarks_in(open_pack(made(meeting, heads[0])).read())
    assert found == [
        (0, "Contents", 2),
        (0, "Agenda", 3),
        (0, "1. Minutes of the last meeting", 3),
        (0, "2. Budget", 4),
        (1, "2a Budget to February", 4),
        (1, "2b Reserves", 7),
        (0, "C1. Grievance", 8),
        (1, "C1a Statement of the headteacher", 8),
    ]


def test_a_line_of_the_contents_leads_to_its_page(meeting, heads):
    from pypdf import PdfReader

    reader = PdfReader(open_pack(made(meeting, heads[0])))
    targets = {
        reader.get_page_number(mark.get_object()["/Dest"][0].get_object()) + 1
        for mark in reader.pages[1]["/Annots"]
    }
    assert targets == {4, 7, 8}
    marks = (mark.get_object() for page in reader.pages for mark in page.get("/Annots", ()))
    assert not [mark for mark in marks if "pack.invalid" in str(mark)]


@pytest.mark.clause("B5.2")
def test_nothing_of_a_confidential_item_is_in_the_pack_of_another_reader(meeting, heads, outsider):
    words = " ".join(read(meeting, outsider))
    assert "Budget to February" in words
    for secret in ("Grievance", "Statement", "C1", "onfidential"):
        assert secret not in words
    assert "Page 7 of 7" in words


@pytest.mark.clause("K9.12")
def test_a_guest_has_their_items_alone(group, meeting, heads, marian):
    guest = members.person("Priya Vantongeren")
    item = AgendaItem.objects.get(title="Budget")
    Invitation.objects.create(
        collaborative=group, meeting=meeting, item=item, person=guest, because="Speaks", resolution="12 March",
        invited_by=marian, invited_at=BEFORE, ends_on=DAY,
    )  # fmt: skip
    words = " ".join(read(meeting, guest))
    assert "1a Budget to February" in words
    assert "Minutes of the last meeting" not in words
    assert "Grievance" not in words


def test_two_readers_with_the_same_rights_share_one(meeting, heads, outsider):
    one = ask_for_pack(meeting=meeting, by=heads[0], at=BEFORE)
    assert ask_for_pack(meeting=meeting, by=heads[1], at=BEFORE) == one
    work()
    assert packs(meeting, heads[1]).current.job == one
    assert packs(meeting, outsider).readable is None
    assert ask_for_pack(meeting=meeting, by=heads[2], at=BEFORE) == one


def test_whoever_lost_the_right_meanwhile_gets_what_they_see_now(meeting, heads):
    """The work is done for what may be seen then, and is nobody's who saw more when they asked."""
    asked = ask_for_pack(meeting=meeting, by=heads[0], at=BEFORE)
    changed("Budget", confined_at=BEFORE, level="body")
    work()
    asked.refresh_from_db()
    assert asked.arguments["digest"] != asked.key.split()[-1]
    assert packs(meeting, heads[0]).current.job == asked


@pytest.mark.clause("B5.2")
def test_a_pack_of_before_is_closed_to_whoever_may_no_longer_see_all_of_it(meeting, outsider):
    made(meeting, outsider)
    changed("Budget", confined_at=BEFORE, level="body")
    assert packs(meeting, outsider).readable is None


# Changed since ----------------------------------------------------------------------------------------


def test_a_late_paper_is_told_of_and_stands_at_the_end(meeting, heads, marian):
    made(meeting, heads[0])
    Meeting.objects.filter(pk=meeting.pk).update(agenda_agreed_at=BEFORE, agenda_resolution="12 March")
    minutes = AgendaItem.objects.get(title="Minutes of the last meeting")
    lay(minutes, marian, "Minutes, at last", at=BEFORE + timedelta(hours=1))
    found = packs(meeting, heads[0])
    assert found.current is None
    assert found.since == "one late paper since"
    assert open_pack(found.readable)
    pages = read(meeting, heads[0])
    assert "Laid late" in pages[9]
    assert "1a Minutes, at last" in pages[9]
    assert "2a Budget to February" in pages[3], "what was there keeps its page"
    marks = pdfs.bookmarks_in(open_pack(packs(meeting, heads[0]).current).read())
    assert marks[-2:] == [(0, "Late papers", 10), (1, "1a Minutes, at last", 10)]


def test_any_other_change_makes_it_old_too(meeting, heads, marian):
    made(meeting, heads[0])
    changed("Budget", title="Budget and reserves")
    assert packs(meeting, heads[0]).since == "changed since"


def test_a_new_version_leaves_the_old_pack_open_and_a_withdrawn_paper_closes_it(meeting, heads, marian):
    made(meeting, heads[0])
    reserves = Paper.objects.get(title="Reserves")
    replace_paper(
        paper=reserves, title="Reserves", content=pdfs.of("new"), filename="r.pdf", by=marian, at=BEFORE
    )
    assert packs(meeting, heads[0]).since == "one paper since"
    withdraw_paper(paper=Paper.objects.get(title="Budget to February"), because="Wrong", by=marian, at=BEFORE)
    assert packs(meeting, heads[0]).readable is None


# What cannot be bound ---------------------------------------------------------------------------------


def test_a_paper_of_another_kind_has_a_page_that_says_where_it_is(meeting, heads, marian):
    item = AgendaItem.objects.get(title="Minutes of the last meeting")
    paper = lay(item, marian, "Absence by school", content=b"a,b\n", filename="absence.csv")
    pages = read(meeting, heads[0])
    assert "kept as it was handed in" in pages[3]
    assert f"/marlbeck/meetings/papers/{paper.pk}/" in pages[3]
    assert "1a Absence by school" in pages[3]


def test_one_whose_bytes_are_gone_does_not_keep_the_others_out(meeting, heads):
    Paper.objects.get(title="Reserves").document.file.storage.delete(
        Paper.objects.get(title="Reserves").document.file.name
    )
    assert "can no longer be opened" in read(meeting, heads[0])[6]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_bound_upright_with_its_number(meeting, heads, marian, degrees):
    item = AgendaItem.objects.get(title="Minutes of the last meeting")
    lay(item, marian, "A table", content=pdfs.turned("Rows and columns", degrees))
    pack = open_pack(made(meeting, heads[0]))
    from pypdf import PdfReader

    page = PdfReader(pack).pages[3]
    assert page.rotation == 0
    assert (page.mediabox.width > page.mediabox.height) == (degrees in (90, 270))
    assert "Page 4 of 10" in page.extract_text()


def test_one_that_forbids_printing_is_bound_too(meeting, heads, marian):
    item = AgendaItem.objects.get(title="Minutes of the last meeting")
    lay(item, marian, "Restricted", content=pdfs.restricted("Words within"))
    assert "Words within" in read(meeting, heads[0])[3]


def test_nothing_in_a_pack_runs(meeting, heads, marian):
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter
    from pypdf.actions import JavaScript

    writer = PdfWriter(clone_from=BytesIO(pdfs.of("Harmless")))
    writer.add_open_action(JavaScript("app.alert('hello')"))
    out = BytesIO()
    writer.write(out)
    lay(AgendaItem.objects.get(title="Minutes of the last meeting"), marian, "Script", content=out.getvalue())
    root = PdfReader(open_pack(made(meeting, heads[0]))).trailer["/Root"]
    assert "/OpenAction" not in root
    assert "/JavaScript" not in str(root.get("/Names", ""))


# Asked for, for everybody, let go ---------------------------------------------------------------------


def test_of_an_agenda_on_which_nothing_is_seen_there_is_none(group, heads):
    with pytest.raises(NothingYet):
        ask_for_pack(meeting=cast.meeting(group), by=heads[0], at=BEFORE)


def test_the_office_has_one_made_for_everybody_and_nobody_else(meeting, heads, marian):
    for each in heads:
        Person.objects.filter(pk=each.pk).update(email=f"head{each.pk}@marlbeck.example")
    kept.forget()
    with pytest.raises(NotAllowed):
        ask_for_all(meeting=meeting, by=heads[0], at=BEFORE)
    ask_for_all(meeting=meeting, by=marian, at=BEFORE)
    work()
    assert Job.objects.filter(kind=JOB).count() == 1, "all heads see the same"
    assert packs(meeting, heads[2]).current


@pytest.fixture
def members_with_mail(heads):
    for each in heads:
        Person.objects.filter(pk=each.pk).update(email=f"head{each.pk}@marlbeck.example")
    kept.forget()


@pytest.fixture
def agreed(meeting, marian, members_with_mail):
    """The agenda is set, and then agreed by decision."""
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.SET)
    meeting.refresh_from_db()
    return agree_agenda(meeting=meeting, resolution="R-2024-001", by=marian, at=BEFORE)


@pytest.mark.clause("K9.11")
def test_once_the_agenda_is_agreed_everybodys_pack_is_made_by_itself(agreed, heads):
    assert for_all_of(agreed).begins
    work()
    found = for_all_of(agreed)
    assert (found.going_on, found.made, found.wanted, found.readers) == (False, 1, 1, 3)
    assert packs(agreed, heads[1]).current


def test_a_late_paper_marks_the_packs_as_outdated_and_they_are_made_again(agreed, heads, marian):
    work()
    lay(AgendaItem.objects.get(title="Budget"), marian, "Late figures", at=BEFORE + timedelta(hours=1))
    before = packs(agreed, heads[0])
    assert (before.current, before.since) == (None, "one late paper since")
    work()
    assert packs(agreed, heads[0]).current.pages == before.former.pages + 1


def test_what_changes_the_pack_has_it_made_again_and_what_changes_nothing_does_not(group, agreed, marian):
    work()
    assert renew_packs_by_itself(collaborative=group, on=date(2024, 3, 5)) == 0
    paper = Paper.objects.get(title="Reserves")
    withdraw_paper(paper=paper, because="Wrong year", by=marian, at=BEFORE + timedelta(hours=1))
    assert for_all_of(agreed).begins
    work()
    assert renew_packs_by_itself(collaborative=group, on=date(2024, 3, 5)) == 0


def test_what_nobody_asked_for_is_found_by_the_sweep(group, agreed, heads):
    work()
    item = AgendaItem.objects.get(title="Budget")
    AgendaItem.objects.filter(pk=item.pk).update(title="The budget", revised_at=BEFORE + timedelta(hours=2))
    assert renew_packs_by_itself(collaborative=group, on=date(2024, 3, 5)) == 1
    work()
    assert packs(agreed, heads[0]).current
    assert renew_packs_by_itself(collaborative=group, on=date(2024, 3, 20)) == 0, "it is over by then"


def test_while_the_packs_are_looked_through_they_are_asked_for_once_more(agreed, marian):
    running = jobs.claim(BEFORE)
    withdraw_paper(paper=Paper.objects.get(title="Reserves"), because="Wrong", by=marian, at=BEFORE)
    assert Job.objects.filter(kind="build-packs", state="queued").count() == 1
    assert running.kind == "build-packs"


@pytest.mark.django_db(transaction=True)
def test_the_work_needs_no_transaction_around_it(meeting, heads):
    assert made(meeting, heads[0]).job.state == "done"


def test_its_progress_is_seen(meeting, heads):
    job = made(meeting, heads[0]).job
    assert (job.done, job.total) == (5, 5)


def test_its_file_goes_after_a_time_and_can_be_made_again(group, meeting, heads):
    made(meeting, heads[0])
    assert let_packs_go(collaborative=group, on=DAY) == 0
    assert let_packs_go(collaborative=group, on=date(2024, 6, 1)) == 1
    assert packs(meeting, heads[0]).readable is None
    assert made(meeting, heads[0])
