"""The register of decisions and delegations (B2.3): searched, filtered, as a file, each with why it was so."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.models import Motion
from meetings.queries import decisions as queries
from meetings.queries.decisions import Decided
from membership.views.doors import members_only
from membership.views.sheets import sheet

ON_A_PAGE = 25
COLUMNS = (
    "Number", "Day", "Body", "Item", "Resolution", "Result", "For", "Against", "Abstaining", "Quorate",
    "Takes effect", "Delegated to", "Limits", "Until", "Carried out",
)  # fmt: skip


def _rows(request: HttpRequest) -> QuerySet[Motion]:
    shown, words = request.GET.get("show", queries.CARRIED), request.GET.get("q", "")
    return queries.in_register(Motion.objects.visible(request.viewer), request.on, shown, words)


@members_only
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    found = Paginator(_rows(request), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "rows": queries.decided(found, request.on),
        "shown": request.GET.get("show", ""),
        "words": request.GET.get("q", ""),
        "choices": list(queries.SHOWN.items()),
    }
    return render(request, "meetings/decisions.html", context)


@members_only
@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    """The same rows for a spreadsheet."""
    rows = queries.decided(_rows(request), request.on)
    return sheet(ending, "decisions", request.on, COLUMNS, map(_cells, rows))


def _cells(each: Decided) -> list[Any]:
    motion = each.motion
    return [
        motion.number,
        each.day,
        motion.item.meeting.body.name,
        motion.item.title,
        motion.text,
        each.status[1],
        motion.votes_for,
        motion.votes_against,
        motion.abstentions,
        "yes" if motion.quorate else "no",
        motion.takes_effect_on,
        motion.delegated_to,
        motion.limits,
        motion.ends_on,
        motion.effect_outcome,
    ]
