"""Telling people what happened to a contract or a notice (K5.1, K5.5): each once, with the page it leads to.

Called last in the verb's transaction, after its audit entry, so that the facts it reads are those that will stand.
"""

from collections.abc import Iterable
from datetime import date, datetime

from constitution import say
from constitution.acts import HEAD, THE_OFFICE
from constitution.dates import ONE_DAY
from membership.models import Contract, Notice, School
from membership.permissions.people import named
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import outbox
from records.models import Person
from records.obligations import key

CONTRACT, NOTICE = "contract", "notice"

OF_CONTRACT = {
    "sent": (
        "Contract to sign: {school}",
        "The contract of {school} from {day} is ready to be read and signed.",
    ),
    "signed": (
        "Contract signed: {school}",
        "{by} signed the contract of {school} from {day}. It is now to be countersigned for the group. "
        "The signed copy is on its page as one PDF.",
    ),
    "agreed": (
        "Contract agreed: {school}",
        "{by} countersigned the contract of {school}. It is agreed, from {day}. "
        "The copy with both signatures stays on its page as one PDF, unchanged.",
    ),
    "ended": (
        "Contract ended: {school}",
        "The group ends the contract of {school} by its decision. Its last day in membership is {ends}. "
        "The reason: {ended} What is owed until then stays owed.",
    ),
    "void": (
        "Contract withdrawn: {school}",
        "The contract of {school} from {day} comes to nothing: {because}",
    ),
}
OF_NOTICE = {
    "given": (
        "Notice received: {school}",
        "Notice of {school} {to} was given on {given}. It is now to be confirmed. The receipt is on its page.",
    ),
    "confirmed": (
        "Notice confirmed: {school}",
        "The notice of {school} {to}, given on {given}, takes effect on {effect}. What is owed until then is on its page.",
    ),
    "withdrawn": (
        "Notice withdrawn: {school}",
        "The notice of {school} {to}, given on {given}, is withdrawn by decision ({resolution}). The contract runs on.",
    ),
    "void": (
        "Notice struck out: {school}",
        "The notice of {school} entered on {given} was a mistake and counts for nothing.",
    ),
}


def tell_of_contract(contract: Contract, stage: str, at: datetime, by: Person | None = None) -> None:
    """Stages: sent, signed, agreed, ended, void. The head of the school and the office hear of it."""
    school = contract.school
    words = {
        "school": school.name,
        "day": say.date(contract.starts_on),
        "by": by.name if by else "",
        "because": say.sentence(contract.void_because) if contract.void_because else "",
        "ends": say.long_date(contract.ends_before - ONE_DAY) if contract.ends_before else "",
        "ended": say.sentence(contract.ends_because) if contract.ends_because else "",
    }
    subject, text = (each.format(**words) for each in OF_CONTRACT[stage])
    if stage not in ("void", "ended") and contract.document:
        text += f"\n\nFingerprint of the document: {contract.document.sha256}"
    people = _people(school, civil_day(at))
    _tell(contract, CONTRACT, stage, people, subject, text, at)


def tell_of_notice(notice: Notice, on: date, at: datetime | None) -> None:
    """As the notice stands: given, confirmed, withdrawn, or struck out as a mistake."""
    school = notice.contract.school
    words = {
        "school": school.name,
        "to": "to leave" if notice.kind == Notice.Kind.LEAVE else "to move down a tier",
        "given": say.long_date(notice.given_on),
        "effect": say.long_date(notice.takes_effect_on) if notice.takes_effect_on else "",
        "resolution": notice.resolution,
    }
    subject, text = (each.format(**words) for each in OF_NOTICE[notice.state])
    people = _people(school, on)
    _tell(notice, NOTICE, notice.state, people, subject, text, at)


def _people(school: School, on: date) -> tuple[int, ...]:
    """Ids of whoever speaks for the school, then of whoever does the office work; each once."""
    facts = facts_on(school.collaborative, on)
    head = facts.speakers(HEAD).get(school.pk)
    office = named(facts, [THE_OFFICE])
    return tuple(dict.fromkeys([*([head.pk] if head else []), *office]))


def _tell(
    row, kind: str, stage: str, people: Iterable[int], subject: str, text: str, at: datetime | None
) -> None:
    for person in Person.objects.filter(pk__in=tuple(people)):
        outbox.queue(
            collaborative=row.collaborative,
            key=key(kind, row, "", "told"),
            stage=stage,
            person=person,
            kind=kind,
            subject=subject,
            text=text,
            formal=True,
            at=at,
        )
