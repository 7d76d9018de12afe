"""The doors of this room: to a stranger a page is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from finance.models import Invoice
from finance.permissions import has_invoices, keeps_the_books
from finance.queries.standing import sums_on
from membership.permissions import allowed
from membership.permissions.may import why_not
from records import actkeys, clock

View = Callable[..., HttpResponse]


def bookkeepers(view: View) -> View:
    """For the office and whoever holds an act about money."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_the_books(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def invoiced(view: View) -> View:
    """For those who may see an invoice at all: the books', and the people of a school."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_invoices(request.viewer):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def who_may(act: str) -> Callable[[View], View]:
    """For those who may do this act; whoever keeps the books and may not is told who may. The verb asks again."""

    def closed(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not keeps_the_books(request.viewer):
                raise Http404
            if not allowed(request.viewer, act):
                raise PermissionDenied(why_not(request.viewer, act))
            return view(request, *args, **kwargs)

        return shown

    return closed


def the_invoice(request: HttpRequest, reference: str) -> Invoice:
    """The invoice of this number as it stands on the day of the page; 404 unless this viewer may see it."""
    series, _, number = reference.rpartition("-")
    found = Invoice.objects.visible(request.viewer)
    invoice = get_object_or_404(found, series=series, number=int(number))
    return sums_on(request.collaborative, request.on).told([invoice])[0]


def once(request: HttpRequest, act: str, do: Callable[[], Any]) -> Any:
    """Do what the form asks, however often its button is pressed."""
    key = request.POST.get("key") or actkeys.new()
    return actkeys.once(person=request.user, key=key, act=act, at=clock.now(), do=do)
