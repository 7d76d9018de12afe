"""Work in the background: what is asked for, how far it is, and what a person may do about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from collaborative.work import NOT_WORK, STATES, is_open
from membership.permissions.may import why_not
from records import clock, jobs
from records.models import Job
from records.models.work import JobState
from records.refusals import Refusal
from reminders.sweep import heartbeat

SEE = "see-jobs"
ON_A_PAGE = 30


def _jobs(request: HttpRequest) -> QuerySet[Job]:
    """What this viewer asked for, or all of it for whoever looks after it; the newest first."""
    rows = Job.objects.visible(request.viewer).exclude(kind__in=NOT_WORK)
    return rows.select_related("by", "collaborative").order_by("-queued_at", "-pk")


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """htmx asks for the list alone while something goes on."""
    if SEE not in request.viewer.acts and not _jobs(request).exists():
        raise Http404
    rows, state = _jobs(request), request.GET.get("state", "")
    rows = rows.filter(state=state) if state else rows
    found = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "rows": [(job, STATES[job.state], is_open(job), job.state == JobState.PARKED) for job in found],
        "going_on": any(is_open(job) for job in found),
        "state": state,
        "states": [(code, words) for code, (_, words) in STATES.items()],
        "heartbeat": heartbeat(request.collaborative, clock.now()),
    }
    return render(request, "work/_jobs.html" if request.htmx else "work/work.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`do` is 'again' or 'stop'. Whoever asked for it may, and whoever looks after the work."""
    job = get_object_or_404(_jobs(request), pk=pk)
    if job.by != request.user and SEE not in request.viewer.acts:
        raise PermissionDenied(why_not(request.viewer, SEE))
    again = request.POST.get("do") == "again"
    try:
        (jobs.retry if again else jobs.cancel)(job, clock.now())
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "It is asked for again." if again else "It is called off.")
    return redirect("work", request.collaborative.code)
