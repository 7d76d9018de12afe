"""The demonstration, made once for each of two days: the day of the pictures, and today whenever that is."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from collaborative import demonstration, groups
from collaborative.demonstration.history import moment, school_year
from collaborative.demonstration.terms import INVENTED, terms_of
from finance.models import Invoice
from finance.queries.standing import standing, with_money
from finance.queries.subscriptions import rehearse, years_shown
from membership.models import Assent, Contract, Edition, Grant, Notice, School, Span
from membership.permissions import viewer_for
from membership.queries.editions import edition_on, lapses_on
from membership.queries.joining import Joining
from membership.queries.kept import facts_on
from membership.queries.members import members_on
from membership.queries.notice import preview_notice
from membership.queries.one_school import OneSchool
from membership.queries.register import Register
from membership.queries.roll import roll_counts, roll_on
from membership.queries.standing import standings_on
from membership.queries.terms import terms_of as terms_entered
from records import audit, clock
from records.models import AuditEntry, Collaborative, Message, Person
from records.tenancy import everywhere, scoped
from tests import built

PICTURES = date(2024, 3, 6)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=["the day of the pictures", "today"])
def on(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The day on which both groups were made, in a database of its own until the last test of that day."""
    day = PICTURES if request.param != "today" else None
    folder = built.demonstration(built.shared(tmp_path_factory), day)
    own = built.copy_of(folder, tmp_path_factory.mktemp("demonstration") / "data")
    with django_db_blocker.unblock(), built.standing_on(own), override_settings(MEDIA_ROOT=own / "media"):
        yield day or clock.today()


@pytest.fixture
def knowsley(on):
    yield from opened("knowsley")


@pytest.fixture
def bristol(on):
    yield from opened("bristol")


def opened(code):
    group = Collaborative.objects.get(code=code)
    with scoped(group):
        yield group


def viewer(role: str, group, on):
    """Whoever plays a part on the first page, as the pages see them."""
    parts = [part for part in demonstration.cast(group, on) if part.role.startswith(role)]
    assert parts, f"nobody plays {role}"
    return viewer_for(parts[0].person, group, on)


# --- who belongs -------------------------------------------------------------------------------------------


@pytest.mark.clause("K3.2", "X8")
def test_the_schools_are_those_of_the_documents_own_list(knowsley, on):
    rules = edition_on(knowsley, on).rules
    counts = roll_counts(rules, roll_on(knowsley, on))
    recorded = rules.recorded
    assert counts.by_kind == dict(recorded["schools-by-kind"].counts)
    assert counts.by_status == dict(recorded["schools-by-status"].counts)
    assert Counter(row.tier for row in roll_on(knowsley, on)) == {"silver": 26, "bronze": 9}


@pytest.mark.clause("K3.2")
def test_the_list_held_on_the_days_on_which_schools_came_and_went(knowsley, on):
    year = school_year(on)
    for day in (date(year - 1, 8, 31), date(year - 1, 9, 1), PICTURES + timedelta(days=8)):
        counts = roll_counts(Register(knowsley).editions.rules_since(day), roll_on(knowsley, day))
        assert counts.total == 35
        assert counts.by_status == {"maintained / VA": 28, "academy": 7}


@pytest.mark.clause("K7.7", "K7.4", "K7.2")
def test_the_management_group_is_the_documents_five(knowsley, on):
    offices = [set(member.offices) for member in members_on(knowsley, "management-group", on)]
    assert len(offices) in {5, 6}  # six in the Summer term before a change of Chair
    named = set().union(*offices)
    assert {"chair", "academy-rep", "som", "treasurer", "outgoing-chair", "send-rep"} <= named
    assert {"chair", "academy-rep"} in offices


@pytest.mark.clause("B3.1", "B3.2", "B3.5")
def test_fifteen_of_sixteen_seats_are_filled_and_the_director_chairs(bristol, on):
    seats = members_on(bristol, "group", on)
    assert len(seats) == 16
    assert [seat.offices for seat in seats if seat.vacant] == [("National Leader of Governance",)]
    assert [seat.offices for seat in seats if seat.chairs] == [("Director Children's Services",)]


@pytest.mark.clause("B3.6")
def test_the_structure_was_renewed_and_has_less_than_a_year_to_run(bristol, on):
    assert Edition.objects.count() == 2
    last_day = lapses_on(edition_on(bristol, on))
    assert on <= last_day < on + timedelta(days=366)


@pytest.mark.clause("K3.5")
def test_one_school_has_one_history_over_two_urns(knowsley, on):
    school = School.objects.get(name="Brightmarl Primary Academy")
    assert len({detail.urn for detail in school.details.all()}) == 2
    agreed = school.contracts.filter(state=Contract.State.AGREED)
    assert [contract.ends_before is None for contract in agreed.order_by("starts_on")] == [False, True]


@pytest.mark.clause("K5.8")
def test_a_school_is_half_way_into_membership(knowsley, on):
    school = School.objects.get(name="Thornmarl Primary School")
    head = viewer("head of a school that joins", knowsley, on)
    assert head.headed_ids == frozenset({school.pk})
    theirs = OneSchool(school, facts_on(knowsley, on), head.seen, Assent.objects.visible(head))
    steps = Joining(theirs).steps
    done = ["May be a member", "Contract drafted", "Contract sent"]
    assert [step.name for step in steps if step.done] == done
    assert next(step.name for step in steps if not step.done) == "Signed by the headteacher"
    assert school not in [row.school for row in roll_on(knowsley, on)]


def test_an_acting_head_speaks_for_a_school_and_one_head_for_two(knowsley, on):
    heads = {
        member.name: member.person.name for member in members_on(knowsley, "full-group", on) if member.school
    }
    assert heads["Gorsebeck Primary School"] == "Rashid Anwar"
    assert heads["Fallowdene Primary School"] == "Rebecca Oyelaran"
    assert heads["Alderwick Primary School"] == heads["Beckthorn Primary School"]


# --- how they stand ----------------------------------------------------------------------------------------


@pytest.mark.clause("K5.3", "K5.5")
def test_one_school_leaves_and_another_waits_for_its_notice_to_be_confirmed(knowsley, on):
    thought_again = Notice.objects.filter(contract__school__name="Querndale Primary School")
    leaving, waiting = Notice.objects.exclude(pk__in=thought_again).order_by("given_on")
    assert (leaving.contract.school.name, leaving.state) == ("Netherfold Primary School", "confirmed")
    assert on < leaving.takes_effect_on == preview_notice(leaving.contract, leaving.given_on).leaves_on
    assert (waiting.contract.school.name, waiting.state) == ("Larkfold Primary School", "given")
    assert (thought_again.get().state == "withdrawn") == bool(thought_again.get().resolution)


@pytest.mark.clause("K3.3")
def test_most_schools_have_everything_in_place_and_some_do_not(knowsley, on):
    members = [each for each in standings_on(knowsley, on).values() if each.is_member]
    missing = [need.name for each in members for need in each.missing]
    assert 0 < missing.count("annual fee") < 12
    assert "signed contract" not in missing


@pytest.mark.clause("K5.2", "K8.8")
def test_invoices_have_gone_out_and_some_wait_for_a_figure(knowsley, on):
    years = years_shown(knowsley, on)
    run = rehearse(knowsley, years.charged.slot, on)
    assert len(run.ready) == 2
    assert len(run.held) == 1
    numbers = Counter(Invoice.objects.values_list("series", flat=True))
    for series, how_many in numbers.items():
        issued = Invoice.objects.filter(series=series).order_by("number").values_list("number", flat=True)
        assert list(issued) == list(range(1, how_many + 1))


@pytest.mark.clause("K8.8")
def test_a_few_invoices_are_part_paid_or_overdue(knowsley, on):
    states = Counter(standing(invoice, on).words for invoice in with_money(Invoice.objects.all(), on))
    assert states["Overdue, part paid"] == 2
    assert states["Overdue"] == 1
    assert states["Paid"] >= 29


def test_two_contracts_are_on_their_way(knowsley, on):
    waiting = Contract.objects.exclude(state=Contract.State.AGREED).exclude(document=None)
    of_members = waiting.exclude(school__name="Thornmarl Primary School")  # which joins
    assert sorted(of_members.values_list("state", flat=True)) == ["issued", "signed"]


@pytest.mark.parametrize("code", ["knowsley", "bristol"])
def test_the_terms_of_last_year_this_year_and_next_are_entered(on, code):
    year = school_year(on)
    with scoped(Collaborative.objects.get(code=code)):
        for begins in (year - 1, year, year + 1):
            assert len(
                terms_entered(Collaborative.objects.get(code=code), f"{begins}-{(begins + 1) % 100}")
            ) in {3, 6}
        assert not Span.objects.filter(source="").exists()


def test_terms_that_nobody_published_are_marked_as_invented():
    assert terms_of("Knowsley", 2024)[1].startswith("published: https://")
    assert terms_of("Bristol", 2023)[1].startswith("proposed in consultation")
    assert terms_of("Knowsley", 2031)[1] == terms_of("Bristol", 2031)[1] == INVENTED


@pytest.mark.parametrize("year", range(2025, 2036))
def test_invented_terms_follow_one_another_and_leave_easter_out(year):
    for area in ("Knowsley", "Bristol"):
        terms = terms_of(area, year)[0]
        days = [day for term in terms for day in (term["first"], term["last"])]
        assert days == sorted(days)
        assert len(set(days)) == len(days)
        assert all(day.weekday() < 5 for day in days)


# --- who may do what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("Strategic Operations Manager", {"issue-invoice", "admit-school", "confirm-notice"}, {"approve-payment"}),
        ("Chair", {"preside", "countersign-contract", "agree"}, {"issue-invoice"}),
        ("Treasurer", {"check-accounts", "approve-payment"}, {"issue-invoice", "pay"}),
        ("Business manager", {"pay", "record-receipt", "issue-invoice"}, {"approve-payment", "agree"}),
        ("Signatory", {"approve-payment"}, {"pay"}),
        ("SEND Rep", {"agree"}, {"issue-invoice"}),
        ("headteacher", {"agree", "give-notice", "sign-contract"}, {"issue-invoice", "approve-payment"}),
        ("deputy headteacher", set(), {"agree", "give-notice"}),
        ("business manager, ", set(), {"pay", "record-receipt"}),
        ("acting headteacher", {"agree", "give-notice"}, {"issue-invoice"}),
        ("education improvement team", set(), {"agree", "issue-invoice"}),
        ("auditor", set(), {"agree", "pay"}),
        ("officer", set(), {"agree", "issue-invoice"}),
    ],
)  # fmt: skip
@pytest.mark.clause("X1", "X8")
def test_everybody_may_do_what_their_part_lets_them(knowsley, on, role, may, may_not):
    acts = viewer(role, knowsley, on).acts
    assert may <= acts
    assert not may_not & acts


@pytest.mark.clause("B3.5")
def test_the_director_presides_and_the_clerk_does_the_office_work(bristol, on):
    assert "preside" in viewer("Director", bristol, on).acts
    clerk = viewer("clerk", bristol, on)
    assert clerk.runs_office
    assert "preside" not in clerk.acts
    assert "preside" not in viewer("Catholic", bristol, on).acts


def test_whoever_can_be_played_has_a_door_to_the_group(on):
    for group, parts in demonstration.sign_ins(on):
        assert len(parts) >= 15
        for part in parts:
            assert part.person.email.endswith(".example")
            assert group in groups.of(part.person)


def test_grants_are_alive(knowsley, on):
    assert {grant.role for grant in Grant.objects.filter(starts_on__lte=on, ends_before__gt=on)} == {
        "auditor",
        "officer",
    }


# --- what is kept ------------------------------------------------------------------------------------------


@pytest.mark.clause("X5")
def test_the_audit_trail_holds(on):
    for group in Collaborative.objects.all():
        assert audit.verify(group)


@pytest.mark.clause("X4")
def test_the_outbox_is_alive_and_what_lies_behind_has_gone(knowsley, on):
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["sent"] > 100
    before = Message.objects.filter(state="queued", queued_at__lt=moment(on - timedelta(days=1)))
    assert not before.exists()


@pytest.mark.clause("X8")
def test_made_twice_it_is_the_same(on):
    def rows():
        tables = (Person, Collaborative)
        kept = (AuditEntry, Message, Invoice, School, Contract, Span, Edition)
        return [model.objects.count() for model in tables] + [everywhere(model).count() for model in kept]

    before = rows()
    assert [made for _, made in demonstration.build(on, moment(on))] == [False, False]
    assert rows() == before


def test_looked_at_again_in_a_later_year_it_has_the_terms_of_that_year(knowsley, on):
    later = on.replace(year=on.year + 2, day=1)
    with transaction.atomic():
        list(demonstration.build(later, moment(later)))
        assert len(terms_entered(knowsley, f"{later.year}-{(later.year + 1) % 100:02}")) == 3
        transaction.set_rollback(True)


def test_the_table_of_sign_ins_names_everybody_with_their_address(on, capsys):
    call_command("demonstration", "--sign-ins", "--on", on.isoformat())
    said = capsys.readouterr().out
    assert "Treasurer" in said
    assert "david.ashworth.lyle@copsewell.example" in said
    assert "Director Children's Services" in said
