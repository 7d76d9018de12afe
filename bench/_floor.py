"""The floor of the pages: the least that a signed-in page with a list of fifty rows can be on the same server."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from collaborative.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401
from records.models import Person

ROWS = 50


@require_safe
def floor(request: HttpRequest) -> HttpResponse:
    """Fifty rows in the frame of every page; no rule, no right, no why."""
    people = Person.objects.order_by("name")[:ROWS]
    return render(request, "floor.html", {"people": people})


urlpatterns = [path("floor/", floor, name="floor"), *urlpatterns]
