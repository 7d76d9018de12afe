"""The rehearsal of an amendment, laid before the meeting that is to resolve on it (K15.2)."""

from collections.abc import Iterator
from functools import partial

from django.db.models import QuerySet

from collaborative.rehearsal import rehearsal_paper, title_of
from membership.models import Edition
from records.models import Collaborative
from records.papers import Occasion, Offer, source
from records.prepared import prepared

ACT = "rehearse-edition"
# Whoever may rehearse a draft decides when it is ripe to be laid; nobody else is offered it.
BEFORE_ADOPTION = (Edition.State.DRAFT, Edition.State.PROPOSED)


@source
def rehearsals(collaborative: Collaborative, occasion: Occasion) -> Iterator[Offer]:
    """One for each edition that is not in force yet."""
    for edition in _drafts():
        yield Offer(
            code=f"rehearsal of edition {edition.number}",
            name=f"rehearsal of edition {edition.name}",
            title=title_of(edition),
            make=partial(rehearsal_paper, edition, collaborative, occasion.as_at),
            act=ACT,
            edition_sha=edition.sha256,
            facts={"edition": edition.number},
        )


@prepared
def _drafts() -> QuerySet[Edition]:
    return Edition.objects.filter(state__in=BEFORE_ADOPTION).order_by("number")
