"""One thing of a meeting by its number, if this viewer may know of it; else there is no such page."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from meetings.models import AgendaItem, Mandate, Meeting, Motion
from meetings.queries.motions import motion_rows
from membership.permissions import Viewer, behind, only, written_once


def the_meeting(request: HttpRequest, pk: int) -> Meeting:
    return only(_meetings(request.viewer, pk=pk))


@behind(Meeting)
def _meetings(rows: QuerySet[Meeting], pk: int) -> QuerySet[Meeting]:
    return rows.filter(pk=pk).select_related("body", "presiding", "minute_taker", "collaborative")


def the_item(request: HttpRequest, pk: int) -> AgendaItem:
    return only(_items(request.viewer, pk=pk))


def item_of_a_meeting(request: HttpRequest, pk: int) -> AgendaItem:
    """An item that has been placed."""
    found = the_item(request, pk)
    if found.meeting is None:
        raise Http404
    return found


@written_once
def _items(viewer: Viewer, pk: int) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.visible(viewer).filter(pk=pk)
    beside = (
        "meeting__body",
        "meeting__collaborative",
        "body",
        "by",
        "consent_by",
        "collaborative",
        "action",
    )
    return rows.select_related(*beside)


def the_motion(request: HttpRequest, pk: int) -> Motion:
    return only(_motions(request.viewer, pk=pk))


@written_once
def _motions(viewer: Viewer, pk: int) -> QuerySet[Motion]:
    return motion_rows(Motion.objects.visible(viewer)).filter(pk=pk)


def the_words_of(request: HttpRequest, pk: int) -> Motion:
    """The motion, to be written anew: without those who are named beside it."""
    return only(_words(request.viewer, pk=pk))


@written_once
def _words(viewer: Viewer, pk: int) -> QuerySet[Motion]:
    rows = Motion.objects.visible(viewer).filter(pk=pk)
    return rows.select_related("item__meeting__body", "item__meeting__collaborative", "collaborative")


def the_mandate(request: HttpRequest, pk: int) -> Mandate:
    return only(_mandates(request.viewer, pk=pk))


@written_once
def _mandates(viewer: Viewer, pk: int) -> QuerySet[Mandate]:
    rows = Mandate.objects.visible(viewer).filter(struck_at=None, pk=pk)
    beside = ("meeting__body", "meeting__collaborative", "holder", "substitute", "school", "collaborative")
    return rows.select_related(*beside)
