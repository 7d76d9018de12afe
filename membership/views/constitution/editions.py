"""The editions: which was in force when, how each was adopted, and how two of them differ (K15.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership.models import Edition
from membership.permissions import allowed
from membership.queries.differences import differences
from membership.queries.editions import lapses_on, periods
from membership.queries.handbook import book
from membership.views.constitution.doors import PROPOSE, RECOMMEND, the_edition
from membership.views.doors import facts_of


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Each edition with the days it was in force, the newest first; below them the drafts."""
    editions = facts_of(request).register.editions
    seen = Edition.objects.visible(request.viewer).exclude(state=Edition.State.ADOPTED)
    context = {
        "periods": list(reversed(periods(editions.adopted))),
        "drafts": list(seen.order_by("-number")),
        "now": editions.find(request.on),
        "may_propose": allowed(request.viewer, PROPOSE),
        "may_recommend": bool(request.viewer.rules.tier) and allowed(request.viewer, RECOMMEND),
    }
    return render(request, "membership/constitution/editions.html", context)


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """How an edition was adopted, and what the check said of it that day."""
    edition = the_edition(request, number, state=Edition.State.ADOPTED)
    editions = facts_of(request).register.editions
    adopted, now = editions.adopted, editions.find(request.today)
    period = next(period for period in periods(adopted) if period.edition == edition)
    context = {
        "edition": edition,
        "period": period,
        "ends": lapses_on(edition),
        "before": next((each for each in reversed(adopted) if each.in_force_on < edition.in_force_on), None),
        "book": book(edition),
        "its_day": "" if edition == now else f"?on={period.first_day.isoformat()}",
    }
    return render(request, "membership/constitution/edition.html", context)


@require_safe
def as_file(request: HttpRequest, number: int) -> HttpResponse:
    """The constitution file, byte for byte as it was adopted."""
    edition = the_edition(request, number)
    answer = HttpResponse(edition.source, content_type="text/plain; charset=utf-8")
    name = f"{request.collaborative.code}-{edition.name.replace('/', '-')}.toml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """What the second says differently from the first, in words; the last two, unless others are asked for."""
    seen = list(Edition.objects.visible(request.viewer).order_by("number"))
    old, new = _chosen(seen, request.GET.get("old"), -2), _chosen(seen, request.GET.get("new"), -1)
    context = {
        "seen": seen,
        "old": old,
        "new": new,
        "groups": differences(old, new) if old and new else (),
    }
    return render(request, "membership/constitution/compare.html", context)


def _chosen(seen: list[Edition], number: str | None, place: int) -> Edition | None:
    found = next((each for each in seen if str(each.number) == number), None)
    return found or (seen[max(place, -len(seen))] if seen else None)
