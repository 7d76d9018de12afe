"""Contacts about the wellbeing of headteachers: who has had one, and who none for a time (K8.18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet

from constitution import dates, say
from constitution.acts import HEAD
from constitution.authority import who_may
from constitution.finding import Finding, Working
from constitution.values import Length
from membership.models import Body, Conversation, School
from membership.queries.members import Membership
from records.models import Person

LOG, WELLBEING = "log-contact", "wellbeing"
# No constitution says how long is long.
LONG = Length(4, "month")


@dataclass(frozen=True)
class Contact:
    """A headteacher and the last contact with them; of a school without one, with whoever was there before."""

    school: School
    name: str
    head: Person | None
    last: date | None
    how_many: int
    long_ago: bool

    @property
    def words(self) -> str:
        """All that somebody may look for."""
        return f"{self.name} {self.head.name if self.head else ''}".lower()

    def state(self) -> tuple[str, str]:
        if self.last is None:
            return "look", "No contact yet"
        return ("look" if self.long_ago else "done"), say.date(self.last)


def body_of(facts: Membership) -> Body | None:
    """The body whose members keep the log and alone read it; None where the edition names none."""
    rules = facts.register.editions.rules_since(facts.on)
    codes = [name for name in who_may(rules, LOG).by if name in rules.body]
    return next((body for body in facts.bodies if codes and body.code == codes[0]), None)


def long_since(facts: Membership) -> Finding[date]:
    """Whose last contact was before this day has had none for a time."""
    rules = facts.register.editions.rules_since(facts.on)
    day = dates.add_months(facts.on, -LONG.months)
    who = who_may(rules, LOG)
    working = Working(rules, f"authority.{LOG}")
    if who.rule is not None:
        working.use(who.rule, "by")
    working.default(f"a contact is looked for within {LONG}; the program's own, since the text gives no time")
    return working.step(f"{LONG} before {say.long_date(facts.on)} is {say.long_date(day)}").answer(day)


def contacts(facts: Membership, talks: QuerySet[Conversation]) -> list[Contact]:
    """Each member school, those who have waited longest first. `talks` are those that the reader may see."""
    of_heads, of_schools = _last(talks, facts.on)
    heads, since = facts.speakers(HEAD), long_since(facts).value
    found = []
    for row in facts.roll:
        head = heads.get(row.school.pk)
        last, number = of_heads.get(head.pk, NONE) if head else of_schools.get(row.school.pk, NONE)
        long_ago = last is None or last < since
        found.append(Contact(row.school, row.detail.name, head, last, number, long_ago))
    return sorted(found, key=lambda each: (each.last or date.min, each.name))


NONE: tuple[date | None, int] = (None, 0)
Last = dict[int, tuple[date | None, int]]


def _last(talks: QuerySet[Conversation], on: date) -> tuple[Last, Last]:
    """The last contact and how many there were, by person, and by school where it names nobody. One question."""
    held = talks.filter(held_on__lte=on).order_by().values("school", "person")
    found = list(held.annotate(last=Max("held_on"), number=Count("pk")))
    return _by(found, "person"), _by(found, "school")


def _by(found: Iterable[dict[str, Any]], name: str) -> Last:
    """An executive head has been spoken to whichever school it was about."""
    by: Last = {}
    for row in found:
        if row[name] is not None:
            last, number = by.get(row[name], NONE)
            by[row[name]] = (max(row["last"], last or date.min), number + row["number"])
    return by


def head_of(facts: Membership, school: School) -> Person | None:
    return facts.speakers(HEAD).get(school.pk)
