"""News to members, the bulletin and public notices (K10.7, B6.1, K10.9): written, published once, corrected, taken down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from constitution import say
from membership.actions.aims import refuse_unknown_aim
from membership.actions.duties import record_event
from membership.models import Announcement, Body
from membership.permissions import require
from membership.permissions.audience import reached
from membership.queries.events import duty_on
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import audit, outbox
from records.models import Collaborative, Message, Person
from records.models.messages import MessageState
from records.obligations import key
from records.refusals import Conflict, NotNow, Refusal

PUBLISH = "publish-notice"
KIND = "news"  # the mail that tells of it
BULLETIN = "bulletin"  # the event of an edition that a bulletin satisfies
TAKEN_DOWN = "It was taken down before the message went out."
# What a correction takes over from what it corrects.
WORDS = ("kind", "title", "text", "audience", "code", "body", "until_on", "aim")


class NobodyReached(Refusal):
    sentence = "This would reach nobody today: choose whom it is for."


class AlreadyOut(NotNow):
    sentence = "This has been published: publish a correction instead."


class DayGone(Refusal):
    sentence = "The last day on which it is shown is over already."


@transaction.atomic
def write_news(
    *,
    collaborative: Collaborative,
    title: str,
    text: str,
    audience: str,
    by: Person,
    on: date,
    kind: str = Announcement.Kind.NEWS,
    code: str = "",
    body: Body | None = None,
    until_on: date | None = None,
    aim: str = "",
) -> Announcement:
    """A draft, seen by its writer and whoever may publish. Nobody is told."""
    acting_as = require(by, PUBLISH, collaborative, on)
    given = _given(
        kind=kind, title=title, text=text, audience=audience, code=code, body=body, until_on=until_on, aim=aim
    )
    refuse_unknown_aim(facts_on(collaborative, on).rules, given["aim"])
    news = Announcement.objects.create(collaborative=collaborative, by=by, **given)
    _record(news, by, acting_as, after=_told(news))
    return news


@transaction.atomic
def rewrite_news(*, news: Announcement, version: int, by: Person, on: date, **changes: Any) -> Announcement:
    """Change a draft. Raises Conflict when somebody else has changed it since `version`."""
    acting_as = require(by, PUBLISH, news.collaborative, on)
    before = _told(news)
    refuse_unknown_aim(facts_on(news.collaborative, on).rules, changes.get("aim", ""))
    same = Announcement.objects.filter(pk=news.pk, version=version, published_at=None)
    if not same.update(version=F("version") + 1, **_given(**changes)):
        news.refresh_from_db()
        raise AlreadyOut if news.published_at else Conflict
    news.refresh_from_db()
    _record(news, by, acting_as, before=before, after=_told(news))
    return news


@transaction.atomic
def discard_news(*, news: Announcement, by: Person, on: date) -> None:
    """Throw a draft away. What was published is never removed."""
    acting_as = require(by, PUBLISH, news.collaborative, on)
    _record(news, by, acting_as, before=_told(news), after={"discarded": True})
    gone, _ = Announcement.objects.filter(pk=news.pk, published_at=None).delete()
    if not gone:
        raise AlreadyOut


@transaction.atomic
def publish_news(*, news: Announcement, by: Person, at: datetime, version: int | None = None) -> int:
    """Publish it once, and write one message to each person whom it reaches. Answers with how many.

    `version` is the one that was looked at. Raises AlreadyOut, Conflict, DayGone, NobodyReached.
    """
    on = civil_day(at)
    acting_as = require(by, PUBLISH, news.collaborative, on)
    if news.until_on and news.until_on < on:
        raise DayGone
    people = reached(news, facts_on(news.collaborative, on))
    if not people:
        raise NobodyReached
    waiting = Announcement.objects.filter(pk=news.pk, version=version or news.version, published_at=None)
    if not waiting.update(published_at=at, version=F("version") + 1):
        news.refresh_from_db()
        raise AlreadyOut if news.published_at else Conflict
    news.refresh_from_db()
    outbox.queue_all([_message(news, person, at) for person in people])
    _supersede_corrected(news)
    _record(news, by, acting_as, at, after={**_told(news), "reached": len(people)})
    if news.kind == Announcement.Kind.BULLETIN:
        _done_for_this_part(news, by, on)
    return len(people)


@transaction.atomic
def correct_news(*, news: Announcement, by: Person, on: date) -> Announcement:
    """A draft with the same words to put right; published, it stands in place of what it corrects."""
    acting_as = require(by, PUBLISH, news.collaborative, on)
    if not news.published_at:
        raise NotNow("This is a draft: change it.")
    if news.taken_down_because:
        raise NotNow("This was taken down. Write it anew.")
    if found := Announcement.objects.filter(corrects=news).first():
        if found.published_at:
            raise NotNow("This has been corrected already: correct the correction.")
        return found
    same = {each: getattr(news, each) for each in WORDS}
    draft = Announcement.objects.create(collaborative=news.collaborative, by=by, corrects=news, **same)
    _record(draft, by, acting_as, after=_told(draft))
    return draft


@transaction.atomic
def take_down(*, news: Announcement, because: str, by: Person, at: datetime) -> Announcement:
    """Nobody is shown it any more; who was told already may ask why, and finds the reason."""
    acting_as = require(by, PUBLISH, news.collaborative, civil_day(at))
    if not because.strip():
        raise Refusal("Say why it is taken down.")
    standing = Announcement.objects.filter(pk=news.pk, published_at__isnull=False, taken_down_because="")
    if not standing.update(taken_down_because=because.strip(), version=F("version") + 1):
        raise NotNow("This is not published, or was taken down already.")
    news.refresh_from_db()
    outbox.withdraw(_messages(news), MessageState.SUPPRESSED, TAKEN_DOWN)
    _record(news, by, acting_as, at, after={"taken_down_because": news.taken_down_because})
    return news


# Its parts ------------------------------------------------------------------------------------------


def _given(**fields: Any) -> dict[str, Any]:
    """What a draft says, without spaces at its ends; refuses what says nothing."""
    given = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if not given["title"] or not given["text"]:
        raise Refusal("News has a title and a text.")
    return given


def message_key(news: Announcement) -> str:
    return key("news", news, "", "read")


def _message(news: Announcement, person: Person, at: datetime) -> Message:
    return Message(
        collaborative=news.collaborative,
        key=message_key(news),
        stage="published",
        person=person,
        kind=KIND,
        subject=f"Corrected: {news.title}" if news.corrects_id else news.title,
        text=news.text,
        queued_at=at,
    )


def _messages(news: Announcement):
    return Message.objects.filter(key=message_key(news))


def _supersede_corrected(news: Announcement) -> None:
    """Whoever has not been told of the wrong one yet is told of the right one alone."""
    if news.corrects:
        outbox.withdraw(_messages(news.corrects), MessageState.SUPERSEDED, "It was corrected.")


def _done_for_this_part(news: Announcement, by: Person, on: date) -> None:
    """Where the edition asks for a bulletin in this part of the year, it is done with the first one (B6.1)."""
    duty = duty_on(facts_on(news.collaborative, on), BULLETIN, on)
    if duty is None or duty.done or on not in duty.part:
        return
    told = {"code": BULLETIN, "slot": duty.slot, "done_on": on, "outcome": f"Published: {news.title}"}
    record_event(collaborative=news.collaborative, by=by, on=on, **told)


def _told(news: Announcement) -> Mapping[str, Any]:
    return {
        "kind": news.kind,
        "title": news.title,
        "audience": " ".join(filter(None, [news.audience, news.code, str(news.body or "")])),
        "published_at": news.published_at,
        "until_on": news.until_on,
        "aim": news.aim,
        "corrects": news.corrects_id,
    }


def _record(
    news: Announcement, by: Person, acting_as: str, at: datetime | None = None, **changes: Any
) -> None:
    common = {"collaborative": news.collaborative, "act": PUBLISH, "subject": news, "by": by, "at": at}
    audit.record(**common, acting_as=acting_as, **changes)


def reached_words(number: int, until_on: date | None) -> str:
    until = f" It is shown until {say.date(until_on)}." if until_on else ""
    return f"Published: {say.count(number, 'person', 'people')} will be told by mail.{until}"
