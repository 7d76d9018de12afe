"""Notice that a commissioned post ends (K8.14): the last day for it, and the day on which the post then ends."""

from collections.abc import Iterator
from datetime import date

import constitution
from constitution import dates, say
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from constitution.office import Office
from membership.queries.register import Register
from membership.queries.tenure import Held

LATE = "a notice too late for one end counts for the next: the constitution does not say; the default"
# A post that is renewed without end is looked at this many renewals ahead.
RENEWALS_AHEAD = 10


def notice_rule(register: Register, held: Held) -> Office | None:
    """The rule of the office, where it asks for notice."""
    if held.place.body_id is not None:
        return None
    rule = rules_of(register, held).office.get(held.place.code)
    return rule if rule and rule.notice else None


def rules_of(register: Register, held: Held) -> constitution.Constitution:
    return register.editions.rules_since(held.since)


def last_day_for_notice(register: Register, held: Held) -> date | None:
    """The last day on which the post can still be ended with the term that runs."""
    rule = notice_rule(register, held)
    return dates.before(held.until, rule.notice) if rule and held.until else None


def ends_after(register: Register, held: Held, given_on: date) -> Finding[date | None] | None:
    """The post's last day, were notice given on a day: the end of the term, or of the renewal it still reaches."""
    rule = notice_rule(register, held)
    if rule is None or held.until is None:
        return None
    working = Working(rules_of(register, held), f"office.{held.place.code}").use(rule, "notice")
    working.input("given_on", given_on)
    for end in _ends(rule, held.until):
        by = dates.before(end, rule.notice)
        words = f"notice {rule.notice} before {say.long_date(end)}: by {say.long_date(by)}"
        if given_on <= by:
            return working.step(words).answer(end)
        working.step(f"{words}, too late").default(LATE)
    return working.answer(None)


def _ends(rule: Office, until: date) -> Iterator[date]:
    """The last day of the term that runs, then of each renewal."""
    yield until
    for _ in range(RENEWALS_AHEAD if rule.renewed_for else 0):
        until = dates.last_day_of_term(until + ONE_DAY, rule.renewed_for)
        yield until


def ending(register: Register, held: Held) -> Finding[date | None] | None:
    """The day on which the notice that was given ends the post; None where none was given."""
    given = held.holding and held.holding.ending_notice_on
    return ends_after(register, held, given) if given else None
