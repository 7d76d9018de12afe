"""What the pages of the constitution share: the edition of the day, one edition, and their addresses."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from membership.models import Edition
from membership.queries.members import Membership

PROPOSE, ADOPT, DISCARD = "propose-edition", "adopt-edition", "discard-edition"
RETURN, REHEARSE, RECOMMEND = "return-edition", "rehearse-edition", "recommend-rates"


def edition_of(facts: Membership) -> Edition:
    """The edition in force on the day of the facts; 404 for a day before the first."""
    found = facts.register.editions.find(facts.on)
    if found is None:
        raise Http404
    return found


def the_edition(request: HttpRequest, number: int, **more: Any) -> Edition:
    """An edition or a draft by its number; 404 unless this viewer may see it."""
    found = Edition.objects.visible(request.viewer).filter(number=number, **more).first()
    if found is None:
        raise Http404
    return found


def address(request: HttpRequest, name: str, *args: Any) -> str:
    """A page of this collaborative, keeping a previewed day; empty where there is no such page."""
    try:
        url = reverse(name, args=[request.collaborative.code, *args])
    except NoReverseMatch:
        return ""
    return f"{url}?on={request.on.isoformat()}" if request.previewing else url
