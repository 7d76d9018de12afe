"""The page that a group shows to everybody (K10.9, B6.1), one notice of it, and its feed. No name of a person is on them.

A group that has published nothing to everybody has no such page: to a stranger it is not there.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from membership.models import Announcement
from membership.queries.kept import facts_on
from membership.queries.news import is_public, public_news, public_page, published, standing
from records.models import Collaborative

KEPT_FOR = 300  # seconds for which a cache may show it to others
IN_THE_FEED = 30


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    group = _public_group(request)
    shown = public_page(facts_on(group, request.today))
    return _kept(request, render(request, "membership/public.html", {"group": group, "shown": shown}))


@login_not_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice or bulletin, by a link to pass on; also when its day is over or a later one corrects it."""
    group = _public_group(request)
    news = get_object_or_404(published(public_news(group), request.today), pk=pk)
    later = standing(public_news(group), request.today).filter(corrects=news).first()
    context = {"group": group, "news": news, "corrected_by": later}
    return _kept(request, render(request, "membership/public_one.html", context))


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    return _kept(request, PublicFeed(_public_group(request), request)(request))


def _public_group(request: HttpRequest) -> Collaborative:
    if not is_public(request.public_group, request.today):
        raise Http404
    return request.public_group


def _kept(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Caches may keep what anybody sees; whoever has signed in sees their own name in the bar."""
    if request.user.is_authenticated:
        patch_cache_control(answer, private=True, no_cache=True)
    else:
        patch_cache_control(answer, public=True, max_age=KEPT_FOR)
    answer["X-Robots-Tag"] = "noindex"
    return answer


class PublicFeed(Feed):
    """The public notices and bulletins of one group, the newest first."""

    feed_type = Atom1Feed

    def __init__(self, group: Collaborative, request: HttpRequest) -> None:
        self.group, self.request = group, request
        self.title = group.name
        self.link = reverse("membership:public", args=[group.code])
        self.feed_url = reverse("membership:public-feed", args=[group.code])
        self.subtitle = f"Public notices of {group.name}"

    def items(self) -> QuerySet[Announcement]:
        return standing(public_news(self.group), self.request.today)[:IN_THE_FEED]

    def item_title(self, item: Announcement) -> str:
        return item.title

    def item_description(self, item: Announcement) -> str:
        return item.text

    def item_link(self, item: Announcement) -> str:
        return reverse("membership:public-one", args=[self.group.code, item.pk])

    def item_pubdate(self, item: Announcement) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Announcement) -> datetime:
        return item.published_at

    def item_categories(self, item: Announcement) -> Iterable[str]:
        return [item.get_kind_display()]
