"""The pages of items, agendas and guests, and their letters, each as its reader may see it (K9.9 to K9.12, B5.2)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core import mail
from pypdf import PdfReader

from collaborative.post import render
from meetings.actions.agenda import add_item, agree_agenda, set_agenda
from meetings.actions.confidence import confine
from meetings.actions.guests import invite
from meetings.models import AgendaItem, Meeting
from membership.models import Post
from membership.queries.kept import forget
from records import outbox
from records.models import Person
from records.obligations import Window, gather
from tests.meetings import cast
from tests.membership import cast as members
from tests.membership import pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.django_db

ITEMS = "/marlbeck/meetings/items/"
MORNING = "Morning session"


@pytest.fixture
def today(monkeypatch, settings):
    """Thursday 14 March 2024 at noon."""
    from records import clock

    monkeypatch.setattr(clock, "now", lambda: pages.NOON)
    settings.DEMONSTRATION = True
    return members.DAY


@pytest.fixture
def people(group, marian):
    heads = cast.schools(group, 3)
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    deputy = members.head(Post.objects.get(person=heads[1]).school, "Owen Sallis", kind="deputy headteacher")
    guest = members.person("Lena Osgathorpe")
    found = {"office": marian, "chair": heads[0], "head": heads[1], "deputy": deputy, "guest": guest}
    for name, person in found.items():
        Person.objects.filter(pk=person.pk).update(email=f"{name}@marlbeck.example")
        person.refresh_from_db()
    return found


@pytest.fixture
def signed_in(client, group, people, today):
    return {name: pages.sign_in(type(client)(), group, person) for name, person in people.items()}


@pytest.fixture
def full(group, people):
    """The full meeting of Thursday 28 March 2024, with three items: the second is confidential, the third has a guest."""
    day = date(2024, 3, 28)
    meeting = cast.meeting(
        group,
        state=Meeting.State.FIXED,
        starts_at=cast.moment(9, day=day),
        ends_at=cast.moment(15, 30, day=day),
    )
    told = {"meeting": meeting, "by": people["office"], "at": pages.NOON, "session": MORNING}
    for title in ("Subscription rates", "A complaint", "Early reading"):
        add_item(title=title, minutes=20, **told)
    office = people["office"]
    confine(item=_item("A complaint"), because="Names a person", by=office, at=pages.NOON)
    invite(meeting=meeting, person=people["guest"], items=[_item("Early reading")], resolution="R-3",
           ends_on=day, by=office, at=pages.NOON)  # fmt: skip
    meeting.refresh_from_db()
    return meeting


def _item(title):
    return AgendaItem.objects.get(title=title)


def at(full, page=""):
    return f"/marlbeck/meetings/{full.pk}/{page}"


def address(item, page=""):
    return f"{ITEMS}{item.pk}/{page}"


# --- submitting ---------------------------------------------------------------------------------------


@pytest.mark.clause("K9.9")
def test_a_head_submits_an_item_and_finds_it_among_their_own(signed_in, full):
    head = signed_in["head"]
    sent = {"meeting": full.pk, "title": "Attendance", "minutes": "15", "level": "members", "aim": ""}
    answer = head.post(f"{ITEMS}submit/", sent, follow=True)
    assert "Submitted." in words_of(answer)
    assert "Attendance" in words_of(head.get(ITEMS))
    assert "Attendance" in words_of(signed_in["office"].get(ITEMS))
    assert "Attendance" not in words_of(signed_in["deputy"].get(ITEMS))


def test_what_was_typed_comes_back_with_what_is_wrong(signed_in, full):
    sent = {"meeting": full.pk, "title": "", "text": "Kept words", "minutes": "0", "level": "members"}
    answer = signed_in["head"].post(f"{ITEMS}submit/", sent)
    words = words_of(answer)
    assert answer.status_code == 422
    assert "Give the item a title." in words
    assert "Kept words" in answer.content.decode()


@pytest.mark.clause("K9.9")
def test_the_chair_consents_and_the_office_answers_and_places(signed_in, group, full, people):
    cast.meeting(group, "management-group", state=Meeting.State.FIXED)
    forget()
    head, office, chair = (signed_in[name] for name in ("head", "office", "chair"))
    head.post(f"{ITEMS}submit/", {"meeting": full.pk, "title": "Attendance", "level": "members"})
    item = _item("Attendance")
    assert item.late
    assert "Late: waits for consent" in words_of(head.get(ITEMS))
    office.post(address(item, "place/"), {"meeting": full.pk, "session": MORNING})
    assert _item("Attendance").state == "submitted"
    chair.post(address(item, "consent/"), {"because": "Ofsted calls on Monday"})
    office.post(address(item, "answer/"), {"answer": "accept", "meeting": full.pk})
    office.post(address(item, "place/"), {"meeting": full.pk, "session": MORNING})
    assert _item("Attendance").state == "placed"
    assert "Ofsted calls on Monday" in words_of(head.get(address(item)))


THE_OFFICE_CONSENTS = """
[authority.consent-late-item]
clause = "Strategic Operations Manager"
act    = "consent to an item that came late"
by     = ["som"]
"""


@pytest.mark.clause("K9.9")
def test_whose_consent_a_late_item_waits_for_no_page_says_of_its_own(signed_in, group, full, people):
    """Under an edition in which the office consents, the Chair is not asked, and no page says so."""
    members.adopt(group, members.knowsley() + THE_OFFICE_CONSENTS, members.DAY)
    cast.meeting(group, "management-group", state=Meeting.State.FIXED)
    forget()
    head, office = signed_in["head"], signed_in["office"]
    head.post(f"{ITEMS}submit/", {"meeting": full.pk, "title": "Attendance", "level": "members"})
    item = _item("Attendance")
    shown = [
        (head, ITEMS),
        (head, f"{ITEMS}submit/"),
        (office, at(full, "agenda/build/")),
        (office, address(item)),
    ]
    words = [words_of(browser.get(page)) for browser, page in shown]
    assert ["consent" in each for each in words] == [True] * 4
    assert not any("the Chair" in each for each in words)
    office.post(address(item, "consent/"), {"because": "Ofsted calls on Monday"})
    assert _item("Attendance").consent_by == people["office"]


# --- the agenda ---------------------------------------------------------------------------------------


@pytest.mark.clause("B5.2")
@pytest.mark.parametrize("page", ["", "agenda/", "guests/"])
def test_who_is_outside_finds_no_trace_of_the_confidential_item(signed_in, full, page):
    for name in ("deputy", "guest"):
        answer = signed_in[name].get(at(full, page))
        assert "A complaint" not in answer.content.decode()
        assert "onfidential" not in words_of(answer).replace("without its confidential items", "")
    assert signed_in["deputy"].get(address(_item("A complaint"))).status_code == 404


@pytest.mark.clause("B5.2")
def test_numbers_are_counted_among_what_a_reader_sees(signed_in, full):
    assert "2. Early reading" in words_of(signed_in["deputy"].get(address(_item("Early reading"))))
    assert "C1. A complaint" in words_of(signed_in["head"].get(address(_item("A complaint"))))


@pytest.mark.clause("K9.12")
def test_a_guest_reads_their_item_alone_and_the_office_sees_that_they_looked(signed_in, full):
    words = words_of(signed_in["guest"].get(at(full, "agenda/")))
    assert "Early reading" in words
    assert "Subscription rates" not in words
    assert signed_in["guest"].get(at(full, "guests/")).status_code == 404
    assert "1 day, last 14 March 2024" in words_of(signed_in["office"].get("/marlbeck/meetings/guests/"))


def test_the_paper_is_printed_for_its_reader(signed_in, full):
    def printed(name):
        found = PdfReader(BytesIO(signed_in[name].get(at(full, "agenda.pdf")).content))
        return "".join(page.extract_text() for page in found.pages)

    assert "C1. A complaint" in printed("head")
    assert "complaint" not in printed("deputy")


def test_items_are_moved_with_buttons_and_a_stale_press_is_told(signed_in, full):
    office, item = signed_in["office"], _item("Early reading")
    assert "Work on the agenda" in words_of(office.get(at(full, "agenda/build/")))
    seen = Meeting.objects.get(pk=full.pk).agenda_version
    office.post(address(item, "move/"), {"do": "up", "seen": seen})
    titles = list(full.items.filter(confined_at=None).order_by("position").values_list("title", flat=True))
    assert titles == ["Early reading", "Subscription rates"]
    answer = office.post(address(item, "move/"), {"do": "down", "seen": seen}, follow=True)
    assert "Somebody else has changed this agenda" in words_of(answer)


def test_whoever_changes_an_item_over_another_has_both_before_them(signed_in, full):
    office, item = signed_in["office"], _item("Subscription rates")
    sent = {"title": "Rates for 2024/25", "level": "members", "session": MORNING, "seen": item.version}
    assert office.post(address(item, "change/"), sent).status_code == 302
    answer = office.post(address(item, "change/"), sent | {"title": "Mine"})
    assert answer.status_code == 422
    assert "Rates for 2024/25" in words_of(answer)
    over = AgendaItem.objects.get(pk=item.pk).version
    assert office.post(address(item, "change/"), sent | {"title": "Mine", "over": over}).status_code == 302


@pytest.mark.clause("K9.11")
def test_the_office_sets_records_the_agreement_and_every_member_has_a_letter_of_their_own(
    signed_in, full, people
):
    office = signed_in["office"]
    office.post(at(full, "agenda/set/"), {"seen": full.agenda_version})
    office.post(at(full, "agenda/agree/"), {"resolution": "Management group, 14 March 2024"})
    outbox.send_due(render, at=pages.NOON)
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "C1. A complaint" in letters["head@marlbeck.example"]
    assert "complaint" not in letters["guest@marlbeck.example"]
    assert "Early reading" in letters["guest@marlbeck.example"]
    assert "Agreed 14 March 2024" in words_of(office.get(at(full, "agenda/")))


def test_an_agenda_is_due_before_its_meeting_and_late_items_wait_for_the_chair(group, full, people):
    def due():
        window = Window(members.DAY, members.DAY - timedelta(days=60), members.DAY + timedelta(days=60))
        return {each.key.split(" · ")[0] + each.key.split(" · ")[3]: each for each in gather(group, window)}

    found = due()
    assert found["agendaset-agenda"].due_on == date(2024, 3, 21)
    assert people["chair"].pk in found["agendaset-agenda"].who
    told = {"meeting": full, "by": people["office"], "at": pages.NOON}
    set_agenda(seen=full.agenda_version, **told)
    assert "agendaagree-agenda" in due()
    agree_agenda(resolution="Management group", **told)
    assert not {"agendaset-agenda", "agendaagree-agenda"} & set(due())


# --- how much is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "agenda/", "agenda/build/", "guests/"])
def test_a_page_asks_alike_however_long_the_agenda(
    signed_in, full, people, page, django_assert_max_num_queries
):
    office = signed_in["office"]
    office.get(at(full, page))
    for number in range(20):
        add_item(meeting=full, title=f"Item {number}", by=people["office"], at=pages.NOON, session=MORNING)
    office.get(at(full, page))
    with django_assert_max_num_queries(15):
        office.get(at(full, page))
