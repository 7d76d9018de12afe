"""Whom a school's invoice goes to: its headteacher and its business manager on that day (K8.8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from membership.models import Post
from membership.queries.periods import in_force

# Standard posts of the constitution's format, not a rule of any one document.
HEADS = ("headteacher", "acting headteacher", "executive headteacher")
PAYERS = (*HEADS, "business manager")


def payers(on: date, school_ids: Iterable[int] | None = None) -> Mapping[int, tuple[int, ...]]:
    """By school (all of them, or these), the ids of the people who are sent its invoices; each once."""
    posts = Post.objects.filter(in_force(on), school__isnull=False, kind__in=PAYERS)
    if school_ids is not None:
        posts = posts.filter(school_id__in=school_ids)
    return payers_among(posts.order_by("starts_on", "pk"))


def payers_among(posts: Iterable[Post]) -> Mapping[int, tuple[int, ...]]:
    """The same of posts in hand, the oldest first."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for post in posts:
        if post.school_id and post.kind in PAYERS:
            found[post.school_id][post.person_id] = None
    return {school_id: tuple(people) for school_id, people in found.items()}
