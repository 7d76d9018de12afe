"""What the pages of the constitution share: the edition of the day, and who may change it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from membership.models import Edition
from membership.permissions import allowed
from membership.permissions.may import why_not
from membership.queries.kept import facts_on
from membership.queries.members import Membership

PROPOSE, ADOPT, DISCARD = "propose-edition", "adopt-edition", "discard-edition"
View = Callable[..., HttpResponse]


def facts_of(request: HttpRequest) -> Membership:
    return facts_on(request.collaborative, request.on)


def edition_of(request: HttpRequest) -> Edition:
    """The edition in force on the day of the page; 404 for a day before the first."""
    found = facts_of(request).register.editions.find(request.on)
    if found is None:
        raise Http404
    return found


def the_edition(request: HttpRequest, number: int, **more: Any) -> Edition:
    """An edition or a draft by its number; 404 unless this viewer may see it."""
    found = Edition.objects.visible(request.viewer).filter(number=number, **more).first()
    if found is None:
        raise Http404
    return found


def who_may(act: str) -> Callable[[View], View]:
    """For those who may do the act; anybody else who belongs here is told who may."""

    def closed(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.viewer, act):
                raise PermissionDenied(why_not(request.viewer, act))
            return view(request, *args, **kwargs)

        return shown

    return closed


def address(request: HttpRequest, name: str, *args: Any) -> str:
    """A page of this collaborative, keeping a previewed day; empty where there is no such page."""
    try:
        url = reverse(name, args=[request.collaborative.code, *args])
    except NoReverseMatch:
        return ""
    return f"{url}?on={request.on.isoformat()}" if request.previewing else url
