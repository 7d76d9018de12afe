"""The pages of the money room: who finds which, what they show, and that each act is done once."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from finance.actions.printing import print_invoice
from finance.jobs import issue_invoices
from finance.models import CashEntry, Invoice
from membership.models import Contract
from records import clock, jobs
from records.models import Job
from records.tenancy import everywhere, scoped
from tests.finance import build
from tests.finance.build import ISSUE_DAY

pytestmark = pytest.mark.django_db
YEAR = "2024-25"


@pytest.fixture(autouse=True)
def today(monkeypatch, settings):
    """The issue day; a second factor is another room's affair."""
    settings.DEMONSTRATION = True
    monkeypatch.setattr(clock, "now", lambda: build.noon(ISSUE_DAY))


@pytest.fixture
def page(client):
    """Opens a page of Marlbeck as somebody; with `data` it is a press of its button."""

    def page(person, name, *args, data=None, query="", **extra):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"finance:{name}", args=["marlbeck", *args]) + query
        return client.get(url, **extra) if data is None else client.post(url, data, **extra)

    return page


@pytest.fixture
def invoice(birchenholt, copsewell, nadia, issue):
    return next(each for each in issue() if each.school == birchenholt)


@pytest.fixture
def rhona(group, copsewell):
    """Headteacher of Copsewell."""
    return build.enrolled(group, build.post(copsewell, "Rhona Platt"))


def text(response):
    return " ".join(response.content.decode().split())


# Who finds what ------------------------------------------------------------------------------------------

FOR_THE_BOOKS = [
    ("subscriptions", (YEAR,)),
    ("issue", (YEAR,)),
    ("debtors", ()),
    ("payments", ()),
]


@pytest.mark.parametrize(("name", "args"), FOR_THE_BOOKS)
def test_the_books_are_open_to_the_office_and_not_there_for_a_headteacher(
    page, invoice, office, nadia, name, args
):
    assert page(office, name, *args).status_code == 200
    assert page(nadia, name, *args).status_code == 404


@pytest.mark.clause("X2")
def test_a_school_sees_its_own_invoice_and_no_other(page, invoice, nadia, rhona):
    assert page(nadia, "invoice", invoice.reference).status_code == 200
    assert page(rhona, "invoice", invoice.reference).status_code == 404
    assert page(rhona, "invoice-pdf", invoice.reference).status_code == 404
    assert "Birchenholt" in text(page(nadia, "invoices"))
    assert "Birchenholt" not in text(page(rhona, "invoices"))
    assert "Birchenholt" not in page(rhona, "invoices-sheet", "csv").content.decode()


@pytest.mark.parametrize("name", ["receipt", "credit"])
def test_a_headteacher_finds_no_form_for_receipts_or_credit(page, invoice, nadia, name):
    assert page(nadia, name, invoice.reference).status_code == 404
    assert page(nadia, name, invoice.reference, data={}).status_code == 404


def test_a_number_that_was_never_given_is_not_found(page, invoice, office):
    assert page(office, "invoice", "2024-999").status_code == 404


def test_a_year_that_is_none_is_not_found(page, office):
    assert page(office, "subscriptions", "2024-26").status_code == 404
    assert page(office, "subscriptions", "next").status_code == 404


def test_whoever_does_not_keep_the_books_is_led_to_their_own_school_s_invoices(page, invoice, office, nadia):
    assert page(office, "finance").status_code == 200
    assert page(nadia, "finance").url == "/marlbeck/finance/invoices/"


def test_without_a_school_and_without_the_books_there_is_no_list(page, group, invoice):
    treasured = build.enrolled(group, build.holds(group, "chair", "Una Whitlock"))
    assert page(treasured, "invoices").status_code == 404
    assert page(treasured, "invoice", invoice.reference).status_code == 404


# The run -------------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.2", "K8.8")
def test_the_rehearsal_shows_totals_the_held_ones_and_one_button(page, group, birchenholt, copsewell, office):
    build.school(group, "Alder Lodge", kind="special", tier="silver")
    shown = text(page(office, "subscriptions", YEAR))
    assert "£7,685.25" in shown
    assert "that figure is not entered" in shown
    assert "Issue 2 invoices" in shown
    assert shown.count("btn-primary") == 1


@pytest.mark.clause("K5.2")
def test_before_the_day_it_shows_the_day_and_no_button(page, copsewell, office, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: build.noon(date(2024, 3, 14)))
    shown = text(page(office, "subscriptions", YEAR))
    assert "Monday 15 April 2024" in shown
    assert "btn-primary" not in shown


def test_previewed_on_another_day_it_has_no_button(page, copsewell, office):
    assert "Issue 1 invoice" not in text(page(office, "subscriptions", YEAR, query="?on=2024-04-20"))


@pytest.mark.clause("K8.8")
def test_the_button_asks_for_the_run_once_however_often_it_is_pressed(page, copsewell, office):
    key = page(office, "issue", YEAR).context["key"]
    pressed = [page(office, "issue", YEAR, data={"key": key}) for _ in range(2)]
    assert pressed[0].url == pressed[1].url
    assert everywhere(Job).filter(kind="issue-invoices").count() == 1


def test_too_early_the_button_is_answered_with_the_sentence(page, client, copsewell, office, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: build.noon(date(2024, 3, 14)))
    answer = page(office, "issue", YEAR, data={"key": "one"})
    assert "go out on Monday 15 April 2024, and not before" in text(client.get(answer.url))
    assert not everywhere(Job).exists()


def test_the_run_shows_its_progress_and_then_what_is_left(page, group, copsewell, office):
    build.school(group, "Alder Lodge", tier="silver")
    page(office, "issue", YEAR, data={"key": "one"})
    job = everywhere(Job).get()
    waiting = text(page(office, "run", job.pk))
    assert 'hx-get="/marlbeck/finance/runs/' in waiting
    assert "<html" not in text(page(office, "run", job.pk, headers={"HX-Request": "true"}))
    jobs.discover()
    with scoped(group):
        claimed = jobs.claim(build.noon(ISSUE_DAY))
        issue_invoices(claimed, build.noon(ISSUE_DAY))
    everywhere(Job).filter(pk=job.pk).update(state="done", lease_until=None)
    done = text(page(office, "run", job.pk))
    assert "All that could be issued is issued" in done
    assert "Alder Lodge" in done


def test_a_run_that_stopped_can_be_taken_up(page, client, group, copsewell, office):
    page(office, "issue", YEAR, data={"key": "one"})
    job = everywhere(Job).get()
    everywhere(Job).update(state="parked", last_error="The worker stopped before it had finished.")
    shown = text(page(office, "run", job.pk))
    assert "Issue the rest" in shown
    page(office, "run-again", job.pk, data={})
    assert everywhere(Job).filter(kind="issue-invoices", state="queued").count() == 1


# Invoices ------------------------------------------------------------------------------------------------


def test_one_invoice_shows_its_sum_why_and_how_it_stands(page, invoice, nadia):
    shown = text(page(nadia, "invoice", invoice.reference))
    assert "£6,185.25" in shown
    assert "40% of £6,000.00" in shown
    assert "Why this amount" in shown
    assert "Wednesday 15 May 2024" in shown
    assert "Being made" in shown


def test_the_pdf_is_the_copy_that_was_issued(page, group, invoice, nadia):
    document = print_invoice(invoice=invoice, by=None)
    answer = page(nadia, "invoice-pdf", invoice.reference)
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == document.file.open().read()


@pytest.mark.parametrize(
    ("query", "schools"),
    [
        ("?state=open", 2),
        ("?state=paid", 0),
        ("?state=overdue&on=2024-06-01", 2),
        ("?q=birchen", 1),
        ("?q=2024-001", 1),
        ("?year=2025-26", 0),
        ("?page=99", 2),
        ("?state=nonsense", 2),
    ],
)
def test_the_list_is_filtered_and_searched(page, invoice, office, query, schools):
    assert len(page(office, "invoices", query=query).context["rows"]) == schools


def test_the_spreadsheet_has_plain_figures_and_runs_nothing(page, group, birchenholt, office, issue):
    build.school(group, "=HYPERLINK(1)")
    issue()
    rows = list(
        csv.reader(io.StringIO(page(office, "invoices-sheet", "csv").content.decode().removeprefix("\ufeff")))
    )
    found = {row[2]: row for row in rows[1:]}
    assert found["Birchenholt Primary School"][6:] == ["6185.25", "0.00", "0.00", "6185.25", "Due"]
    assert "'=HYPERLINK(1)" in found


# Receipts and credit -------------------------------------------------------------------------------------

GIVEN = {"amount": "£2,000", "on": "2024-04-15", "method": "bank", "words": "BACS 4471", "key": "one"}


@pytest.mark.clause("K8.8")
def test_a_receipt_pressed_twice_is_recorded_once(page, group, invoice, office):
    for _ in range(2):
        answer = page(office, "receipt", invoice.reference, data=GIVEN)
        assert answer.url == reverse("finance:invoice", args=["marlbeck", invoice.reference])
    assert CashEntry.objects.get().amount_pence == 200_000
    assert "£4,185.25" in text(page(office, "invoice", invoice.reference))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "0"}, "at least a penny"),
        ({"amount": "two"}, "Say how much, in pounds and pence"),
        ({"on": "2024-04-16"}, "That day has not come yet"),
        ({"on": "yesterday"}, "Write the day as 14 March 2024"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_and_keeps_what_was_typed(page, invoice, office, change, words):
    answer = page(office, "receipt", invoice.reference, data=GIVEN | change)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "BACS 4471" in text(answer)
    assert not CashEntry.objects.exists()


@pytest.mark.clause("K8.8")
def test_crediting_and_replacing_by_the_form(page, group, birchenholt, invoice, office):
    build.delegated(birchenholt, Decimal("5000.00"))
    data = {"amount": "6185.25", "because": "The figure was last year's.", "replace": "on", "key": "one"}
    page(office, "credit", invoice.reference, data=data)
    assert Invoice.objects.get(kind="credit").credits == invoice
    assert Invoice.objects.get(revision=2).total == Decimal("5785.25")
    assert "Replaced by" in text(page(office, "invoice", invoice.reference))


# How much is asked of the database -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "args"), [("invoices", ()), ("subscriptions", (YEAR,)), ("debtors", ()), ("finance", ())]
)
def test_a_page_asks_the_same_of_the_database_for_three_schools_and_thirty(
    page, group, office, issue, name, args, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for more in (3, 27):
        build.many(group, more, tier="bronze" if more == 3 else "silver")
        Contract.objects.update(tier="bronze")
        issue()
        page(office, name, *args)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert page(office, name, *args).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 21
