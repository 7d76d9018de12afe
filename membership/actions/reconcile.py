"""What the edition derives about offices, stored when its day has come (K7.1, K7.4, K7.5). Twice is once."""

from datetime import date

from django.db import transaction

from membership.actions.guard import queue_at
from membership.actions.offices import TERM_OVER
from membership.models import Holding, Place
from membership.queries.flags import Flag, flags_on
from membership.queries.register import Register
from membership.queries.tenure import ONE_DAY, Held
from records import audit
from records.models import Collaborative


@transaction.atomic
def reconcile_offices(*, collaborative: Collaborative, on: date) -> list[Holding]:
    """Store who follows or precedes by now, and end what has ended by itself; answers with what was changed.

    An office whose holder no longer has the post it rests on falls vacant on the day after that post ended.
    """
    register = Register(collaborative)
    changed = [_end_ineligible(flag) for flag in flags_on(register, on) if flag.ended_on]
    for role in Register(collaborative).on(on):
        if role.held and role.held.derived:
            changed.append(_store(register, role.place, role.held))
    return [holding for holding in changed if holding]


def _store(register: Register, place: Place, held: Held) -> Holding | None:
    queue_at(place)
    _end_those_before(register, place, held)
    holding, new = Holding.objects.get_or_create(
        place=place,
        starts_on=held.since,
        defaults={
            "collaborative": place.collaborative,
            "person": held.person,
            "ends_before": held.until and held.until + ONE_DAY,
            "ended_because": TERM_OVER if held.until else "",
            "how": Holding.How.FOLLOWS,
        },
    )
    if not new:
        return None
    _record("appoint", holding, {"person": held.person.pk, "since": held.since, "until": held.until})
    return holding


def _end_those_before(register: Register, place: Place, held: Held) -> None:
    """Whoever was there is there no longer: the term was over by then, or the next one came before its end."""
    for before in register.stored_at(place):
        if before.since < held.since and (before.until is None or before.until >= held.since):
            _end_with(before.holding, held.since, "the next holder took it up")
        elif before.since < held.since and before.holding.ends_before is None:
            _end_with(before.holding, before.until + ONE_DAY, TERM_OVER)


def _end_with(holding: Holding, ends_before: date, because: str) -> None:
    Holding.objects.filter(pk=holding.pk).update(ends_before=ends_before, ended_because=because)


def _end_ineligible(flag: Flag) -> Holding | None:
    holding = flag.held.holding
    queue_at(holding.place)
    still_open = Holding.objects.filter(pk=holding.pk, ends_before=holding.ends_before)
    if not still_open.update(ends_before=flag.ended_on + ONE_DAY, ended_because=flag.because):
        return None
    holding.refresh_from_db()
    _record("end-holding", holding, {"last_day": flag.ended_on, "because": flag.because})
    return holding


def _record(act: str, holding: Holding, after: dict) -> None:
    audit.record(collaborative=holding.collaborative, act=act, subject=holding, by=None, after=after)
