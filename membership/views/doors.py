"""What the pages of members, people and places share: the door, the day's facts, and how a verb is tried."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from membership.models import School
from membership.permissions import NotAllowed, allowed, require_for_school
from membership.permissions.may import why_not
from membership.queries.kept import facts_on, one_look
from membership.queries.members import Membership
from records.models import Collaborative
from records.refusals import Refusal

READING = ("GET", "HEAD")
View = Callable[..., HttpResponse]
T = TypeVar("T")


def facts_of(request: HttpRequest) -> Membership:
    """Who belongs, serves and speaks on the day of the page. Shared: read it, never change it."""
    return facts_on(request.collaborative, request.on)


def as_entered(request: HttpRequest, collaborative: Collaborative) -> AbstractContextManager[None]:
    """Inside, the trail is not asked where it stands: it stood so when this request came through the door."""
    return one_look(collaborative, head=request.door.head, facts=request.door.facts)


def the_school(request: HttpRequest, pk: int) -> School:
    """The school, if this viewer may know of it; else there is no such page. Whoever acts on it has a copy of their own."""
    if request.method in READING:
        found = request.viewer.seen(each for each in facts_of(request).rows.schools if each.pk == pk)
        if not found:
            raise Http404
        return found[0]
    return get_object_or_404(School.objects.visible(request.viewer), pk=pk)


def schools_going(request: HttpRequest) -> list[School]:
    """Those that this viewer may know of and that no end is recorded of, by name. Shared: read them, never change them."""
    return [
        school for school in request.viewer.seen(facts_of(request).rows.schools) if school.ended_on is None
    ]


def members_only(view: View) -> View:
    """For those who belong: a guest, a partner or an auditor finds nothing here."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.reaches("members"):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def who_may(act: str) -> Callable[[View], View]:
    """For those who may do the act; whoever belongs and may not is told who may, anybody else finds nothing."""

    def closed(view: View) -> View:
        @members_only
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.viewer, act):
                raise PermissionDenied(why_not(request.viewer, act))
            return view(request, *args, **kwargs)

        return shown

    return closed


def refuse_press(request: HttpRequest, act: str, may: bool | None = None) -> None:
    """Somebody who was shown no button and presses it all the same is told who may."""
    may = bool(allowed(request.viewer, act)) if may is None else may
    if request.method == "POST" and not may:
        raise PermissionDenied(why_not(request.viewer, act))


def refuse_press_for(request: HttpRequest, school: School, act: str, office_act: str | None = None) -> None:
    """The same of an act of one school: whoever speaks for it may, or the office by an act of its own."""
    if request.method == "POST":
        try:
            require_for_school(request.user, act, school, request.today, office_act)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused


def tried(form: forms.Form, do: Callable[[], T]) -> T | None:
    """What the verb answers; None when it refuses, and the form then says why and keeps what was typed."""
    try:
        return do()
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        form.add_error(None, in_words(refused))
        return None


def in_words(refused: Refusal) -> str:
    """The sentence, and the clause it rests on."""
    clause = f" ({refused.clause})" if refused.clause else ""
    return f"{refused.sentence}{clause}"


def status_of(form: forms.Form | None) -> int:
    """The status of a page with this form: 422 where it has something to put right."""
    return 422 if form is not None and form.is_bound and form.errors else 200
