"""Everything to take away (X6): a whole group by its office, for a stated purpose (K10.2), and a person's own data."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from collaborative import groups
from collaborative.exporting import asking
from collaborative.exporting.own import own_data
from membership.permissions import NotAllowed
from membership.views.doors import status_of, tried, who_may
from records import clock
from records.models import Job
from records.models.work import OPEN_JOB

FEW = 10


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label="What the copy is for",
        max_length=300,
        help_text="It is recorded with your name, and stands in the copy.",
        error_messages={"required": "Say what the copy is for: the purpose is recorded."},
    )


@who_may(asking.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a copy, see how far it is, and fetch it. htmx asks for the progress alone while one is being made."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    told = {"collaborative": request.collaborative, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: asking.ask_for_export(**told, **form.cleaned_data)):
        messages.success(request, "The copy is being made.")
        return redirect("export", request.collaborative.code)
    copies = list(asking.exports_of(request.user)[:FEW])
    context = {
        "form": form,
        "going_on": next((job for job in copies if job.state in OPEN_JOB), None),
        "rows": [(job, _until(request, job)) for job in copies if job.state not in OPEN_JOB],
    }
    template = "export/_going_on.html" if request.htmx and context["going_on"] else "export/export.html"
    answer = render(request, template, context, status=status_of(form))
    if request.htmx and not context["going_on"]:
        answer["HX-Refresh"] = "true"
    return answer


def _until(request: HttpRequest, job: Job):
    until = asking.last_day(job)
    return until if until and until >= request.today else None


@who_may(asking.ACT)
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible(request.viewer), pk=pk, kind=asking.JOB)
    try:
        file = asking.fetch(job=job, by=request.user, at=clock.now())
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except asking.Gone as gone:
        messages.error(request, gone.sentence)
        return redirect("export", request.collaborative.code)
    name = f"{request.collaborative.code}-{clock.civil_day(job.queued_at).isoformat()}.zip"
    return FileResponse(file, as_attachment=True, content_type="application/zip", filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Everything that is held about me, from every group that I belong to."""
    if request.method != "POST":
        return render(request, "signin/own_data.html", {"groups": groups.of(request.user)})
    content = own_data(request.user, clock.now())
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{request.today.isoformat()}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer
