"""Coming or not, and who stands in (K1.2, K6.8, K9.6, B4.3).

A reply is a mandate's own: whoever speaks for it gives it, or the office on their word. Apologies may come until the
meeting closes, and no reason is asked for.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from constitution import say
from constitution.people import Person as Fact
from constitution.substitutes import SUBSTITUTE, Substitutes
from meetings.actions.circulating import MEETING
from meetings.models import Invitation, Mandate, Meeting
from meetings.models.roll import Reply, SubstituteCapacity
from meetings.queries.hours import between
from meetings.queries.replies import kept_substitutes, rule_on_substitutes, speaks_for
from membership.permissions import NotAllowed, allowed, require, viewer_for
from membership.queries.moments import civil_day
from records import audit, outbox
from records.models import Person
from records.obligations import key
from records.refusals import NotNow, Refusal

REPLY, NAME, CONSENT = "reply", "name-deputy", "consent-substitute"
# Who may record a reply on somebody's word.
FOR_OTHERS = "call-roll"
State = Meeting.State
OPEN_TO_REPLIES = (State.FIXED, State.SET, State.AGREED, State.OPEN, State.ADJOURNED)


class NoSubstitutes(Refusal):
    sentence = "The constitution knows no substitutes here: whoever comes instead is a guest."


@transaction.atomic
def reply(*, mandate: Mandate, answer: str, by: Person | None, at: datetime, words: str = "") -> Mandate:
    """Coming, joining remotely, or apologies. A substitute who was named stands down when the member comes."""
    acting_as = _ready(mandate, by, at)
    answer = _read(answer)
    before = {"reply": mandate.reply, "substitute": mandate.substitute_id}
    given = {"reply": answer, "reply_words": words.strip() if answer == Reply.APOLOGIES else ""}
    if answer != Reply.APOLOGIES and mandate.substitute_id:
        _stand_down(mandate, at)
        given |= _nobody()
    _write(mandate, at, by, given)
    _record(mandate, REPLY, by, acting_as, at, before)
    return mandate


def _read(answer: str) -> Reply:
    try:
        return Reply(answer or "unsaid")
    except ValueError:
        raise Refusal("Say whether you are coming.") from None


@transaction.atomic
def take_back(*, mandate: Mandate, by: Person | None, at: datetime) -> Mandate:
    """As if nothing had been replied; whoever was to stand in is told."""
    acting_as = _ready(mandate, by, at)
    if not mandate.reply:
        raise NotNow(f"Nothing was replied for {mandate.name}.")
    before = {"reply": mandate.reply, "substitute": mandate.substitute_id}
    if mandate.substitute_id:
        _stand_down(mandate, at)
    _write(mandate, at, by, {"reply": Reply.NONE, "reply_words": "", **_nobody()})
    _record(mandate, REPLY, by, acting_as, at, before)
    return mandate


def ask_again(meeting: Meeting, at: datetime) -> int:
    """A reply is for a time: at another nobody has replied yet, and nobody stands in. How many are asked again."""
    rows = meeting.mandates.filter(struck_at=None).exclude(reply=Reply.NONE)
    replied = list(
        rows.select_related("substitute", "meeting__body", "meeting__collaborative", "collaborative")
    )
    for mandate in replied:
        if mandate.substitute_id:
            _stand_down(mandate, at)
    unsaid = {"reply": Reply.NONE, "reply_words": "", "replied_at": None, "replied_by": None}
    rows.filter(pk__in=[each.pk for each in replied]).update(**unsaid, **_nobody(), version=F("version") + 1)
    return len(replied)


@transaction.atomic
def name_substitute(
    *, mandate: Mandate, person: Person, post: str, by: Person | None, at: datetime, words: str = ""
) -> Mandate:
    """Apologies, with whom to expect instead: they get the agenda and papers at once (K6.8).

    `post` is in the words of the constitution: 'deputy headteacher', 'other representative', 'substitute'. Raises
    NoSubstitutes where the edition has none.
    """
    acting_as = _ready(mandate, by, at)
    rule = rule_on_substitutes(mandate.meeting)
    if rule is None:
        raise NoSubstitutes()
    _refuse_person(mandate, person)
    _refuse_post(rule, post)
    before = {"reply": mandate.reply, "substitute": mandate.substitute_id}
    if mandate.substitute_id and mandate.substitute_id != person.pk:
        _stand_down(mandate, at)
    given = {
        "reply": Reply.APOLOGIES,
        "reply_words": words.strip(),
        "substitute": person,
        "substitute_capacity": _capacity(rule, post),
        "substitute_post": post,
        "briefed_at": at,
        **_no_consent(),
    }
    _write(mandate, at, by, given)
    _let_in(mandate, person, by, at)
    _tell(mandate, person, "stand in", at)
    _record(mandate, NAME, by, acting_as, at, before)
    return mandate


def _refuse_person(mandate: Mandate, person: Person) -> None:
    if person.pk == mandate.holder_id:
        raise Refusal(f"{person.name} speaks for {mandate.name} already: reply that they are coming.")
    if taken := kept_substitutes(mandate.meeting).exclude(pk=mandate.pk).filter(substitute=person).first():
        raise Refusal(f"{person.name} already stands in for {taken.name} at this meeting.")
    own = Mandate.objects.filter(
        meeting=mandate.meeting_id, struck_at=None, holder=person, counts=True
    ).first()
    if own:
        raise Refusal(f"{person.name} speaks for {own.name} at this meeting, and for nobody else.")


def _refuse_post(rule: Substitutes, post: str) -> None:
    if post not in {*rule.who, SUBSTITUTE}:
        raise Refusal(f"Only {say.listed(rule.who, 'or')} may stand in.", say.listed(rule.clause))


def _capacity(rule: Substitutes, post: str) -> str:
    """Who stands in with a vote is a deputy; another substitute speaks for the school alone (K9.6)."""
    return (
        SubstituteCapacity.DEPUTY
        if rule.lets("votes", Fact(capacities=(post,)))
        else SubstituteCapacity.OTHER
    )


@transaction.atomic
def name_nobody(*, mandate: Mandate, by: Person | None, at: datetime) -> Mandate:
    """Take back who was named to stand in; the apologies stand."""
    acting_as = _ready(mandate, by, at)
    if mandate.substitute_id is None:
        raise NotNow("Nobody was named to stand in.")
    before = {"substitute": mandate.substitute_id}
    _stand_down(mandate, at)
    _write(mandate, at, by, _nobody())
    _record(mandate, NAME, by, acting_as, at, before)
    return mandate


@transaction.atomic
def consent(*, mandate: Mandate, because: str, by: Person, at: datetime) -> Mandate:
    """Consent to a substitute for this one meeting, with the reason; without it they are a guest (B4.3)."""
    acting_as = require(by, CONSENT, mandate.collaborative, civil_day(at))
    mandate.refresh_from_db()
    _refuse_too_late(mandate)
    if mandate.substitute_id is None:
        raise NotNow("Nobody is named to stand in: there is nothing to consent to.")
    if not because.strip():
        raise Refusal("Say why the substitute is consented to: substitution is by exception.")
    given = {"consent_by": by, "consent_because": because.strip(), "consent_at": at}
    # Of the one who is named now: whoever was named in the meantime is another to consent to.
    same = Mandate.objects.filter(pk=mandate.pk, substitute=mandate.substitute_id)
    if not same.update(**given, version=F("version") + 1):
        raise NotNow("Somebody else has been named in the meantime: look again.")
    mandate.refresh_from_db()
    _record(mandate, CONSENT, by, acting_as, at, {})
    return mandate


def _nobody() -> dict:
    return {
        "substitute": None,
        "substitute_capacity": "",
        "substitute_post": "",
        "briefed_at": None,
        **_no_consent(),
    }


def _no_consent() -> dict:
    return {"consent_by": None, "consent_because": "", "consent_at": None}


def _write(mandate: Mandate, at: datetime, by: Person | None, given: dict) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(
        **given, replied_at=at, replied_by=by, version=F("version") + 1
    )
    mandate.refresh_from_db()


def _ready(mandate: Mandate, by: Person | None, at: datetime) -> str:
    """The mandate as it stands now, open to replies and theirs to reply for. In what capacity they do it."""
    mandate.refresh_from_db()
    acting_as = _require_own(mandate, by, at)
    _refuse_too_late(mandate)
    return acting_as


def _require_own(mandate: Mandate, by: Person | None, at: datetime) -> str:
    if by is None:
        return ""
    viewer = viewer_for(by, mandate.collaborative, civil_day(at))
    if speaks_for(viewer, mandate) or allowed(viewer, FOR_OTHERS):
        return viewer.acting_as
    raise NotAllowed(f"You do not speak for {mandate.name}.")


def _refuse_too_late(mandate: Mandate) -> None:
    state = Meeting.objects.values_list("state", flat=True).get(pk=mandate.meeting_id)
    if mandate.struck_at:
        raise NotNow(f"{mandate.name} is not on the roll of this meeting any more.")
    if state not in OPEN_TO_REPLIES:
        raise NotNow("Replies are taken once the day is fixed, and until the meeting closes.")


# Letting in and telling -------------------------------------------------------------------------------

STANDING_IN = "standing-in"
WORDS = {
    "stand in": (
        "You stand in for {name}: {meeting}",
        "You are named to stand in for {name} at the {meeting}, {when}. "
        "The agenda and the papers are on the page of the meeting.{waits}",
    ),
    "stand down": (
        "You no longer stand in for {name}: {meeting}",
        "You were named to stand in for {name} at the {meeting}, {when}. You are not needed any more.",
    ),
}


def _let_in(mandate: Mandate, person: Person, by: Person | None, at: datetime) -> None:
    """Somebody with no post in the group is a guest of the meeting, until it is over (K9.12)."""
    if by is None or viewer_for(person, mandate.collaborative, civil_day(at)).is_member:
        return
    Invitation.objects.get_or_create(
        meeting_id=mandate.meeting_id,
        person=person,
        item=None,
        ended_at=None,
        defaults={
            "collaborative": mandate.collaborative,
            "because": _stands_in_for(mandate),
            "invited_by": by,
            "invited_at": at,
            "ends_on": civil_day(mandate.meeting.ends_at),
        },
    )


def _stand_down(mandate: Mandate, at: datetime) -> None:
    """Whoever was named is told that they are not needed, and a guest for this alone is one no more."""
    let_in = Invitation.objects.filter(
        meeting=mandate.meeting_id, person=mandate.substitute_id, ended_at=None
    )
    let_in.filter(because=_stands_in_for(mandate)).update(ended_at=at)
    _tell(mandate, mandate.substitute, "stand down", at)


def _stands_in_for(mandate: Mandate) -> str:
    return f"Stands in for {mandate.name}"


def _tell(mandate: Mandate, person: Person, stage: str, at: datetime) -> None:
    """Each change is told once; named again after being taken back, they are told again."""
    if not person.email:
        return
    meeting = mandate.meeting
    rule = rule_on_substitutes(meeting)
    words = {
        "name": mandate.name,
        "meeting": meeting.name,
        "when": between(meeting.starts_at, meeting.ends_at),
        "waits": " You count and vote once consent is given." if rule and rule.consent_of else "",
    }
    subject, text = (each.format(**words) for each in WORDS[stage])
    outbox.queue(
        collaborative=meeting.collaborative,
        key=key(MEETING, meeting, mandate.name, "standing-in"),
        stage=f"{stage} {mandate.version}",
        person=person,
        kind=STANDING_IN,
        subject=subject,
        text=text,
        at=at,
    )


def _record(
    mandate: Mandate, act: str, by: Person | None, acting_as: str, at: datetime, before: dict
) -> None:
    after = {"reply": mandate.reply, "substitute": mandate.substitute_id, "for": mandate.name}
    audit.record(
        collaborative=mandate.collaborative, act=act, subject=mandate, by=by, at=at, acting_as=acting_as,
        before=before, after=after,
    )  # fmt: skip
