"""Pages that are the same for everybody: help, privacy, accessibility, and in development the look."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from collaborative import sampler


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Every component with invented data, to be looked at while building."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    return render(request, "pages/look.html", sampler.everything())
