"""Actions as they are listed, chased and brought back as matters arising (K9.15)."""

from datetime import date

from django.db.models import Q, QuerySet

from meetings.models import Action, AgendaItem, Meeting
from membership.models import Body

State = Action.State
SHOWN = {"open": "Open", "mine": "Mine", "overdue": "Overdue", "all": "All"}


def asked_for(rows: QuerySet[Action], show: str, person: int, on: date, q: str = "") -> QuerySet[Action]:
    """Those of one of the lists, by day; `q` looks in the words, the owner's name and the number."""
    still = rows.filter(state=State.OPEN)
    found = {
        "mine": still.filter(owner=person),
        "overdue": still.filter(due_on__lt=on),
        "all": rows,
    }.get(show, still)
    if q:
        words = Q(text__icontains=q) | Q(owner__name__icontains=q)
        found = found.filter(words | _numbered(q))
    return found.select_related("owner", "item__meeting__body").order_by("due_on", "series", "number")


def _numbered(q: str) -> Q:
    """'A12' and '12' are its number too."""
    digits = q.lstrip("AaCc")
    series = Q(series=q[0].upper()) if q[:1].isalpha() else Q()
    return Q(number=int(digits)) & series if digits.isdecimal() and len(digits) < 9 else Q(pk__in=())


def open_actions(body: Body, before: Meeting | None = None) -> QuerySet[Action]:
    """Open ones from earlier meetings of the body, the earliest first: they return as matters arising.

    Of all items, whoever asks: the item that brings one back is filed as the item it came from.
    """
    rows = Action.objects.filter(state=State.OPEN, item__body=body, item__meeting__isnull=False)
    if before is not None:
        rows = rows.filter(item__meeting__starts_at__lt=before.starts_at)
    return rows.select_related("owner", "item__meeting").order_by("due_on", "number")


def of_items(items: QuerySet[AgendaItem]) -> QuerySet[Action]:
    return Action.objects.filter(item__in=items.values("pk")).select_related("owner")


def state_of(action: Action, on: date) -> tuple[str, str]:
    """As shape and words."""
    if action.state == State.DONE:
        return "done", "Done"
    if action.state == State.DROPPED:
        return "nothing", "No longer needed"
    return ("wrong", "Overdue") if action.due_on < on else ("waiting", "Open")
