"""Discussions with prospective holders of an office (K7.8): arranged and recorded, for the body's members alone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from membership.actions import conversations
from membership.forms.openings import NotNeededForm, TalkedForm, TalkForm
from membership.models import Conversation
from membership.queries import filing
from membership.queries.directory import directory
from membership.queries.prospective import Discussions, discussions
from membership.views.doors import facts_of, status_of, tried, who_may
from records.models import Person

READ_AND_SEND = ["GET", "HEAD", "POST"]


def talks_of(request: HttpRequest) -> dict[str, Any]:
    """What the page of openings shows of them: nothing to whoever does not sit on the body."""
    asked = discussions(facts_of(request))
    if asked is None or asked.body.pk not in request.viewer.body_ids:
        return {}
    rows = Conversation.objects.visible(request.viewer).filter(about=asked.about)
    talks = list(rows.select_related("person", "assigned_to"))
    may = conversations.HOLD in request.viewer.acts
    return {"asked": asked, "talks": talks, "may_talk": may}


@who_may(conversations.HOLD)
@require_http_methods(READ_AND_SEND)
def arrange(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    form = TalkForm(
        request.POST or None,
        people=_people(request),
        members=_members(request, asked),
        initial={"assigned_to": str(request.user.pk), "due_on": asked.by},
    )
    told = {"about": asked.about, "subject": asked.name, "level": filing.BODY, "body": asked.body}
    by = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
    if form.is_valid() and (
        made := tried(form, lambda: conversations.arrange(**form.cleaned_data, **told, **by))
    ):
        messages.success(request, f"The discussion with {made.person.name} is arranged.")
        return redirect("membership:openings", request.collaborative.code)
    return render(
        request, "membership/prospective.html", {"asked": asked, "form": form}, status=status_of(form)
    )


def _asked(request: HttpRequest) -> Discussions:
    asked = discussions(facts_of(request))
    if asked is None or asked.body.pk not in request.viewer.body_ids:
        raise Http404
    return asked


def _people(request: HttpRequest) -> list[Person]:
    return [entry.person for entry in directory(facts_of(request)) if entry.posts or entry.offices]


def _members(request: HttpRequest, asked: Discussions) -> list[Person]:
    """Who may see the talk: the members of the body."""
    return list(
        {each.person.pk: each.person for each in facts_of(request).of(asked.body) if each.person}.values()
    )


@who_may(conversations.HOLD)
@require_http_methods(READ_AND_SEND)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one: held with what was said, or not needed; then it stays as it is."""
    asked = _asked(request)
    rows = Conversation.objects.visible(request.viewer).filter(about=asked.about)
    found = get_object_or_404(rows.select_related("person", "assigned_to", "body"), pk=pk)
    waiving = "because" in request.POST
    held = TalkedForm(None if waiving else request.POST or None, initial={"held_on": request.on})
    waived = NotNeededForm(request.POST if waiving else None)
    form = waived if waiving else held
    verb = conversations.waive if waiving else conversations.hold
    told = {"conversation": found, "by": request.user, "on": request.today}
    if form.is_valid() and tried(form, lambda: verb(**form.cleaned_data, **told)):
        messages.success(request, "Recorded.")
        return redirect("membership:openings", request.collaborative.code)
    context = {"talk": found, "asked": asked, "form": held, "waiving": waived, "wrong": form}
    return render(request, "membership/prospective_talk.html", context, status=status_of(form))
