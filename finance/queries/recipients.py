"""Whom a school's invoice goes to: its headteacher and its business manager on that day (K8.8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from membership.models import Post
from membership.queries.periods import in_force

# Standard posts of the constitution's format, not a rule of any one document.
HEADS = ("headteacher", "acting headteacher", "executive headteacher")
PAYERS = (*HEADS, "business manager")


def payers(school_ids: Iterable[int], on: date) -> Mapping[int, tuple[int, ...]]:
    """By school, the ids of the people who are sent its invoices and asked to pay them; each once."""
    posts = Post.objects.filter(in_force(on), school_id__in=school_ids, kind__in=PAYERS)
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for school_id, person_id in posts.order_by("starts_on", "pk").values_list("school_id", "person_id"):
        found[school_id][person_id] = None
    return {school_id: tuple(people) for school_id, people in found.items()}
