"""The pages of papers: the list with its pack, laying before an item, new versions, withdrawing (K9.16)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Meeting, Paper
from membership.queries import kept
from records import jobs
from records.models import Person
from tests.meetings import cast, pdfs
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("K9.16")]

DAY = date(2024, 4, 18)


@pytest.fixture(autouse=True)
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon, five weeks before the meeting."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: pages.NOON)
    settings.DEMONSTRATION = True


@pytest.fixture
def heads(group, marian):
    return cast.schools(group, 3)


@pytest.fixture
def item(group, heads):
    day = {
        "starts_at": cast.moment(9, day=DAY),
        "ends_at": cast.moment(12, day=DAY),
        "slot": "2023-24/summer-1",
    }
    made = cast.meeting(group, **day)
    cast.item(made, "Minutes of the last meeting")
    return cast.item(made, "Budget", kind="accounts")


@pytest.fixture
def office(client, group, marian):
    return pages.sign_in(client, group, marian)


@pytest.fixture
def head(group, heads):
    from django.test import Client

    return pages.sign_in(Client(), group, heads[1])


def url(item, what="papers"):
    return f"/marlbeck/meetings/{item.meeting_id}/{what}/"


def item_url(item):
    return f"/marlbeck/meetings/items/{item.pk}/papers/"


def upload(browser, item, title="Budget to March", content=None, name="budget.pdf", **more):
    content = pdfs.of(title, 2) if content is None else content
    return browser.post(
        item_url(item),
        {"title": title, "file": SimpleUploadedFile(name, content), "level": "members", "do": "lay"} | more,
    )


def work():
    while jobs.run_next(pages.NOON):
        pass


def test_a_paper_is_laid_on_the_page_of_its_item_and_read_by_a_member(office, head, item):
    assert "Laid." in words_of(upload(office, item).client.get(item_url(item)))
    told = words_of(head.get(url(item)))
    assert "2a Budget to March 2 pages" in told
    paper = Paper.objects.get()
    answer = head.get(f"/marlbeck/meetings/papers/{paper.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert "Budget to March" in pdfs.words_in(b"".join(answer.streaming_content))[0]


def test_what_cannot_be_kept_comes_back_with_its_sentence_and_the_title(office, item):
    answer = upload(office, item, content=pdfs.locked("Budget"))
    assert answer.status_code == 422
    told = words_of(answer)
    assert "This PDF is locked with a password, so it cannot go into the pack." in told
    assert 'value="Budget to March"' in answer.content.decode()
    answer = upload(office, item, content=b"nothing", name="budget.exe")
    assert "A file ending in “.exe” is not kept here. Send it as a PDF." in words_of(answer)
    answer = upload(office, item, content=b"no pdf at all")
    assert "cannot be read as one" in words_of(answer)


def test_one_that_is_too_large_is_told_how_large_it_may_be(office, item, monkeypatch):
    monkeypatch.setattr("membership.forms.duties.LARGEST", 1024**2)
    assert "The file is larger than 1 MB." in words_of(upload(office, item, content=b"%PDF" * 300_000))


def test_without_a_title_or_a_file_both_are_asked_for(office, item):
    told = words_of(office.post(item_url(item), {"do": "lay", "level": "members"}))
    assert "Give the paper a title." in told
    assert "Choose the file." in told


def test_the_pack_is_made_shown_while_it_is_being_made_and_read(office, head, item):
    upload(office, item)
    assert "Make the pack" in words_of(head.get(url(item)))
    assert "Your pack is being made." in words_of(head.post(url(item), {"do": "make"}, follow=True))
    going_on = head.get(url(item), headers={"HX-Request": "true"})
    assert "Agenda and papers in your pack" in words_of(going_on)
    assert "<html" not in going_on.content.decode()
    work()
    assert head.get(url(item), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    told = words_of(head.get(url(item)))
    assert "5 pages, made 14 March 2024, 12:00pm" in told
    assert "2 pages · pages 4 to 5 of the pack" in told
    answer = head.get(url(item, "pack.pdf").rstrip("/"))
    pages_of = pdfs.words_in(b"".join(answer.streaming_content))
    assert "2a Budget to March" in pages_of[3]
    assert "Page 4 of 5" in pages_of[3]


def test_a_late_paper_stands_apart_and_the_pack_says_what_came_since(office, head, item):
    upload(office, item)
    head.post(url(item), {"do": "make"})
    work()
    Meeting.objects.update(agenda_agreed_at="2024-03-13T12:00Z", agenda_resolution="13 March")
    assert "Laid, and marked late." in words_of(
        upload(office, item, "Corrected figures").client.get(item_url(item))
    )
    told = words_of(head.get(url(item)))
    assert "Late papers Laid after the agenda went round." in told
    assert "made 14 March 2024, 12:00pm: one late paper since" in told
    assert "Make it again" in told


def test_the_page_of_the_meeting_shows_the_papers_and_leads_to_the_pack(office, head, item):
    upload(office, item)
    told = words_of(head.get(f"/marlbeck/meetings/{item.meeting_id}/"))
    assert "2a Budget to March" in told
    assert "All as one PDF" in told
    assert "Papers, all as one PDF" in words_of(head.get(url(item, "agenda")))


def test_an_app_lays_what_it_makes_at_the_press_of_a_button(office, item):
    assert "Lay the subscription statement as at 14 March 2024" in words_of(office.get(item_url(item)))
    office.post(item_url(item), {"do": "offer", "code": "subscriptions 2023-24"})
    told = words_of(office.get(item_url(item)))
    assert "Subscriptions 2023/24" in told
    assert "as at 14 March 2024 again" in told
    assert "There is no such paper" in words_of(
        office.post(item_url(item), {"do": "offer", "code": "the moon"}, follow=True)
    )


def test_a_new_version_and_a_withdrawal_each_say_what_follows(office, head, item):
    upload(office, item)
    paper = Paper.objects.get()
    at = f"/marlbeck/meetings/papers/{paper.pk}/"
    assert "takes the place of the one laid Thursday 14 March 2024" in words_of(office.get(f"{at}replace/"))
    file = SimpleUploadedFile("new.pdf", pdfs.of("New"))
    office.post(f"{at}replace/", {"title": "Budget, corrected", "file": file})
    newer = Paper.objects.get(title="Budget, corrected")
    at = f"/marlbeck/meetings/papers/{newer.pk}/"
    assert "Say why the paper is withdrawn." in words_of(office.post(f"{at}withdraw/", {"because": ""}))
    office.post(f"{at}withdraw/", {"because": "It names a pupil"})
    assert head.get(at).status_code == 404
    assert office.get(at).status_code == 200
    assert "Withdrawn 14 March 2024" in words_of(office.get(item_url(item)))
    assert "another version has taken its place" in words_of(office.get(f"{at}replace/"))


def test_papers_are_put_in_order_without_a_script(office, head, item):
    for title in ("One", "Two"):
        upload(office, item, title)
    office.post(item_url(item), {"do": "up", "paper": Paper.objects.get(title="Two").pk})
    assert "2a Two 2 pages 2b One" in words_of(head.get(url(item)))


def test_a_member_reads_and_lays_nothing_unless_the_item_is_theirs(head, heads, item):
    assert "Lay a paper" not in words_of(head.get(item_url(item)))
    assert upload(head, item).status_code == 403
    item.by = heads[1]
    item.save()
    assert upload(head, item).status_code == 302


@pytest.mark.clause("B5.2")
def test_a_confidential_paper_has_no_address_for_others(office, head, item, group):
    upload(office, item)
    outsider = members.head(members.school(group, "School 04"), "Deputy 4", kind="deputy headteacher")
    item.confined_at, item.level = pages.NOON, "body"
    item.save()
    browser = pages.sign_in(type(head)(), group, outsider)
    assert browser.get(f"/marlbeck/meetings/papers/{Paper.objects.get().pk}/").status_code == 404
    assert browser.get(item_url(item)).status_code == 404
    assert "Budget" not in words_of(browser.get(url(item)))
    assert "C1a Budget to March" in words_of(head.get(url(item)))


def test_the_pages_ask_the_same_whatever_their_papers(office, head, item, django_assert_max_num_queries):
    for number in range(5):
        upload(office, item, f"Paper {number}")
    head.post(url(item), {"do": "make"})
    work()
    for address in (url(item), item_url(item)):
        with django_assert_max_num_queries(15):
            head.get(address)


def test_the_letter_with_the_agenda_leads_to_the_papers(office, item, heads, group):
    from collaborative.post import render
    from meetings.actions.agenda import agree_agenda
    from records import outbox

    upload(office, item)
    Person.objects.filter(pk=heads[1].pk).update(email="head@marlbeck.example")
    from membership.queries import kept

    kept.forget()
    Meeting.objects.update(state="set")
    item.meeting.refresh_from_db()
    from django.core import mail

    agree_agenda(meeting=item.meeting, resolution="Management group", by=None, at=pages.NOON)
    outbox.send_due(render, at=pages.NOON)
    (letter,) = [each for each in mail.outbox if "head@marlbeck.example" in each.to]
    assert "1 paper, all as one PDF" in letter.body
    assert url(item) in letter.body


@pytest.mark.clause("K9.11")
def test_the_office_sees_how_far_the_packs_of_everybody_are(office, head, group, marian, item):
    from records import clock

    for person in Person.objects.filter(name__startswith="Head"):
        Person.objects.filter(pk=person.pk).update(email=f"head{person.pk}@marlbeck.example")
    kept.forget()
    assert "They are made by themselves once the agenda is agreed" in words_of(office.get(url(item)))
    Meeting.objects.filter(pk=item.meeting_id).update(
        agenda_agreed_at=clock.now(), agenda_resolution="R-2024-001"
    )
    office.post(url(item), {"do": "make for all"})
    assert "The packs are being asked for" in words_of(office.get(url(item)))
    jobs.run_next(clock.now())
    said = words_of(office.get(url(item)))
    assert "Being made 0 of 1" in said
    assert "Make the packs of everybody" not in said
    jobs.run_next(clock.now())
    said = words_of(office.get(url(item)))
    assert "Made for everybody" in said
    assert "1 pack: those who see the same share one" in said
    assert "again when a paper comes late" in said
    assert "Made for everybody" not in words_of(head.get(url(item)))
