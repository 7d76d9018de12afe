"""Talks: arranged, held, waived and followed; what was said stays, and few may read it."""

from datetime import date

import pytest

from membership.actions.conversations import add_to, arrange, hold, log_contact, waive
from membership.models import Body, Conversation, School
from membership.permissions import NotAllowed, viewer_for
from records.models import AuditDetail
from records.refusals import NotNow, Refusal
from tests.membership import cast

pytestmark = pytest.mark.django_db

DAY, LATER = date(2024, 3, 14), date(2024, 3, 20)


@pytest.fixture
def management(group, cabinet):
    return Body.objects.get(code="management-group")


@pytest.fixture
def elder(group):
    school = cast.school(group, "Elder Primary")
    cast.head(school, "Priya Nettle")
    return school


def talk(group, by, **changes) -> Conversation:
    fields = {"about": "attendance", "on": DAY, "level": "office", "due_on": LATER}
    return arrange(collaborative=group, by=by, **fields | changes)


def test_a_talk_is_arranged_held_and_followed_by_another(group, cabinet, elder):
    som = cabinet["som"]
    first = talk(group, som, school=elder, assigned_to=cabinet["chair"])
    hold(conversation=first, held_on=LATER, summary="All is well.", by=cabinet["chair"], on=LATER)
    second = add_to(conversation=first, summary="Still well.", held_on=LATER, by=som, on=LATER)
    assert (first.held_on, first.summary) == (LATER, "All is well.")
    assert (second.follows, second.school, second.level) == (first, elder, "office")


def test_a_talk_that_is_not_needed_is_waived_with_a_reason(group, cabinet):
    arranged = talk(group, cabinet["som"])
    with pytest.raises(Refusal, match="Say why"):
        waive(conversation=arranged, because=" ", by=cabinet["som"], on=DAY)
    waive(conversation=arranged, because="They came to the meeting.", by=cabinet["som"], on=DAY)
    with pytest.raises(NotNow):
        hold(conversation=arranged, held_on=DAY, summary="Held.", by=cabinet["som"], on=DAY)


def test_a_talk_is_held_once(group, cabinet):
    arranged = talk(group, cabinet["som"])
    same = Conversation.objects.get(pk=arranged.pk)
    hold(conversation=arranged, held_on=DAY, summary="Held.", by=cabinet["som"], on=DAY)
    with pytest.raises(NotNow, match="recorded already"):
        hold(conversation=same, held_on=DAY, summary="Held otherwise.", by=cabinet["som"], on=DAY)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"about": " "}, "what the talk is about"),
        ({"due_on": date(2024, 3, 1)}, "is past"),
        ({"level": "friends"}, "who may see"),
        ({"level": "body"}, "which body"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(group, cabinet, changes, words):
    with pytest.raises(Refusal, match=words):
        talk(group, cabinet["som"], **changes)


def test_what_was_not_held_yet_or_says_nothing_is_refused(group, cabinet):
    arranged = talk(group, cabinet["som"])
    with pytest.raises(Refusal, match="has not come"):
        hold(conversation=arranged, held_on=LATER, summary="Held.", by=cabinet["som"], on=DAY)
    with pytest.raises(Refusal, match="what was said"):
        hold(conversation=arranged, held_on=DAY, summary=" ", by=cabinet["som"], on=DAY)
    with pytest.raises(NotNow, match="not been held"):
        add_to(conversation=arranged, held_on=DAY, summary="More.", by=cabinet["som"], on=DAY)


def test_a_headteacher_without_an_office_arranges_no_talks(group, cabinet):
    with pytest.raises(NotAllowed, match="Management Group"):
        talk(group, cabinet["next"])


@pytest.mark.clause("K8.18")
def test_each_member_of_the_management_group_logs_a_contact_and_nobody_else(
    group, cabinet, management, elder
):
    said = {
        "school": elder,
        "person": cast.person("Priya Nettle"),
        "body": management,
        "held_on": DAY,
        "on": DAY,
    }
    for name in ("som", "chair", "treasurer", "send-rep", "outgoing"):
        log_contact(**said, summary=f"Talked to {name}.", by=cabinet[name])
    with pytest.raises(NotAllowed, match="Only the Management Group"):
        log_contact(**said, summary="Talked.", by=cabinet["next"])
    assert Conversation.objects.filter(about="wellbeing", body=management, level="body").count() == 5


@pytest.mark.clause("K8.18")
def test_a_contact_is_seen_by_the_management_group_alone_and_not_by_whom_it_is_about(
    group, cabinet, management, elder
):
    head = cast.person("Priya Nettle")
    log_contact(
        school=elder, person=head, body=management, held_on=DAY, summary="CANARY", by=cabinet["chair"], on=DAY
    )
    seen = {
        person.name: Conversation.objects.filter(viewer_for(person, group, DAY).sees(Conversation)).exists()
        for person in (*cabinet.values(), head)
    }
    assert sorted(name for name, sees in seen.items() if sees) == [
        "Amina Clarke", "Kit Solanki", "Moira Penn", "Sol Marchetti", "Tess Rahman",
    ]  # fmt: skip
    assert "CANARY" not in str([(row.before, row.after) for row in AuditDetail.objects.all()])
    assert School.objects.get(pk=elder.pk).name not in str(
        [row.after for row in AuditDetail.objects.all()][-1]
    )


def test_nobody_records_a_talk_they_may_not_see(group, cabinet, management, elder):
    secret = talk(group, cabinet["som"], about="appraisal", level="people", person=cabinet["som"])
    with pytest.raises(NotAllowed, match="not open to you"):
        hold(conversation=secret, held_on=DAY, summary="Held.", by=cabinet["chair"], on=DAY)
