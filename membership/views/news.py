"""News to members (K10.7) and the bulletin (B6.1): read by its audience; written, looked at, published, put right."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution.text import aims_of
from membership.actions import news as verbs
from membership.actions.news import PUBLISH
from membership.forms.news import NewsForm, TakeDownForm, initial_of
from membership.models import Announcement
from membership.permissions import Viewer, allowed, only, written_once
from membership.permissions.audience import reached, read_by
from membership.queries import news as queries
from membership.views import typed
from membership.views.doors import facts_of, in_words, status_of, tried, who_may
from membership.views.sheets import sheet
from records import clock
from records.refusals import Refusal
from records.spreadsheets import Cell

ON_A_PAGE = 20
READ_AND_SEND = ["GET", "HEAD", "POST"]
COLUMNS = ("Published", "Title", "Kind", "For", "Until", "Text")


def _visible(request: HttpRequest) -> QuerySet[Announcement]:
    return Announcement.objects.visible(request.viewer).select_related("by", "body", "corrects")


def _asked(request: HttpRequest) -> tuple[QuerySet[Announcement], dict[str, str]]:
    """What stands on the day, or what stood before; as the search and the audience leave it."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "to", "show")}
    of_the_day = queries.earlier if asked["show"] == "earlier" else queries.standing
    rows = of_the_day(_visible(request), request.on)
    return queries.search(rows, asked["q"], asked["to"]), asked


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    rows, asked = _asked(request)
    facts, may_publish = facts_of(request), allowed(request.viewer, PUBLISH)
    found = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    writing = queries.drafts(_visible(request)) if may_publish.value else ()
    context = {
        "found": found,
        "rows": [(each, queries.in_words(each, facts)) for each in found],
        "drafts": [(each, queries.in_words(each, facts)) for each in writing],
        "asked": asked,
        "filtered": any(asked.values()),
        "audiences": _to_choose(request),
        "may_publish": may_publish,
        "query": request.GET.urlencode(),
    }
    return render(request, "membership/news.html", context)


def _to_choose(request: HttpRequest) -> list[queries.Offered]:
    """The audiences that the viewer can read news of; where it is one alone there is nothing to choose."""
    offered = read_by(request.viewer, facts_of(request))
    return offered if sum(len(choices) for _, choices in offered) > 1 else []


@require_safe
def as_sheet(request: HttpRequest, ending: str) -> HttpResponse:
    rows, _ = _asked(request)
    facts = facts_of(request)
    return sheet(
        ending, "news", request.on, COLUMNS, (_cells(each, queries.in_words(each, facts)) for each in rows)
    )


def _cells(news: Announcement, to: str) -> list[Cell]:
    published = clock.civil_day(news.published_at)
    return [published, news.title, news.get_kind_display(), to, news.until_on, news.text]


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """As it was published; of what was taken down or corrected the page says so. A draft is shown to be changed."""
    news = get_object_or_404(_visible(request), pk=pk)
    if news.published_at is None:
        return redirect("membership:change-news", request.collaborative.code, pk)
    if clock.civil_day(news.published_at) > request.on:
        raise Http404
    follows = _visible(request).filter(corrects=news).first()
    context = {
        "news": news,
        "to": queries.in_words(news, facts_of(request)),
        "corrected_by": follows if follows and follows.published_at else None,
        "over": bool(news.until_on and news.until_on < request.on),
        "may_publish": allowed(request.viewer, PUBLISH),
    }
    return render(request, "membership/news_one.html", context)


# Writing ----------------------------------------------------------------------------------------------


@who_may(PUBLISH)
@require_http_methods(READ_AND_SEND)
def write(request: HttpRequest) -> HttpResponse:
    asked = {"to": request.GET.get("to", ""), "kind": request.GET.get("kind", "")}
    back = typed.left_by(request, None)
    form = _form(request, initial=asked | (back.text if back else {}))
    if form.is_valid() and (news := tried(form, lambda: _write(request, form))):
        typed.forget(request, None)
        return _on_from(request, news)
    return _page(request, "membership/news_write.html", form, back=back)


@who_may(PUBLISH)
@require_http_methods(READ_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: kept as often as one likes; whoever would save over somebody else's words has both before them."""
    news = _draft(request, pk)
    back = typed.left_by(request, news)
    form = _form(request, initial=initial_of(news) | (back.text | {"version": back.based_on} if back else {}))
    if form.is_valid() and (kept := tried(form, lambda: _rewrite(request, news, form))):
        typed.forget(request, news)
        return _on_from(request, kept)
    seen = form["version"].value()
    theirs = news if seen and str(seen) != str(news.version) else None
    return _page(request, "membership/news_write.html", form, news=news, back=back, theirs=theirs)


@who_may(PUBLISH)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    news = _draft(request, pk)
    typed.forget(request, news)
    try:
        verbs.discard_news(news=news, **_by(request))
    except Refusal as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The draft “{news.title}” is thrown away.")
    return redirect("membership:news", request.collaborative.code)


def _draft(request: HttpRequest, pk: int) -> Announcement:
    return only(_drafts(request.viewer, pk=pk))


@written_once
def _drafts(viewer: Viewer, pk: int) -> QuerySet[Announcement]:
    rows = Announcement.objects.visible(viewer).filter(pk=pk, published_at=None)
    return rows.select_related("by", "body", "corrects")


def _form(request: HttpRequest, initial: dict[str, Any]) -> NewsForm:
    facts = facts_of(request)
    offered = {"audiences": queries.audiences(facts), "aims": aims_of(facts.rules)}
    return NewsForm(request.POST or None, initial=initial, **offered)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "on": request.today}


def _write(request: HttpRequest, form: NewsForm) -> Announcement:
    given = _named(request, form.given)
    return verbs.write_news(collaborative=request.collaborative, **given, **_by(request))


def _rewrite(request: HttpRequest, news: Announcement, form: NewsForm) -> Announcement:
    over = request.POST.get(
        "over", ""
    )  # the other's version, once it has been on the screen beside one's own
    version = int(over) if over.isdecimal() else form.cleaned_data["version"] or news.version
    return verbs.rewrite_news(news=news, version=version, **_named(request, form.given), **_by(request))


def _named(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """With the body itself in place of its number; the form offers those alone that the group has."""
    pk = given.pop("body_id")
    bodies = {body.pk: body for body in facts_of(request).bodies}
    return given | {"body": bodies.get(pk)}


def _on_from(request: HttpRequest, news: Announcement) -> HttpResponse:
    """Kept as a draft, or on to see whom it reaches."""
    if request.POST.get("do") == "keep":
        messages.success(request, "The draft is kept. Nobody has been told.")
        return redirect("membership:change-news", request.collaborative.code, news.pk)
    return redirect("membership:publish-news", request.collaborative.code, news.pk)


# Publishing, and putting right --------------------------------------------------------------------------


@who_may(PUBLISH)
@require_http_methods(READ_AND_SEND)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """First how it reads and whom it reaches, by name; the button publishes it, once."""
    news = get_object_or_404(_visible(request), pk=pk)
    if news.published_at:
        messages.info(request, "This is published.")
        return redirect("membership:news-one", request.collaborative.code, pk)
    if request.method == "POST" and (done := _publish(request, news)):
        messages.success(request, done)
        return redirect("membership:news-one", request.collaborative.code, pk)
    facts = facts_of(request)
    context = {"news": news, "to": queries.in_words(news, facts), "people": reached(news, facts)}
    return render(request, "membership/news_publish.html", context)


def _publish(request: HttpRequest, news: Announcement) -> str:
    """What was done, in a sentence; empty where a refusal is shown."""
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() else None
    try:
        number = verbs.publish_news(news=news, by=request.user, at=clock.now(), version=version)
    except Refusal as refused:
        messages.error(request, in_words(refused))
        return ""
    return verbs.reached_words(number, news.until_on)


@who_may(PUBLISH)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one with the same words, to put right and to publish in its place."""
    news = _published(request, pk)
    try:
        draft = verbs.correct_news(news=news, **_by(request))
    except Refusal as refused:
        messages.error(request, refused.sentence)
        return redirect("membership:news-one", request.collaborative.code, pk)
    return redirect("membership:change-news", request.collaborative.code, draft.pk)


@who_may(PUBLISH)
@require_http_methods(READ_AND_SEND)
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    news = _published(request, pk)
    form = TakeDownForm(request.POST if request.method == "POST" else None)
    told = {"news": news, "by": request.user, "at": clock.now()}
    if form.is_valid() and tried(form, lambda: verbs.take_down(**form.cleaned_data, **told)):
        messages.success(request, "It is taken down.")
        return redirect("membership:news", request.collaborative.code)
    return _page(request, "membership/news_take_down.html", form, news=news)


def _published(request: HttpRequest, pk: int) -> Announcement:
    return get_object_or_404(_visible(request), pk=pk, published_at__isnull=False)


def _page(request: HttpRequest, template: str, form: forms.Form, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=status_of(form))
