"""What the frame of every page needs: the bar, the navigation, the strips and the foot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from collaborative import second_factor
from collaborative.navigation import Item, beside, navigation
from constitution import say
from membership.models import Edition
from membership.queries.editions import lapses_on
from membership.queries.kept import facts_on
from records import clock
from records.models import Collaborative, Person


@dataclass
class Page:
    """One page's frame. Nothing is worked out that the template does not ask for."""

    request: HttpRequest

    @property
    def collaborative(self) -> Collaborative | None:
        return getattr(self.request, "collaborative", None)

    @property
    def person(self) -> Person | None:
        person = getattr(self.request, "user", None)
        return person if person and person.is_authenticated else None

    @property
    def several(self) -> bool:
        return len(getattr(self.request, "groups", ())) > 1

    @property
    def today(self) -> date:
        return getattr(self.request, "today", None) or clock.today()

    @property
    def on(self) -> date:
        return getattr(self.request, "on", None) or self.today

    @property
    def previewing(self) -> bool:
        return getattr(self.request, "previewing", False)

    @property
    def back_to_today(self) -> str:
        query = self.request.GET.copy()
        query.pop("on", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def also_on(self) -> str:
        """To be added to an address that asks for something already: '&on=2024-09-01', on a previewed day."""
        return f"&on={self.on.isoformat()}" if self.previewing else ""

    @property
    def demonstration(self) -> bool:
        return settings.DEMONSTRATION

    @property
    def home(self) -> str:
        """Where the mark leads: the first page of this collaborative, or the way to it."""
        if self.collaborative:
            return reverse("home", args=[self.collaborative.code])
        return reverse("choose") if self.person else reverse("front")

    @cached_property
    def navigation(self) -> list[Item]:
        return self._items(navigation)

    @property
    def beside(self) -> list[Item]:
        """What stands beside the list of members."""
        return self._items(beside)

    def _items(self, of: Callable[..., list[Item]]) -> list[Item]:
        if not getattr(self.request, "viewer", None):
            return []
        day = f"?on={self.on.isoformat()}" if self.previewing else ""
        return of(self.request.viewer, self.collaborative.code, self.request.path, day)

    @property
    def capacity(self) -> str:
        """Beside the name: the first office, else the post and where, else the access for a time and its last day."""
        viewer = getattr(self.request, "viewer", None)
        if not viewer:
            return ""
        offices, posts = viewer.office_names, viewer.posts
        held = [*offices, *(post.where or post.kind.capitalize() for post in posts)]
        lent = (f"{grant.role.capitalize()}, until {say.date(grant.last_day)}" for grant in viewer.grants)
        return next(iter(held), "") or next(lent, "")

    @cached_property
    def edition(self) -> Edition | None:
        """The edition in force on the day of the page, for the foot."""
        if not self.collaborative:
            return None
        return facts_on(self.collaborative, self.on).register.editions.find(self.on)

    @property
    def lapsed(self) -> str:
        """On the day after a structure ends, every page says so (B3.6)."""
        ends = lapses_on(self.edition) if self.edition else None
        if ends is None or self.on <= ends:
            return ""
        return f"The structure of this group lapsed after {say.date(ends)} and has not been renewed."

    @property
    def second_factor_wanted(self) -> bool:
        return bool(self.person) and second_factor.asked_for(self.person, self.today)


def page(request: HttpRequest) -> dict[str, Any]:
    return {"page": Page(request)}
