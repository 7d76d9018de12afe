"""What happened around the seats and posts: what was attested and waived, who was reviewed, a post that has passed on."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration.history import History
from collaborative.demonstration.people import employ
from membership.actions.attestations import attest, waive_attestation
from membership.actions.posts import end_post
from membership.actions.reviews import review_post
from membership.models import Holding, Partner, Post
from membership.queries.attestation import words_of
from membership.queries.editions import edition_on
from membership.queries.kept import facts_on
from membership.queries.reviews import reviews_on

BOARD = "group"
# A director who has led no school: the group waives it. The head of a national trust has not answered yet.
WAIVED, UNANSWERED = "Local Authority Service Director", "Saoirse Blakeney"
# This director has moved on, a few days ago, and the seat that goes with the post waits for the next one.
MOVED_ON, FOLLOWS = "service director for education and skills", "Ottoline Kerrick"
DAYS_AGO = timedelta(days=9)
NOT_REVIEWED = frozenset({"Gurdeep Basra", "Perpetua Lanyon"})
SAID = "Speaks for those they sit for, and tells them what was decided."


@dataclass(frozen=True)
class Seating:
    """Of a board of seats that began anew on a day."""

    history: History
    renewed: date

    def steps(self) -> None:
        step, a_year_on = self.history.step, date(self.renewed.year + 1, 11, 11)
        step(self.renewed + timedelta(days=9), self.attested)
        step(self.renewed + timedelta(days=30), self.waived)
        step(a_year_on, reviewed, history=self.history)
        step(max(self.history.on - DAYS_AGO, self.renewed), self.moved_on)

    def attested(self, day: date) -> None:
        sha = words_of(edition_on(self.history.group, day).rules, BOARD).sha256
        for holding in self._sitting().exclude(place__code=WAIVED).exclude(person__name=UNANSWERED):
            attest(holding=holding, by=holding.person, at=self.history.at(day), sha256=sha)

    def waived(self, day: date) -> None:
        waive_attestation(
            holding=self._sitting().get(place__code=WAIVED),
            by=self.history.office,
            at=self.history.at(day),
            sha256=words_of(edition_on(self.history.group, day).rules, BOARD).sha256,
            resolution=f"The Group, {day.day} {day:%B %Y}",
        )

    def moved_on(self, day: date) -> None:
        by, post = self.history.by(day), Post.objects.get(kind=MOVED_ON, ends_before=None)
        last_day = day - timedelta(days=1)
        end_post(post=post, last_day=last_day, because="took up another post", by=by, on=day)
        partner = Partner.objects.get(pk=post.partner_id)
        employ(self.history, FOLLOWS, "authority", MOVED_ON, day, day, partner=partner)

    def _sitting(self):
        rows = Holding.objects.filter(place__body__code=BOARD, starts_on=self.renewed)
        return rows.select_related("place__body", "person", "collaborative").order_by("place", "pk")


def reviewed(day: date, history: History) -> None:
    """Whoever's review has come by a day is reviewed on it, but for two."""
    for review in list(reviews_on(facts_on(history.group, day))):
        if review.state(day) != "due" or review.held.person.name in NOT_REVIEWED:
            continue
        review_post(
            holding=review.held.holding,
            slot=review.due.slot,
            by=history.office,
            done_on=day,
            on=day,
            outcome=SAID,
            carries_on=True,
            at=history.at(day),
        )
