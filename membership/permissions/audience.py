"""Whom an announcement is for: one answer for the page, for the mail and for the number shown before publishing (K10.7)."""

from collections.abc import Iterator

from django.db.models import Q

from membership.models import Announcement
from membership.permissions.doors import body, lets_in, level
from membership.permissions.viewer import Viewer, viewer_for
from membership.queries.directory import everybody
from membership.queries.members import Membership
from membership.queries.news import Offered, addressed, audiences, newest
from records.models import Person

Audience = Announcement.Audience
ON_HOME = 2
PUBLISH = "publish-notice"


def for_viewer(viewer: Viewer) -> Q:
    """The announcements addressed to this viewer, published or not."""
    public = Q(audience=Audience.PUBLIC) & level(viewer, "public")
    everybody_here = Q(audience=Audience.EVERYBODY) & level(viewer, "members")
    tiers = Q(audience=Audience.TIER, code__in=viewer.tiers)
    roles = Q(audience=Audience.ROLE, code__in=_roles(viewer))
    return public | everybody_here | tiers | roles | _bodies(viewer)


def _roles(viewer: Viewer) -> frozenset[str]:
    """Posts and places alike: news to the business managers reaches every one, whoever acts for the group."""
    return viewer.names | {post.kind for post in viewer.posts}


def _bodies(viewer: Viewer) -> Q:
    """Those who sit on it; and of a cluster of schools, whoever works at one of them."""
    named = Q(audience=Audience.BODY)
    return named & body(viewer) | named & Q(body__in=viewer.cluster_ids)


def read_by(viewer: Viewer, facts: Membership) -> list[Offered]:
    """The audiences of which a viewer reads news, in groups; whoever publishes reads what is for anybody."""
    if PUBLISH in viewer.acts:
        return audiences(facts)
    mine = for_viewer(viewer)
    read = [
        (name, [each for each in choices if lets_in(mine, Announcement(**addressed(each[0])))])
        for name, choices in audiences(facts)
    ]
    return [(name, choices) for name, choices in read if choices]


def newest_for(viewer: Viewer, facts: Membership) -> list[Announcement]:
    """The newest that stands and is addressed to this viewer, as far as the first page shows it."""
    mine = for_viewer(viewer)
    return [news for news in newest(facts) if lets_in(mine, news)][:ON_HOME]


def reached(news: Announcement, facts: Membership) -> tuple[Person, ...]:
    """Who is told of it on the day of the facts, by name. Of what is public, the members are told."""
    told = Audience.EVERYBODY if news.audience == Audience.PUBLIC else news.audience
    to = {"audience": told, "code": news.code, "body_id": news.body_id}
    return facts.once(("reached", *to.values()), lambda: tuple(_reached(Announcement(**to), facts)))


def _reached(row: Announcement, facts: Membership) -> Iterator[Person]:
    for person in everybody(facts.collaborative):
        viewer = viewer_for(person, facts.collaborative, facts.on, facts)
        if lets_in(for_viewer(viewer), row):
            yield person
