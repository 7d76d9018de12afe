"""Who represents the group, each school's share, the feedback asked for and given, and what stands outside."""

from datetime import date

import pytest

from membership.actions import feedback, groups, matters
from membership.actions.feedback import NotTheirs
from membership.actions.posts import end_post
from membership.models import Conversation
from membership.permissions import NotAllowed
from membership.queries.feedback import asked_between, asked_in_year, asked_of, given_between
from membership.queries.kept import facts_on
from membership.queries.representation import duties_on, matters_on, outside_on, shares_on
from records.obligations import Window, gather
from records.refusals import NotNow, Refusal
from tests.membership import build, cast

DAY, SEPTEMBER = cast.DAY, date(2023, 9, 1)
OUTSIDE, PARTY = "outside", "working party"
FIRST_HALF = "2023-24/spring-1"


@pytest.fixture
def som(cabinet):
    return cabinet["som"]


@pytest.fixture
def board(group, som):
    """The Strategic Partnership Board, where the manager and the Chair go."""
    return opened(group, "Strategic Partnership Board", OUTSIDE)


@pytest.fixture
def party(group):
    return opened(group, "Attendance", PARTY)


def opened(group, name, kind):
    return groups.open_group(collaborative=group, kind=kind, name=name, opened_on=SEPTEMBER, by=None, on=DAY)


def represents(body, person, since=SEPTEMBER, **more):
    told = {"role": "representative", "starts_on": since, "by": None, "on": DAY}
    return groups.enter_member(group=body, person=person, **told | more)


def facts(body, day=DAY):
    return facts_on(body.collaborative, day)


def slots(body, day=DAY):
    return [each.slot.split("-r")[0] for each in asked_of(facts(body, day), body)]


# --- the register, and each school's share --------------------------------------------------------------


@pytest.mark.clause("K10.3")
def test_the_register_says_who_represents_the_group_where_and_for_which_school(party, board, cabinet):
    represents(party, cabinet["treasurer"])
    represents(board, cabinet["som"])
    groups.enter_member(group=board, person=cabinet["chair"], starts_on=SEPTEMBER, by=None, on=DAY)
    told = [(duty.row.body.name, duty.row.person.name, duty.row.school) for duty in duties_on(facts(party))]
    assert [(body, name) for body, name, _ in told] == [
        ("Attendance", "Tess Rahman"),
        ("Strategic Partnership Board", "Sol Marchetti"),
    ]
    assert told[0][2].name == "Beech Primary"
    assert told[1][2] is None


@pytest.mark.clause("K10.3")
def test_every_member_schools_share_of_duties_is_seen_and_why_one_has_none(party, cabinet, group):
    represents(party, cabinet["treasurer"])
    before = represents(party, cabinet["next"], last_day=date(2024, 2, 29))
    cast.head(cast.school(group, "Elder Primary", since=date(2024, 1, 1)), "Petra Lund")
    shares = {share.school.detail.name: share for share in shares_on(facts(party))}
    assert next(iter(shares)) == "Alder Primary"
    assert list(shares)[-1] == "Beech Primary"
    assert {name: share.number for name, share in shares.items() if share.number} == {"Beech Primary": 1}
    assert shares["Beech Primary"].finding.steps == ("Attendance: Tess Rahman",)
    assert shares["Beech Primary"].finding.clause == ("Working party representatives",)
    assert shares["Alder Primary"].finding.steps == ("nobody of it has been entered yet",)
    assert shares["Dale Primary"].finding.steps == ("its last duty, Attendance, ended on 29 February 2024",)
    assert shares["Elder Primary"].finding.steps == ("it became a member on 1 January 2024",)
    assert before.school.name == "Dale Primary"


@pytest.mark.clause("K10.3")
def test_who_has_left_the_school_they_are_there_for_is_flagged(party, cabinet, group):
    represents(party, cabinet["treasurer"])
    post = cabinet["treasurer"].posts.get()
    end_post(post=post, last_day=date(2024, 2, 29), because="retired", by=None, on=DAY)
    assert duties_on(facts(party, date(2024, 2, 29)))[0].flag == ""
    assert duties_on(facts(party))[0].flag == "has no post at Beech Primary any more"


# --- feedback -------------------------------------------------------------------------------------------


@pytest.mark.clause("K10.4")
def test_a_representative_is_asked_after_each_half_term_in_which_the_full_meeting_hears_them(party, cabinet):
    represents(party, cabinet["treasurer"], since=date(2024, 1, 3))
    asked = asked_of(facts(party), party)
    assert [each.slot.split("-r")[0] for each in asked] == [
        "2023-24/spring-1",
        "2023-24/spring-2",
        "2023-24/summer-1",
        "2023-24/summer-2",
    ]
    assert asked[0].due_on == date(2024, 2, 11)
    assert asked[0].finding.clause == ("Protocols", "Agenda items")
    assert asked[0].finding.steps[0] == "Full meeting hears the feedback of representatives"
    assert [each.missing(DAY) for each in asked] == [True, False, False, False]


@pytest.mark.clause("K10.4")
def test_where_the_document_has_no_rhythm_each_half_term_is_the_programs_default(in_marlbeck):
    source = cast.knowsley().replace(', "Feedback from representatives"]', "]")
    cast.adopt(in_marlbeck, source)
    cast.enter_years(in_marlbeck)
    party = opened(in_marlbeck, "Attendance", PARTY)
    represents(party, cast.head(cast.school(in_marlbeck, "Alder Primary"), "Nadia Farrow"))
    first = asked_in_year(facts(party))[0]
    assert first.due_on == date(2023, 10, 29)
    assert first.finding.defaults == ("after each half term: the constitution does not say; the default",)


def test_nothing_is_asked_for_a_year_whose_terms_are_not_entered(in_marlbeck):
    cast.adopt(in_marlbeck, cast.knowsley())
    party = opened(in_marlbeck, "Attendance", PARTY)
    represents(party, cast.head(cast.school(in_marlbeck, "Alder Primary"), "Nadia Farrow"))
    assert asked_in_year(facts(party)) == ()


@pytest.mark.clause("K10.4")
def test_who_represents_gives_feedback_and_may_give_it_better(party, cabinet):
    tess = cabinet["treasurer"]
    represents(party, tess)
    asked = next(each for each in asked_of(facts(party), party) if each.slot.startswith(FIRST_HALF))
    first = feedback.give_feedback(body=party, asked=asked, person=tess, outcome="We met.", by=tess, on=DAY)
    again = feedback.give_feedback(
        body=party,
        asked=asked,
        person=tess,
        outcome="We met twice.",
        by=tess,
        on=DAY,
        recommendation="Join in.",
    )
    found = next(each for each in asked_of(facts(party), party) if each.slot == asked.slot)
    assert (found.given, found.missing(DAY)) == (again, False)
    first.refresh_from_db()
    assert first.superseded_at
    assert given_between(facts(party), DAY, DAY) == [again]


@pytest.mark.clause("K10.4")
def test_nobody_else_gives_it_but_the_office_for_what_it_was_told(party, cabinet):
    tess, jude = cabinet["treasurer"], cabinet["next"]
    represents(party, tess)
    told = {"body": party, "asked": None, "on": DAY, "outcome": "All is well."}
    for by, person in ((jude, tess), (jude, jude)):
        with pytest.raises(NotTheirs):
            feedback.give_feedback(**told, person=person, by=by)
    record = feedback.give_feedback(**told, person=tess, by=cabinet["som"], done_on=date(2024, 3, 12))
    assert (record.about, record.by, record.slot) == (tess, cabinet["som"], f"2024-03-12/of-{tess.pk}")
    with pytest.raises(Refusal, match="Say what came of it"):
        feedback.give_feedback(**told | {"outcome": " "}, person=tess, by=tess)


@pytest.mark.clause("K10.4")
def test_the_office_asks_for_feedback_by_a_day(party, cabinet, som):
    tess = cabinet["treasurer"]
    row = represents(party, tess, since=date(2024, 3, 1))
    due = date(2024, 3, 21)
    feedback.ask_for_feedback(member=row, about="The new code of practice", due_on=due, by=som, on=DAY)
    asked = asked_of(facts(party), party)[0]
    assert (asked.about, asked.due_on, asked.person) == ("The new code of practice", due, tess)
    feedback.give_feedback(body=party, asked=asked, person=tess, outcome="It is out.", by=tess, on=DAY)
    talk = Conversation.objects.get()
    assert (talk.held_on, talk.summary) == (DAY, "Feedback was given.")
    with pytest.raises(Refusal, match="is past"):
        feedback.ask_for_feedback(member=row, about="More", due_on=SEPTEMBER, by=som, on=DAY)
    with pytest.raises(NotAllowed):
        feedback.ask_for_feedback(member=row, about="More", due_on=due, by=tess, on=DAY)


def test_a_mere_member_is_not_asked(party, cabinet, som):
    row = groups.enter_member(group=party, person=cabinet["next"], starts_on=SEPTEMBER, by=None, on=DAY)
    assert asked_of(facts(party), party) == []
    with pytest.raises(Refusal, match="Only somebody who represents the group"):
        feedback.ask_for_feedback(member=row, about="All", due_on=DAY, by=som, on=DAY)


# --- outside --------------------------------------------------------------------------------------------


@pytest.mark.clause("K10.8")
def test_outside_it_is_known_who_goes_when_next_and_what_is_to_be_told(board, cabinet, som):
    represents(board, som, since=date(2024, 3, 1))
    represents(board, cabinet["chair"], since=date(2024, 3, 1))
    feedback.enter_meeting_outside(body=board, person=som, meets_on=date(2024, 3, 20), by=som, on=DAY)
    before = outside_on(facts(board))[0]
    assert [row.person.name for row in before.goers] == ["Amina Clarke", "Sol Marchetti"]
    assert (before.next.due_on, before.next.assigned_to) == (date(2024, 3, 20), som)
    assert before.wanted == ()
    after = outside_on(facts(board, date(2024, 3, 21)))[0]
    assert after.next is None
    assert [(each.person, each.due_on) for each in after.wanted] == [(som, date(2024, 4, 3))]
    assert after.wanted[0].finding.defaults[0].startswith("within two weeks of the meeting")


@pytest.mark.clause("K10.8")
def test_a_meeting_is_told_of_afterwards_and_may_be_called_off(board, som):
    represents(board, som, since=date(2024, 3, 1))
    told = {"body": board, "person": som, "by": som, "on": DAY}
    talk = feedback.enter_meeting_outside(meets_on=date(2024, 3, 20), **told)
    with pytest.raises(Refusal, match="Sol Marchetti goes there on 20 March 2024 already"):
        feedback.enter_meeting_outside(meets_on=date(2024, 3, 20), **told)
    asked = next(each for each in asked_between(facts(board), DAY, date(2024, 4, 30)) if each.talk)
    with pytest.raises(NotNow, match="tell of it afterwards"):
        feedback.give_feedback(asked=asked, outcome="It went well.", **told)
    feedback.call_off(talk=talk, because="It was cancelled.", by=som, on=DAY)
    assert [each for each in asked_between(facts(board), DAY, date(2024, 4, 30)) if each.talk] == []


@pytest.mark.clause("K10.8")
def test_the_places_at_which_the_document_wants_the_group_represented_are_offered(group, som):
    made = groups.open_ready(collaborative=group, kind=OUTSIDE, by=som, on=DAY)
    assert "Strategic Partnership Board" in [each.name for each in made]
    assert len(made) == 4


@pytest.mark.clause("B1.3")
def test_a_forum_at_which_several_of_us_sit_is_seen_so_that_they_speak_with_one_voice(board, cabinet, group):
    forum = opened(group, "Schools Forum", OUTSIDE)
    for who in ("treasurer", "next"):
        groups.enter_member(group=forum, person=cabinet[who], starts_on=SEPTEMBER, by=None, on=DAY)
    found = {each.group.body.name: each for each in outside_on(facts(forum))}
    assert [row.person.name for row in found["Schools Forum"].own] == ["Jude Farrow", "Tess Rahman"]
    assert found["Schools Forum"].several == 2
    assert found["Strategic Partnership Board"].several == 0


# --- matters --------------------------------------------------------------------------------------------


@pytest.mark.clause("B1.2")
def test_a_matter_with_the_commissioner_is_raised_by_somebody_and_answered_on_a_day(group, cabinet, som):
    partner = build.partner(group, name="Regional Schools Commissioner", kind="service")
    matter = matters.raise_matter(
        partner=partner, subject="Places in Year 7", by=som, on=DAY, person=cabinet["next"]
    )
    other = matters.raise_matter(partner=partner, subject="A sponsor", by=som, on=DAY)
    later = date(2024, 4, 16)
    matters.answer_matter(matter=matter, answered_on=later, summary="Ninety more.", by=som, on=later)
    found = matters_on(facts_on(group, later), partner)
    assert [(each.subject, each.person.name, each.held_on) for each in found] == [
        ("A sponsor", "Sol Marchetti", None),
        ("Places in Year 7", "Jude Farrow", later),
    ]
    with pytest.raises(NotNow):
        matters.answer_matter(matter=matter, answered_on=later, summary="No.", by=som, on=later)
    matters.drop_matter(matter=other, because="It has solved itself.", by=som, on=later)
    assert Conversation.objects.get(pk=other.pk).waived_because == "It has solved itself."


@pytest.mark.clause("B1.2")
def test_a_matter_has_words_and_is_raised_by_the_point_of_contact_alone(group, cabinet, som):
    partner = build.partner(group)
    with pytest.raises(Refusal, match="Say what the matter is"):
        matters.raise_matter(partner=partner, subject=" ", by=som, on=DAY)
    with pytest.raises(NotAllowed):
        matters.raise_matter(partner=partner, subject="Money", by=cabinet["next"], on=DAY)
    assert not Conversation.objects.exists()


# --- what falls due ---------------------------------------------------------------------------------------


@pytest.mark.clause("K10.4")
def test_each_half_term_falls_due_from_the_representative_alone_until_it_was_told(party, cabinet, group):
    tess = cabinet["treasurer"]
    represents(party, tess, since=date(2024, 1, 3))
    first, second = _due(group, tess, DAY)
    assert (first.due_on, first.what) == (date(2024, 2, 11), "Give feedback on Attendance")
    assert first.reason == "Spring term, first half: what should the other schools know?"
    assert (first.done, second.done) == (False, False)
    assert first.link == f"/marlbeck/groups/{party.pk}/feedback/?for={asked_of(facts(party), party)[0].slot}"
    assert _due(group, cabinet["next"], DAY) == []
    asked = asked_of(facts(party), party)[0]
    feedback.give_feedback(body=party, asked=asked, person=tess, outcome="We met.", by=tess, on=DAY)
    assert [each.done_on for each in _due(group, tess, DAY)] == [DAY, None]


def _due(group, person, on):
    window = Window(on, date(2024, 1, 1), date(2024, 3, 31), person.pk)
    return [due for due in gather(group, window) if due.kind == "feedback"]
