"""What schools were asked for is handed in by its day, and chased when it is late (K1.3)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import say
from constitution.finding import Working
from constitution.reminding import remind_before
from constitution.values import Length
from membership.models import RequestReply
from membership.obligations.facts import facts_of, rules_of
from membership.obligations.notice import HEADS
from membership.queries.requests import open_replies
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source


@source
def hand_in_what_was_asked(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """From each school's head; told on the day it is asked, before its day, and while it is late."""
    facts, rules = facts_of(collaborative, window), rules_of(collaborative, window)
    heads = facts.speakers(HEADS)
    for reply in open_replies(facts.rows, window.on):
        head = heads.get(reply.school_id)
        yield _to_hand_in(collaborative, rules, reply, head)


def _to_hand_in(collaborative: Collaborative, rules, reply: RequestReply, head) -> Obligation:
    request = reply.request
    working = Working(rules, "request").input("asked_on", request.asked_on).input("due_on", request.due_on)
    working.step(f"asked for on {say.long_date(request.asked_on)}, by {say.long_date(request.due_on)}")
    return Obligation(
        key=key("request", reply.school, f"request {request.pk}", "hand-in"),
        due_on=request.due_on,
        what=f"Hand in: {request.what}",
        kind="request",
        reason=f"It is asked of {reply.school.name} {_for(request.why)}.",
        who=(head.pk,) if head else (),
        whom=reply.school.name,
        why=working.answer(request.due_on),
        link=reverse("membership:reply", args=[collaborative.code, reply.pk]),
        button="Hand it in",
        remind=_remind(reply),
        done_on=reply.received_on,
        collective=f"To be handed in: {request.what}",
        per="school",
        school=reply.school_id,
    )


def _remind(reply: RequestReply) -> tuple[Length, ...]:
    """The program's days before; the first telling is on the day it is asked."""
    days = (reply.request.due_on - reply.request.asked_on).days
    usual = [length for length in remind_before("deadline").before if length.n < days]
    return (Length(days, "day"), *usual) if days else ()


def _for(why: str) -> str:
    """'for the safeguarding check': the purpose inside a sentence."""
    said = why.strip().rstrip(".")
    return said if said.lower().startswith(("for ", "to ", "because ", "so that ")) else f"for this: {said}"
