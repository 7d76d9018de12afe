"""The log of contacts about wellbeing: for the management group alone, and nobody else reads a word of it."""

from datetime import date

import pytest

from membership.actions.offices import end_holding
from membership.actions.posts import end_post
from membership.models import Conversation, Holding, Post
from membership.queries.kept import facts_on
from membership.queries.wellbeing import contacts, long_since
from records.models import AuditDetail, Message
from tests.membership import cast, pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.clause("K8.18")

LOG = "/marlbeck/wellbeing/"
SENTENCE = "CANARY: long days, and a governor to talk to."


@pytest.fixture
def browser(client, group, today):
    """Signs somebody in, each in a browser of their own."""
    return lambda person: pages.sign_in(type(client)(), group, person)


@pytest.fixture
def elder(group, cabinet):
    school = cast.school(group, "Elder Primary")
    cast.head(school, "Priya Nettle")
    return school


@pytest.fixture
def chair(browser, cabinet, elder):
    return browser(cabinet["chair"])


def log(chair, school, day: str = "2024-03-12", summary: str = SENTENCE):
    return chair.post(f"{LOG}log/", {"school": school.pk, "held_on": day, "summary": summary}, follow=True)


def test_a_contact_is_logged_with_a_school_a_day_and_a_sentence(chair, elder):
    said = words_of(log(chair, elder))
    assert "Logged: Elder Primary." in said
    assert "Tuesday 12 March 2024, Elder Primary, Priya Nettle" in said
    assert SENTENCE in said
    talk = Conversation.objects.get()
    assert (talk.person.name, talk.level, talk.body.code) == ("Priya Nettle", "body", "management-group")


def test_who_has_had_no_contact_for_the_longest_stands_first(chair, elder, group):
    log(chair, elder)
    log(chair, Post.objects.get(person__name="Jude Farrow").school, day="2023-10-02")
    said = words_of(chair.get(LOG)).split("Last contact")[-1]
    order = [said.index(name) for name in ("Tess Rahman", "Jude Farrow", "Priya Nettle")]
    assert order == sorted(order)
    assert "No contact yet" in said
    assert "5 of 6 without a contact for a time" in words_of(chair.get(LOG))


def test_how_long_is_long_is_a_default_of_the_program_and_says_so(chair, group):
    finding = long_since(facts_on(group, cast.DAY))
    assert finding.value == date(2023, 11, 14)
    assert finding.defaults == (
        "a contact is looked for within 4 months; the program's own, since the text gives no time",
    )
    assert "Management Group" in finding.clause


def test_a_new_headteacher_has_had_no_contact_though_the_one_before_had(chair, elder, group):
    log(chair, elder)
    post = Post.objects.get(person__name="Priya Nettle")
    end_post(post=post, last_day=date(2024, 3, 12), because="retired", by=None, on=cast.DAY)
    cast.head(elder, "Owen Hale", since=date(2024, 3, 13))
    found = {each.name: each for each in contacts(facts_on(group, cast.DAY), Conversation.objects.all())}
    assert (found["Elder Primary"].head.name, found["Elder Primary"].last) == ("Owen Hale", None)


def test_a_head_of_two_schools_has_been_spoken_to_once_for_both(chair, elder, group):
    other = cast.school(group, "Fern Primary")
    cast.head(other, "Priya Nettle", kind="executive headteacher")
    log(chair, elder)
    found = {each.name: each for each in contacts(facts_on(group, cast.DAY), Conversation.objects.all())}
    assert found["Fern Primary"].last == found["Elder Primary"].last == date(2024, 3, 12)


def test_the_list_is_searched_and_narrowed(chair, elder):
    log(chair, elder)
    rows = words_of(chair.get(f"{LOG}?q=nettle")).split("Last contact")[-1]
    assert "Elder Primary" in rows
    assert "Tess Rahman" not in rows
    waiting = chair.get(f"{LOG}?show=long").content.decode().split("<tbody>")[1].split("</tbody>")[0]
    assert "Elder Primary" not in waiting
    assert "Nobody matches" in words_of(chair.get(f"{LOG}?q=zzz"))


def test_what_was_logged_stays_and_more_is_added_after_it(chair, elder):
    log(chair, elder)
    talk = Conversation.objects.get()
    form = {"held_on": "2024-03-14", "summary": "It was the deputy, not a governor."}
    said = words_of(chair.post(f"{LOG}talks/{talk.pk}/add/", form, follow=True))
    assert "following 12 March 2024" in said
    assert SENTENCE in said
    assert "It was the deputy" in said


def test_a_form_that_says_nothing_or_looks_ahead_comes_back_filled(chair, elder):
    answer = chair.post(f"{LOG}log/", {"school": elder.pk, "held_on": "2024-03-15", "summary": ""})
    assert answer.status_code == 422
    said = words_of(answer)
    assert "That day has not come" in said
    assert "Say in a sentence what was said." in said
    assert f'value="{elder.pk}" selected' in answer.content.decode()
    missing = words_of(chair.post(f"{LOG}log/", {"held_on": "2024-03-12", "summary": "Well."}))
    assert "Choose a school." in missing


def test_the_file_says_who_and_when_and_not_what(chair, elder):
    log(chair, elder)
    content = chair.get(f"{LOG}list.csv").content.decode("utf-8-sig")
    assert "Elder Primary,Priya Nettle,2024-03-12,1," in content
    assert "CANARY" not in content


# --- nobody else -----------------------------------------------------------------------------------------


def addresses(talk) -> list[str]:
    more = ("", "list.csv", "list.xlsx", "log/", f"{talk.school_id}/", f"talks/{talk.pk}/add/")
    return [LOG + each for each in more]


def test_nobody_else_finds_the_log_not_even_whom_it_is_about(browser, chair, elder, group, cabinet):
    log(chair, elder)
    talk = Conversation.objects.get()
    clerk = cast.head(elder, "Bela Ormond", kind="business manager")
    cast.hold(group, "business manager", clerk, date(2023, 9, 1))
    for person in (cast.person("Priya Nettle"), cabinet["next"], clerk):
        other = browser(person)
        assert [other.get(address).status_code for address in addresses(talk)] == [404] * 6
        assert other.post(f"{LOG}log/", {"school": elder.pk}).status_code == 404
        for page in ("duties/", "planner/", f"members/{elder.pk}/", "people/?q=CANARY", ""):
            said = words_of(other.get(f"/marlbeck/{page}"))
            assert "Wellbeing of headteachers" not in said
            assert "governor to talk to" not in said


def test_who_left_the_management_group_reads_it_no_longer(browser, chair, elder, cabinet):
    log(chair, elder)
    treasurer = browser(cabinet["treasurer"])
    assert treasurer.get(LOG).status_code == 200
    holding = Holding.objects.get(person=cabinet["treasurer"])
    end_holding(holding=holding, last_day=date(2024, 3, 13), because="resigned", by=None, on=cast.DAY)
    assert treasurer.get(LOG).status_code == 404


def test_not_a_word_stands_in_the_audit_trail_or_in_a_mail(browser, chair, elder, cabinet):
    log(chair, elder)
    som = browser(cabinet["som"])
    trail = words_of(som.get("/marlbeck/audit/"))
    assert "Log a contact about wellbeing" in trail
    assert "CANARY" not in trail
    assert "CANARY" not in str([(row.before, row.after) for row in AuditDetail.objects.all()])
    assert not [m for m in Message.objects.all() if "CANARY" in f"{m.subject}{m.text}{m.html}"]


def test_where_no_body_keeps_such_a_log_there_is_none(client, seats_group, today):
    clerk = cast.commissioned(seats_group, "Cass Moran", kind="clerk")
    assert pages.sign_in(client, seats_group, clerk).get(LOG).status_code == 404
