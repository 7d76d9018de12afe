"""Attesting what the seat asks for, or waiving it (B3.3): once for each time in a seat, under the exact words."""

from datetime import datetime

from django.db import transaction

from constitution import say
from membership.actions.guard import queue_at
from membership.models import Assent, Holding
from membership.permissions import NotAllowed, require, viewer_for
from membership.queries.attestation import Words, slot_of, words_of
from membership.queries.editions import edition_on
from membership.queries.moments import civil_day
from records import audit
from records.models import Person
from records.refusals import NotNow, Refusal

ACT = "attest"
TAKEN_BACK = "waiver_taken_back"


class NotYourSeat(NotAllowed):
    sentence = "This seat is somebody else's: only whoever sits in it attests for it."


class NothingToAttest(Refusal):
    sentence = "The constitution asks nothing to be attested of whoever holds this."


@transaction.atomic
def attest(*, holding: Holding, by: Person, at: datetime, sha256: str) -> Assent:
    """The representative attests, for their own seat, the words that were on the screen. Twice is once."""
    if holding.person_id != by.pk:
        raise NotYourSeat
    words = _open(holding, at, sha256)
    given = holding.attestation
    if given and given.kind == Assent.Kind.ATTESTATION:
        return given
    acting_as = viewer_for(by, holding.collaborative, civil_day(at)).acting_as
    assent = _assent(holding, words, at, kind=Assent.Kind.ATTESTATION, person=by, capacity=acting_as)
    return _kept(holding, assent, by, acting_as)


@transaction.atomic
def attest_on_paper(*, holding: Holding, by: Person, at: datetime, sha256: str) -> Assent:
    """The office enters what the representative attested on paper. Twice is once."""
    acting_as = require(by, ACT, holding.collaborative, civil_day(at))
    words = _open(holding, at, sha256)
    given = holding.attestation
    if given and given.kind == Assent.Kind.ATTESTATION:
        return given
    told = {"kind": Assent.Kind.ATTESTATION, "person": holding.person, "how": Assent.How.PAPER}
    return _kept(holding, _assent(holding, words, at, capacity="On paper", **told), by, acting_as)


@transaction.atomic
def waive_attestation(*, holding: Holding, by: Person, at: datetime, sha256: str, resolution: str) -> Assent:
    """The office records that the body waives it for one holder, by a decision; an attestation may still follow."""
    acting_as = require(by, ACT, holding.collaborative, civil_day(at))
    if holding.person_id == by.pk:
        raise NotAllowed(
            "Nobody records the waiver of their own attestation: somebody else of the office does."
        )
    if not resolution.strip():
        raise Refusal("Give the decision by which it is waived: its number, or the body and the day.")
    words = _open(holding, at, sha256)
    if holding.attestation_id:
        raise NotNow(f"This is {_stands(holding.attestation)} already.")
    told = {"kind": Assent.Kind.WAIVER, "person": by, "capacity": acting_as, "resolution": resolution.strip()}
    return _kept(holding, _assent(holding, words, at, **told), by, acting_as)


@transaction.atomic
def take_back_waiver(*, holding: Holding, because: str, by: Person, at: datetime) -> Holding:
    """A waiver that was recorded by mistake: the attestation is asked for again. What was recorded stays, unused."""
    acting_as = require(by, ACT, holding.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why the waiver is taken back.")
    queue_at(holding.place)
    holding.refresh_from_db(fields=["ends_before", "attestation"])
    given = holding.attestation
    if given is None or given.kind != Assent.Kind.WAIVER:
        raise NotNow("There is no waiver to take back.")
    holding.attestation = None
    holding.save(update_fields=["attestation"])
    audit.record(
        collaborative=holding.collaborative,
        act=ACT,
        subject=holding,
        by=by,
        at=at,
        acting_as=acting_as,
        before={"attestation": given.pk, "kind": given.kind, "resolution": given.resolution},
        after={TAKEN_BACK: because.strip()},
    )
    return holding


def _open(holding: Holding, at: datetime, sha256: str) -> Words:
    """The words of the day, if the seat asks for any, is still held, and they are those that were read."""
    queue_at(holding.place)
    holding.refresh_from_db(fields=["ends_before", "attestation"])
    on, place = civil_day(at), holding.place
    words = words_of(edition_on(holding.collaborative, on).rules, place.body.code) if place.body_id else None
    if words is None:
        raise NothingToAttest
    if holding.ends_before and holding.ends_before <= on:
        raise NotNow(f"{holding.person.name} left this seat before {say.long_date(holding.ends_before)}.")
    if words.sha256 != sha256:
        raise NotNow("The words have changed since you opened them. Read them again.")
    return words


def _assent(holding: Holding, words: Words, at: datetime, **told) -> Assent:
    return Assent.objects.create(
        collaborative=holding.collaborative, sha256=words.sha256, slot=_slot(holding), at=at, **told
    )


def _slot(holding: Holding) -> str:
    """A waiver that was taken back stays on record, so that one recorded after it is another."""
    slot = slot_of(holding)
    again = Assent.objects.filter(kind=Assent.Kind.WAIVER, slot__startswith=f"{slot},").count()
    before = Assent.objects.filter(kind=Assent.Kind.WAIVER, slot=slot).exists()
    return f"{slot}, {again + 2}" if before else slot


def _kept(holding: Holding, assent: Assent, by: Person, acting_as: str) -> Assent:
    before = holding.attestation_id
    holding.attestation = assent
    holding.save(update_fields=["attestation"])
    audit.record(
        collaborative=holding.collaborative,
        act=ACT,
        subject=holding,
        by=by,
        at=assent.at,
        acting_as=acting_as,
        before={"attestation": before},
        after={
            "kind": assent.kind,
            "sha256": assent.sha256,
            "how": assent.how,
            "resolution": assent.resolution,
        },
    )
    return assent


def _stands(assent: Assent) -> str:
    return "waived" if assent.kind == Assent.Kind.WAIVER else "attested"
