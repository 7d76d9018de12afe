"""The rehearsal of a draft edition over the facts of the year (K15.2): a page, a table to take away, a paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from collaborative.rehearsal import COLUMNS, Rehearsal, rehearsal_paper, rehearse, title_of
from membership.models import Edition
from membership.permissions import allowed
from membership.queries.kept import kept
from membership.views.constitution.doors import PROPOSE, REHEARSE, the_edition
from membership.views.sheets import sheet


def _draft(request: HttpRequest, number: int) -> Edition:
    """What is not adopted, for those who work on it: it names what each school would pay."""
    edition = the_edition(request, number)
    if edition.state == Edition.State.ADOPTED or not _works_on_it(request):
        raise Http404
    return edition


def _works_on_it(request: HttpRequest) -> bool:
    return any(allowed(request.viewer, act) for act in (REHEARSE, PROPOSE))


def _rehearsed(request: HttpRequest, edition: Edition) -> Rehearsal:
    """Worked out once, until something happens or the text changes."""
    return kept(
        f"rehearsal of {edition.sha256}",
        request.collaborative,
        request.on,
        lambda: rehearse(edition.source, request.collaborative, request.on),
    )


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Which dates, quorums, fees and people change, each before, after, and why."""
    edition = _draft(request, number)
    context = {"edition": edition, "rehearsal": _rehearsed(request, edition)}
    return render(request, "home/rehearsal.html", context)


@require_safe
def as_sheet(request: HttpRequest, number: int, ending: str) -> HttpResponse:
    """A line for each thing that changes."""
    edition = _draft(request, number)
    return sheet(
        ending, f"rehearsal-{edition.number}", request.on, COLUMNS, _rehearsed(request, edition).rows()
    )


@require_safe
def as_paper(request: HttpRequest, number: int) -> HttpResponse:
    """The paper that is laid before the meeting, as it would be today."""
    from records import press  # noqa: PLC0415 (a heavy library, and most processes never print)

    edition = _draft(request, number)
    html = rehearsal_paper(edition, request.collaborative, request.on)
    answer = HttpResponse(press.pdf(html, title_of(edition)), content_type="application/pdf")
    name = f"rehearsal-{edition.number}-{request.on.isoformat()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
