"""The subscriptions of a contract year: what would be issued, the run, and how it goes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from finance.actions.issue import JOB, issue_run
from finance.actions.paper import ACT
from finance.models import Invoice
from finance.queries.search import SHOWN
from finance.queries.standing import standing, sums_on
from finance.queries.subscriptions import Run, first_issue_day, issue_days_of, rehearsed
from finance.views.doors import bookkeepers, once, who_may
from membership.permissions import allowed
from records import actkeys, clock, jobs
from records.models import Job
from records.refusals import Refusal


@bookkeepers
@require_safe
def year(request: HttpRequest, year: str) -> HttpResponse:
    """What is issued, what would be, what is held: the rehearsal of the run, as on the day it may go out."""
    run = _rehearsal(request, year)
    issued = _issued(request, run)
    context = {
        "run": run,
        "issue_day": first_issue_day(run.issue_days),
        "early": run.on > request.on,
        "issued": [(invoice, standing(invoice, request.on)) for invoice in issued],
        "issued_pence": sum(invoice.total_pence for invoice in issued),
        "may_issue": allowed(request.viewer, ACT),
        "working": Job.objects.filter(kind=JOB, key=run.year.slot, state__in=["queued", "running"]).first(),
    }
    return render(request, "finance/subscriptions.html", context)


def _rehearsal(request: HttpRequest, slot: str) -> Run:
    """As it would be today; before the issue day, as it would be on that day."""
    try:
        day = first_issue_day(issue_days_of(request.collaborative, slot, request.on))
        early = day is not None and day.value and day.value > request.on
        on = day.value if early else request.on
        return rehearsed(request.collaborative, slot, on)
    except ValueError:
        raise Http404 from None


def _issued(request: HttpRequest, run: Run) -> list[Invoice]:
    rows = Invoice.objects.visible(request.viewer).filter(
        contract_year=run.year.slot, kind=Invoice.Kind.SUBSCRIPTION, issued_on__lte=request.on
    )
    return sums_on(request.collaborative, request.on).told(rows.only(*SHOWN).order_by("series", "number"))


@who_may(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, year: str) -> HttpResponse:
    """What follows from issuing, and the button that does it."""
    if request.method == "POST":
        return _ask_for_the_run(request, year)
    run = _rehearsal(request, year)
    return render(
        request, "finance/issue.html", {"run": run, "early": run.on > request.on, "key": actkeys.new()}
    )


def _ask_for_the_run(request: HttpRequest, year: str) -> HttpResponse:
    wanted = {"collaborative": request.collaborative, "contract_year": year}
    code = request.collaborative.code
    try:
        pk = once(request, ACT, lambda: issue_run(**wanted, by=request.user, on=request.today).pk)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("finance:subscriptions", code, year)
    except ValueError:
        raise Http404 from None
    return redirect("finance:run", code, pk)


@bookkeepers
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the run is; htmx asks for the bar alone."""
    job = get_object_or_404(Job, pk=pk, kind=JOB)
    ended = job.state in ("done", "parked")
    left = rehearsed(request.collaborative, job.key, request.on) if ended else None
    context = {
        "job": job,
        "left": left,
        "label": job.key.replace("-", "/"),
        "url": reverse("finance:run", args=[request.collaborative.code, pk]),
        "may_issue": allowed(request.viewer, ACT),
    }
    return render(request, "finance/_run.html" if request.htmx else "finance/run.html", context)


@who_may(ACT)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a run that stopped: what was issued stays, the rest is done."""
    job = get_object_or_404(Job, pk=pk, kind=JOB)
    try:
        job = jobs.retry(job, clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("finance:run", request.collaborative.code, job.pk)
