"""Papers that an app makes: the subscription statement (K8.7), the rehearsal of an amendment (K15.2), as at their day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from constitution import editing
from finance.actions.issue import issue_subscriptions
from finance.actions.paper import Signature
from finance.actions.receipts import record_receipt
from finance.models import Invoice
from finance.queries.subscriptions import rehearse
from meetings.actions.papers import lay_by_itself, lay_due, lay_offered
from meetings.models import AgendaItem, Meeting, Paper
from meetings.queries.papers import occasion_of
from membership.actions.editions import keep_draft
from membership.actions.terms import enter_terms
from membership.models import Body, School
from membership.permissions import NotAllowed
from records import clock, documents, papers
from tests.finance import build
from tests.meetings import cast, pdfs
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

# The invoices of 2024/25 go out on 15 April; the meeting is in May.
DAY, EARLIER = date(2024, 5, 16), date(2024, 5, 2)
NOON, THEN = build.noon(DAY), build.noon(EARLIER)


@pytest.fixture
def charged(group, marian):
    """Three bronze schools, invoiced; one has paid by 2 May, another on the day of the meeting."""
    heads = cast.schools(group, 0)
    for name in ("Alder", "Birch", "Cedar"):
        heads.append(members.head(members.school(group, f"{name} School", tier="bronze"), f"Head of {name}"))
    build.account(group, School.objects.get(name="Cedar School"))
    enter_terms(
        collaborative=group, school_year="2024-25", by=None, on=EARLIER,
        terms=[{"name": name, "first": date(*first), "last": date(*last), "break": [date(*out), date(*back)]}
               for name, first, last, out, back in build.TERMS["2024-25"]],
    )  # fmt: skip
    issue_subscriptions(
        run=rehearse(group, "2024-25", build.ISSUE_DAY),
        signed=Signature(marian, "", build.noon(build.ISSUE_DAY)),
    )
    pay("Alder", EARLIER, marian)
    return heads


def pay(name, on, by):
    invoice = Invoice.objects.get(payer_words__startswith=name)
    record_receipt(
        invoice=invoice, amount=invoice.total, received_on=on, method="bank", by=by, on=on, at=build.noon(on)
    )


def accounts(group, body="full-group", kind="accounts", **changes) -> AgendaItem:
    day = {
        "starts_at": cast.moment(9, day=DAY),
        "ends_at": cast.moment(12, day=DAY),
        "slot": "2023-24/summer-1",
    }
    return cast.item(cast.meeting(group, body, **day), "Accounts and budget", kind=kind, **changes)


def offered(item, on=EARLIER):
    return papers.offered(item.collaborative, occasion_of(item, on))


def words(paper) -> str:
    return " ".join(pdfs.words_in(documents.open_document(paper.document).read()))


@pytest.mark.clause("K8.7")
def test_the_statement_says_who_was_invoiced_what_came_in_and_what_is_owed(group, charged, marian):
    item = accounts(group)
    (offer,) = offered(item)
    assert (offer.name, offer.code, offer.title) == (
        "subscription statement", "subscriptions 2024-25", "Subscriptions 2024/25",
    )  # fmt: skip
    paper = lay_offered(item=item, code=offer.code, by=marian, at=THEN)
    told, invoice = words(paper), Invoice.objects.first()
    owed = f"£{invoice.total * 2:,.2f}"
    assert "As at Thursday 2 May 2024" in told
    assert f"1 of 3 invoices paid; {owed} still owed." in told
    assert f"Bronze 3 1 0 £{invoice.total * 3:,.2f}" in told
    assert paper.as_at_on == EARLIER


@pytest.mark.clause("K8.7")
def test_before_all_members_schools_are_counted_and_before_those_who_manage_they_are_named(
    group, charged, marian
):
    full = lay_offered(item=accounts(group), code="subscriptions 2024-25", by=marian, at=THEN)
    assert "Birch School" not in words(full)
    assert full.level == "members"
    managing = accounts(group, "management-group")
    named = lay_offered(item=managing, code="subscriptions 2024-25", by=marian, at=THEN)
    assert "Birch School Bronze" in words(named)
    assert named.level == "body"


def test_laid_again_it_takes_the_place_of_the_one_before_which_does_not_change(group, charged, marian):
    item = accounts(group)
    first = lay_offered(item=item, code="subscriptions 2024-25", by=marian, at=THEN)
    before = first.document.sha256
    pay("Birch", DAY, marian)
    second = lay_offered(item=item, code="subscriptions 2024-25", by=marian, at=NOON)
    first.refresh_from_db()
    assert (first.superseded_by, first.document.sha256) == (second, before)
    assert "2 of 3 invoices paid" in words(second)
    assert second.position == first.position


def test_a_statement_is_never_as_at_a_day_after_the_meeting(group, charged, marian):
    item = accounts(group)
    assert occasion_of(item, date(2024, 6, 1)).as_at == DAY
    assert occasion_of(item, EARLIER).as_at == EARLIER


@pytest.mark.clause("K8.7")
def test_it_goes_into_the_pack_by_itself_once_the_agenda_is_agreed_and_anew_on_the_day(
    group, charged, monkeypatch
):
    item = accounts(group)
    accounts(group, "management-group", kind="business")
    monkeypatch.setattr(clock, "now", lambda: THEN)
    assert lay_by_itself(collaborative=group, on=EARLIER) == 0
    Meeting.objects.update(agenda_agreed_at=THEN, agenda_resolution="2 May")
    assert lay_by_itself(collaborative=group, on=EARLIER) == 1
    assert lay_by_itself(collaborative=group, on=EARLIER) == 0
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert lay_by_itself(collaborative=group, on=DAY) == 1
    assert lay_by_itself(collaborative=group, on=DAY) == 0
    rows = Paper.objects.filter(item=item).order_by("pk")
    assert [(row.as_at_on, row.late, row.laid_by) for row in rows] == [
        (EARLIER, False, None),
        (DAY, False, None),
    ]


def test_it_is_offered_before_any_item_and_by_itself_before_the_accounts_alone(group, charged):
    item = accounts(group, kind="business")
    assert [offer.name for offer in offered(item)] == ["subscription statement"]
    assert lay_due(meeting=item.meeting, at=THEN) == []


def test_who_brought_the_item_does_not_lay_what_the_books_say(group, charged):
    item = accounts(group)
    AgendaItem.objects.filter(pk=item.pk).update(by=charged[0])
    item.refresh_from_db()
    with pytest.raises(NotAllowed):
        lay_offered(item=item, code="subscriptions 2024-25", by=charged[0], at=THEN)


def test_an_edition_without_subscriptions_offers_none(seats_group):
    meeting = Meeting.objects.create(
        collaborative=seats_group, body=Body.objects.get(code="group"), name="Meeting", event="meeting",
        slot="2023-24/spring-2", starts_at=cast.NINE, ends_at=cast.NOON, state="agreed",
    )  # fmt: skip
    assert offered(cast.item(meeting)) == ()


# The rehearsal of an amendment --------------------------------------------------------------------------


@pytest.mark.clause("K15.2")
def test_the_rehearsal_of_a_draft_is_laid_before_the_meeting_that_is_to_resolve_on_it(group, charged, marian):
    source = editing.change(members.knowsley(), {("quorum", "full-group", "at_least"): "50%"})
    draft = keep_draft(collaborative=group, source=source, by=marian, on=EARLIER)
    item = accounts(group, kind="business")
    (offer,) = [each for each in offered(item) if each.code.startswith("rehearsal")]
    paper = lay_offered(item=item, code=offer.code, by=marian, at=THEN)
    assert paper.document.edition_sha == draft.sha256
    assert "60% before, 50% now" in words(paper)


def test_nobody_is_told_of_a_draft_by_what_could_be_laid(group, charged, marian):
    from meetings.actions.papers import may_lay_offered
    from membership.permissions import viewer_for

    source = editing.change(members.knowsley(), {("quorum", "full-group", "at_least"): "50%"})
    keep_draft(collaborative=group, source=source, by=marian, on=EARLIER)
    viewer = viewer_for(charged[0], group, EARLIER)
    assert not [offer for offer in offered(accounts(group)) if may_lay_offered(viewer, offer)]


def test_decimal_pounds_reach_the_paper_as_money(group, charged, marian):
    paper = lay_offered(item=accounts(group), code="subscriptions 2024-25", by=marian, at=THEN)
    assert f"£{Decimal(Invoice.objects.first().total):,.2f}" in words(paper)


def test_a_statement_laid_by_hand_after_the_agenda_went_round_is_late(group, charged, marian):
    item = accounts(group)
    Meeting.objects.update(agenda_agreed_at=THEN - timedelta(days=1), agenda_resolution="1 May")
    item.refresh_from_db()
    assert lay_offered(item=item, code="subscriptions 2024-25", by=marian, at=THEN).late
