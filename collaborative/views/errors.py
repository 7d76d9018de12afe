"""When a page cannot be shown: what happened, in a sentence, and the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_yours(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"because": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also for what exists and is somebody else's: a stranger learns nothing from the difference."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: they may be what broke."""
    return render(None, "500.html", status=500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def another_day(request: HttpRequest) -> HttpResponse:
    """A page on another date accepts no act (`?on=`)."""
    return render(request, "another_day.html", status=403)
