"""News by day: what stands, what stood before, what is being written; and what the public page shows (K10.7, K10.9)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

import constitution
from constitution import say
from constitution.handbook import ClauseShown
from constitution.text import aims_text
from membership.models import Announcement, Body, Edition, Post
from membership.queries.handbook import book
from membership.queries.members import Membership
from membership.queries.moments import day_after
from membership.queries.register import place_name
from records.models import Collaborative

Audience = Announcement.Audience
Choice = tuple[str, str]
Offered = tuple[str, list[Choice]]  # choices under a heading


def published(rows: QuerySet[Announcement], on: date) -> QuerySet[Announcement]:
    """What had been published by the end of the day and was not taken down, the newest first."""
    gone_out = rows.filter(published_at__lt=day_after(on), taken_down_because="")
    return gone_out.order_by("-published_at", "-pk")


def standing(rows: QuerySet[Announcement], on: date) -> QuerySet[Announcement]:
    """The same, without what was shown until an earlier day and what a later one corrects."""
    corrected = Q(corrected_by__published_at__lt=day_after(on))
    still = Q(until_on__isnull=True) | Q(until_on__gte=on)
    return published(rows, on).filter(still).exclude(corrected)


def newest(facts: Membership) -> list[Announcement]:
    """Of the latest, those that stand on the day, the newest first: without a question of its own."""
    out = [news for news in facts.rows.news if news.published_at < day_after(facts.on)]
    corrected = {news.corrects_id for news in out}
    still = (news for news in out if news.until_on is None or news.until_on >= facts.on)
    return [news for news in still if news.pk not in corrected][::-1]


def earlier(rows: QuerySet[Announcement], on: date) -> QuerySet[Announcement]:
    """What no longer stands: its day is over, or it was corrected."""
    over = Q(until_on__lt=on) | Q(corrected_by__published_at__lt=day_after(on))
    return published(rows, on).filter(over)


def drafts(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    return rows.filter(published_at=None).order_by("-pk")


def search(rows: QuerySet[Announcement], q: str = "", to: str = "") -> QuerySet[Announcement]:
    """By words of title or text, and by the audience as the list of choices names it."""
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(text__icontains=q))
    return rows.filter(**addressed(to)) if to else rows


# The audience in words ------------------------------------------------------------------------------


def chosen(news: Announcement) -> str:
    """The audience as one word of the list of choices: 'everybody', 'tier:silver', 'body:7'."""
    what = news.body_id or news.code
    return f"{news.audience}:{what}" if what else news.audience


def addressed(choice: str) -> dict[str, object]:
    """The columns that a choice stands for."""
    audience, _, what = choice.partition(":")
    if audience == Audience.BODY:
        return {"audience": audience, "code": "", "body_id": int(what) if what.isdecimal() else None}
    return {"audience": audience, "code": what, "body_id": None}


def audiences(facts: Membership) -> list[Offered]:
    """Whom news can be addressed to on the day, in groups; what the group does not have is not offered."""
    return facts.once("audiences of news", lambda: _audiences(facts))


def _audiences(facts: Membership) -> list[Offered]:
    rules, bodies = facts.rules, [body for body in facts.bodies if _goes_on(body, facts)]
    groups = [
        (
            "",
            [
                (Audience.EVERYBODY.value, "All members"),
                (Audience.PUBLIC.value, "Everybody, on the public page"),
            ],
        ),
        ("Schools of a tier", [(f"tier:{code}", f"{tier_name(rules, code)} schools") for code in rules.tier]),
        ("Those in a role", [(f"role:{code}", words) for code, words in _roles(facts).items()]),
        ("Clusters, networks and bodies", [(f"body:{body.pk}", body.name) for body in bodies]),
    ]
    return [(name, choices) for name, choices in groups if choices]


def in_words(news: Announcement, facts: Membership) -> str:
    """'Silver schools', 'Headteachers', 'North cluster'."""
    names = dict(choice for _, choices in audiences(facts) for choice in choices)
    return names.get(chosen(news)) or str(news.body or news.code.capitalize())


def _roles(facts: Membership) -> dict[str, str]:
    """The posts that are held on the day, in the plural, then the offices and seats by name."""
    held: set[str] = {post.kind for post in facts.posts if _employed(post)}
    posts = {kind: say.plural(kind.capitalize()) for kind in sorted(held)}
    places = {place.code: place_name(facts.rules, place) for place in facts.register.places}
    return posts | {code: name for code, name in places.items() if code not in posts}


def _employed(post: Post) -> bool:
    return not post.commissioned


def _goes_on(body: Body, facts: Membership) -> bool:
    return body.closed_before is None or body.closed_before > facts.on


def tier_name(rules: constitution.Constitution, code: str) -> str:
    return (rules.tier[code].name if code in rules.tier else "") or code.capitalize()


# The public page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicPage:
    """What a group shows to everybody: no name of a person stands here."""

    aims: ClauseShown | None
    schools: tuple[str, ...]
    notices: tuple[Announcement, ...]
    bulletins: tuple[Announcement, ...]


def public_news(collaborative: Collaborative) -> QuerySet[Announcement]:
    return Announcement.objects.filter(collaborative=collaborative, audience=Audience.PUBLIC)


def is_public(collaborative: Collaborative, on: date) -> bool:
    """Whether the group has a public page: it has published something to everybody and not taken it down."""
    return published(public_news(collaborative), on).exists()


def public_page(facts: Membership) -> PublicPage:
    shown = standing(public_news(facts.collaborative), facts.on)
    by_kind: dict[str, list[Announcement]] = {}
    for news in shown:
        by_kind.setdefault(news.kind, []).append(news)
    edition = facts.register.editions.find(facts.on)
    return PublicPage(
        aims=clause_of_aims(edition) if edition else None,
        schools=tuple(row.detail.name for row in facts.roll),
        notices=tuple(by_kind.get(Announcement.Kind.NEWS, ())),
        bulletins=tuple(by_kind.get(Announcement.Kind.BULLETIN, ())),
    )


def clause_of_aims(edition: Edition) -> ClauseShown | None:
    """The clause that says what the group is for: that of the edition's aims, else by its title."""
    clauses = [page.clause for page in book(edition).pages.values() if page.clause]
    code = aims_text(edition.rules)
    titles = edition.rules.text[code].clause if code else ()
    named = [clause for clause in clauses if clause.title in titles]
    alike = [clause for clause in clauses if {"aims", "purpose"} & set(clause.title.lower().split())]
    return next(iter([*named, *alike]), None)
