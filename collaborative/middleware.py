"""What every page of a collaborative stands on: whose it is, who looks, and on which day.

    request.today           the civil day in the United Kingdom
    request.on              the day that facts and rules are read at: today, or the day of `?on=`
    request.previewing      whether that is another day
    request.collaborative   whose page it is; None outside, and on its public pages (request.public_group)
    request.viewer          what the person may see and do, always by the real today

A view under `/<code>/` is called without the code, inside `scoped(collaborative)`.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from collaborative import second_factor
from collaborative.doors import doors
from collaborative.views.errors import another_day
from meetings.permissions import is_guest
from membership.permissions import Viewer, viewer_for
from membership.queries.editions import NoEdition
from membership.views.doors import as_entered
from records import clock
from records.models import Collaborative
from records.tenancy import scoped

READING = {"GET", "HEAD", "OPTIONS"}


class CollaborativeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = request.on = clock.today()
        request.previewing = False
        request.collaborative = request.viewer = None
        request.public_group = None
        request.groups = ()
        with ExitStack() as open_scopes:
            request.open_scopes = open_scopes
            response = self.get_response(request)
        if request.collaborative and not response.has_header("Cache-Control"):
            # Kept by no proxy and shown from no cache; yet going back still finds what was typed.
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Runs after the sign-in is known to be needed and there; a page of no collaborative passes."""
        code = kwargs.pop("code", None)
        if code is None:
            return None
        if not getattr(view, "login_required", True):
            return _open(request, code)
        request.on = day_of(request)
        request.previewing = request.on != request.today
        return _enter(request, code) or _refuse(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A day before the first edition has no rules to be read by; the page says so."""
        if not isinstance(exception, NoEdition):
            return None
        return render(request, "no_edition.html", {"because": exception.sentence}, status=404)


def _open(request: HttpRequest, code: str) -> None:
    """A page of a collaborative that anybody may open, such as an invitation: no viewer, no navigation."""
    group = Collaborative.objects.filter(code=code, closed_on=None).first()
    if group is None:
        raise Http404
    request.open_scopes.enter_context(scoped(group))
    request.public_group = group


def _enter(request: HttpRequest, code: str) -> HttpResponse | None:
    """Opens the collaborative to whoever belongs to it. To a stranger it does not exist."""
    open_doors = doors(request.user)
    request.groups = tuple(door.group for door in open_doors)
    found = [door for door in open_doors if door.group.code == code]
    if not found:
        raise Http404
    request.door, group = found[0], found[0].group
    request.open_scopes.enter_context(scoped(group))
    if request.method in READING:
        request.open_scopes.enter_context(as_entered(request, group))
    try:
        with as_entered(request, group):
            viewer = viewer_for(request.user, group, request.today)
    except NoEdition:
        return render(request, "not_begun.html", {"group": group})
    return _admit(request, group, viewer)


def _admit(request: HttpRequest, collaborative: Collaborative, viewer: Viewer) -> None:
    """Being enrolled opens nothing by itself: it takes a post, a place, a body, a grant or an item."""
    if not (viewer.posts or viewer.place_ids or viewer.body_ids or viewer.grants or is_guest(viewer)):
        raise Http404
    request.collaborative, request.viewer = collaborative, viewer


def _refuse(request: HttpRequest) -> HttpResponse | None:
    if second_factor.wanted(request.user, request.viewer) and not request.door.second_factor:
        messages.info(request, "Your office asks for a second factor. Set one up, and you can go on.")
        return redirect("mfa_index")
    if request.method not in READING and _from_another_day(request):
        return another_day(request)
    return None


def day_of(request: HttpRequest) -> date:
    """The day of `?on=2024-09-01`, else today. Raises BadRequest for anything that is not a day."""
    asked = request.GET.get("on")
    if not asked:
        return request.today
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise BadRequest("A day is written 2024-03-14.") from None


def _from_another_day(request: HttpRequest) -> bool:
    """An act sent to a page on another date, or from one whose form named an address without the day."""
    page = parse_qs(urlsplit(request.headers.get("referer", "")).query)
    return request.previewing or page.get("on", [str(request.today)]) != [str(request.today)]
