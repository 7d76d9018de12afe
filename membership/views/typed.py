"""News that is being written is kept while it is typed: every few seconds, for its writer alone (K10.7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from membership.actions.news import PUBLISH
from membership.forms.news import NewsForm
from membership.models import Announcement
from membership.views.doors import who_may
from records import clock, drafts
from records.models import Draft

FORM = "news"
KEPT = tuple(name for name in NewsForm.base_fields if name != "version")


@who_may(PUBLISH)
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    return _keep(request, None)


@who_may(PUBLISH)
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Announcement.objects.visible(request.viewer)
    return _keep(request, get_object_or_404(rows, pk=pk, published_at=None))


def _keep(request: HttpRequest, news: Announcement | None) -> HttpResponse:
    """What stands in the form, good or not; or what was kept is thrown away."""
    if request.POST.get("do") == "forget":
        forget(request, news)
        return redirect(*_form_of(request, news))
    seen = request.POST.get("version", "")
    kept = drafts.save(
        **_of(request, news),
        text={name: request.POST.get(name, "") for name in KEPT},
        based_on=int(seen) if seen.isdecimal() else 0,
        at=clock.now(),
    )
    return render(request, "membership/_typing.html", {"at": kept.saved_at})


def _form_of(request: HttpRequest, news: Announcement | None) -> tuple[Any, ...]:
    code = request.collaborative.code
    return ("membership:change-news", code, news.pk) if news else ("membership:write-news", code)


def left_by(request: HttpRequest, news: Announcement | None) -> Draft | None:
    """What this writer has typed and neither kept nor published."""
    return drafts.find(**_of(request, news))


def forget(request: HttpRequest, news: Announcement | None) -> None:
    drafts.discard(**_of(request, news))


def _of(request: HttpRequest, news: Announcement | None) -> dict[str, Any]:
    return {"person": request.user, "form": FORM, "subject": str(news.pk) if news else ""}
