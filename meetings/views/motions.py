"""A motion: written, put, amended, voted on by those in the room, closed, and carried out (K6.4 to K6.7)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from constitution import say
from meetings.actions import effects, motions, second_votes, votes
from meetings.actions.agenda import PLACE, builds
from meetings.actions.motions import PUT_MOTION
from meetings.actions.votes import CLOSE, RECORD, Given
from meetings.forms.motions import AmendForm, CloseForm, MotionForm, SecondVoteForm, SettleForm, in_form
from meetings.models import AgendaItem, Mandate, Meeting, Motion
from meetings.models.vote import Choice, Method
from meetings.queries import motions as queries
from meetings.queries.agenda import Line, agenda_of
from meetings.queries.calls import in_writing
from meetings.queries.decisions import Decided, decided, of_meeting
from meetings.queries.room import Room, day_of, mandates_of, room_of
from meetings.queries.second_votes import meetings_for
from meetings.views.blocks import block
from meetings.views.found import item_of_a_meeting, the_motion, the_words_of
from membership.permissions import NotAllowed, Viewer, allowed, written_once
from membership.permissions.may import why_not
from membership.views.doors import in_words, status_of, tried
from records import clock
from records.refusals import Refusal

State = Motion.State
READ_AND_SEND = ["GET", "HEAD", "POST"]
GIVEN, SEEN = "vote", "seen"


def may_preside(request: HttpRequest, meeting: Meeting, act: str) -> bool:
    """Whether the act of the chair is this viewer's: by office, or because they preside at the open meeting."""
    presides = meeting.is_live and meeting.presiding_id == request.user.pk
    return presides or bool(allowed(request.viewer, act))


def _who_may(request: HttpRequest, meeting: Meeting, act: str) -> None:
    if not may_preside(request, meeting, act):
        raise PermissionDenied(why_not(request.viewer, act))


def to_motion(request: HttpRequest, motion: Motion) -> HttpResponse:
    return redirect("meetings:motion", request.collaborative.code, motion.pk)


def pressed(request: HttpRequest, motion: Motion, do: Any, said: str) -> HttpResponse:
    """A button without a form: what came of it is said on the page of the motion."""
    try:
        do()
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        messages.error(request, in_words(refused))
    else:
        messages.success(request, said)
    return to_motion(request, motion)


# On the page of a meeting -----------------------------------------------------------------------------


@block("decisions")
def decisions_block(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The motions of the meeting, and the items on which one can be written."""
    if meeting.body_id is None:
        return None
    rows = decided(_motions(request.viewer, meeting=meeting.pk), request.on)
    lines = _open_lines(request, meeting) if _takes_motions(request, meeting) else []
    return {"rows": rows, "lines": lines} if rows or lines else None


@written_once
def _motions(viewer: Viewer, meeting: int) -> QuerySet[Motion]:
    return of_meeting(Motion.objects.visible(viewer), meeting)


def _takes_motions(request: HttpRequest, meeting: Meeting) -> bool:
    over = meeting.state in (Meeting.State.CLOSED, Meeting.State.CANCELLED)
    written = meeting.kind == Meeting.Kind.WRITTEN
    return not over and not written and may_preside(request, meeting, PUT_MOTION)


def may_be_moved(request: HttpRequest, item: AgendaItem) -> bool:
    """Whether this viewer may write a motion on an item of an agenda."""
    return item.state in motions.OPEN_TO_MOTIONS and _takes_motions(request, item.meeting)


def _open_lines(request: HttpRequest, meeting: Meeting) -> list[Line]:
    """The items on which a motion can be written, with the numbers that the agenda gives them."""
    agenda = agenda_of(meeting, request.viewer)
    return [line for line in agenda.lines if line.item.state in motions.OPEN_TO_MOTIONS]


# Written ----------------------------------------------------------------------------------------------


@require_http_methods(READ_AND_SEND)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A motion on an item of the agenda."""
    item = item_of_a_meeting(request, pk)
    _who_may(request, item.meeting, PUT_MOTION)
    form = _motion_form(request, item.meeting, item)
    told = {"item": item, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: motions.draft_motion(**_fields(form), **told))):
        messages.success(request, "The motion is written. Put it when its item is called.")
        return to_motion(request, made)
    context = {"form": form, "item": item, "meeting": item.meeting}
    return render(request, "meetings/motion_new.html", context, status=status_of(form))


@require_http_methods(READ_AND_SEND)
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, proposers or consequences, until the vote is open."""
    found = the_words_of(request, pk)
    meeting = found.item.meeting
    _who_may(request, meeting, PUT_MOTION)
    made = _second_vote_form if found.confirms_id else _motion_form
    form = made(request, meeting, found.item, found)
    told = {"motion": found, "by": request.user, "at": clock.now()}
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        if tried(form, lambda: motions.revise_motion(seen=seen, **_fields(form), **told)):
            messages.success(request, "The motion is changed.")
            return to_motion(request, found)
    context = {"form": form, "item": found.item, "meeting": meeting, "motion": found}
    return render(request, "meetings/motion_new.html", context, status=status_of(form))


def _motion_form(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, motion: Motion | None = None
) -> MotionForm:
    rules, body = queries.rules_of(meeting), meeting.body.code
    writing = effects.Writing(meeting, request.viewer)
    asked = {
        "mandates": _proposers(meeting, item),
        "methods": _methods(rules, body),
        "decisions": queries.decisions_of(rules, body),
        "effects": effects.on_offer(writing),
        "guest_items": effects.items_for_guests(writing),
    }
    initial = in_form(motion) if motion else {"method": Method.SHOW}
    return MotionForm(request.POST or None, initial=initial, **asked)


def _second_vote_form(
    request: HttpRequest, meeting: Meeting, item: AgendaItem, motion: Motion
) -> SecondVoteForm:
    rules = queries.rules_of(meeting)
    methods = queries.methods_of(rules, meeting.body.code, queries.kind_of(motion))
    asked = {"mandates": _proposers(meeting, item), "methods": methods}
    return SecondVoteForm(request.POST or None, initial=in_form(motion), **asked)


def _methods(rules: Any, body: str) -> tuple[str, ...]:
    """Every way of voting that some item of the body may have; which one an item may have the verb says."""
    kinds = ("", *queries.decisions_of(rules, body))
    found = {method for kind in kinds for method in queries.methods_of(rules, body, kind)}
    return tuple(method for method in queries.AT_A_MEETING if method in found)


def _proposers(meeting: Meeting, item: AgendaItem) -> list[Mandate]:
    """Those who have a vote in the room; before the meeting, everybody who has one."""
    if meeting.is_live:
        return list(_by_name(motions.voting_there(item, clock.now())))
    return [mandate for mandate in mandates_of(meeting) if mandate.votes]


def _by_name(mandates: Iterable[Mandate]) -> tuple[Mandate, ...]:
    """As the roll names them, whoever came first."""
    return tuple(sorted(mandates, key=lambda mandate: mandate.name))


def _fields(form: MotionForm | SecondVoteForm) -> dict[str, Any]:
    given = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    item = given.pop("guest_item", "")
    return given | ({"effect": effects.as_effect(given["effect"], item)} if "effect" in given else {})


@require_http_methods(READ_AND_SEND)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    found = the_motion(request, pk)
    meeting = found.item.meeting
    _who_may(request, meeting, PUT_MOTION)
    methods = queries.methods_of(queries.rules_of(meeting), meeting.body.code)
    form = AmendForm(
        request.POST or None,
        initial={"text": found.text, "method": Method.SHOW},
        mandates=_proposers(meeting, found.item),
        methods=methods,
    )
    told = {"motion": found, "by": request.user, "at": clock.now()}
    if form.is_valid() and (made := tried(form, lambda: motions.amend(**form.cleaned_data, **told))):
        messages.success(request, "The amendment is written. The vote on the motion waits for it.")
        return to_motion(request, made)
    context = {"form": form, "motion": found, "meeting": meeting}
    return render(request, "meetings/motion_amend.html", context, status=status_of(form))


# Shown ------------------------------------------------------------------------------------------------


@require_safe
def motion(request: HttpRequest, pk: int) -> HttpResponse:
    """The words, who proposes, who may vote now, and what is to be done next."""
    found = the_motion(request, pk)
    meeting = found.item.meeting
    shown = Decided(found, request.on)
    live = found.state in queries.UNDECIDED and meeting.is_live and meeting.kind != Meeting.Kind.WRITTEN
    context = {
        "motion": found,
        "meeting": meeting,
        "item": found.item,
        "shown": shown,
        "kind": _kind(found),
        "moved_by": _moved_by(found),
        "amendments": decided(found.amendments.order_by("pk"), request.on),
        "edition": queries.edition_in_words(found.collaborative, shown.finding.edition)
        if shown.finding
        else "",
        "may_put": may_preside(request, meeting, PUT_MOTION),
        "may_close": may_preside(request, meeting, CLOSE),
        "may_record": bool(allowed(request.viewer, RECORD)),
        **_second_vote(request, shown),
        **(_in_the_room(request, found) if live else {}),
        **(_papers(found) if found.decided else {}),
        **(_written(request, found) if found.method == Method.WRITTEN else {}),
    }
    return render(request, "meetings/motion.html", context)


def _moved_by(found: Motion) -> list[tuple[str, Mandate | None, str]]:
    """'Proposed' and 'Seconded', each with the mandate and who spoke for it, where that is another name."""
    names = queries.spoken_for(found)
    rows = (("Proposed", found.proposer), ("Seconded", found.seconder))
    return [(word, row, names[row.pk] if row and names[row.pk] != row.name else "") for word, row in rows]


def _kind(found: Motion) -> str:
    return (
        queries.decision_name(queries.rules_of(found.item.meeting), found.decision) if found.decision else ""
    )


def _second_vote(request: HttpRequest, shown: Decided) -> dict[str, Any]:
    """The second vote that a carried motion needs, and the meetings on whose agenda it can be put by hand."""
    second = shown.second
    wanted = second and second.waits and not second.put and builds(request.viewer)
    return {"second": second, "later": meetings_for(second) if wanted else []}


def _in_the_room(request: HttpRequest, found: Motion) -> dict[str, Any]:
    room = queries.room_for(found)
    voters = _by_name(room.voting_mandates(queries.kind_of(found)))
    given = (
        {vote.mandate_id: vote.choice for vote in found.votes.all()} if found.state == State.VOTING else {}
    )
    mine = queries.exercised(room, voters, request.user)
    others = queries.methods_of(room.rules, room.body, queries.kind_of(found))
    return {
        "voters": len(voters),
        "quorate": room.quorate(queries.kind_of(found)),
        "lines": [(each, given.get(each.pk), each.pk in given) for each in voters],
        "mine": [(each, given.get(each.pk, ""), each.pk in given) for each in mine],
        "cast": len(given),
        "few": len(voters) < queries.FEW_VOTERS,
        "choices": Choice.choices,
        "otherwise": [(each, Method(each).label) for each in others if each != Method.CONSENSUS],
    }


def _written(request: HttpRequest, found: Motion) -> dict[str, Any]:
    """Who has answered in writing, and what is missing."""
    written = in_writing(found)
    mine = written.mine(request.viewer) if found.state == State.VOTING else []
    return {"written": written, "own": mine, "over": written.over(clock.now()), "choices": Choice.choices,
            "may_end": bool(allowed(request.viewer, PUT_MOTION))}  # fmt: skip


def _papers(found: Motion) -> dict[str, Any]:
    """Who voted how, where it was by name; whether the papers still come to the result."""
    by_name = found.method in (Method.RECORDED, Method.WRITTEN)
    rows = found.votes.select_related("mandate").order_by("mandate__name") if by_name else ()
    kept = queries.Tally(found.votes_for or 0, found.votes_against or 0, found.abstentions or 0)
    return {
        "roll": [(row.mandate.name, Choice(row.choice).label) for row in rows],
        "betrays": found.method == Method.SECRET and (kept.unanimous or kept.total < queries.FEW_VOTERS),
        "recounts": queries.recounts(found) if found.method == Method.SECRET else True,
    }


# Put, opened, withdrawn -------------------------------------------------------------------------------

STEPS = {
    "put": (motions.put, "The motion is put."),
    "open": (motions.open_vote, "The vote is open. The words of the motion stay as they are."),
    "withdraw": (motions.withdraw_motion, "The motion is withdrawn."),
}


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step of a motion, by its button."""
    found = the_motion(request, pk)
    _who_may(request, found.item.meeting, PUT_MOTION)
    if request.POST.get("do") not in STEPS:
        messages.error(request, "Choose what is to be done.")
        return to_motion(request, found)
    verb, said = STEPS[request.POST["do"]]
    return pressed(request, found, lambda: verb(motion=found, by=request.user, at=clock.now()), said)


@require_POST
def put_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The second vote on a carried motion, put on the agenda of a later meeting."""
    found = the_motion(request, pk)
    if not builds(request.viewer):
        raise PermissionDenied(why_not(request.viewer, PLACE))
    chosen = request.POST.get("meeting", "")
    rows = Meeting.objects.visible(request.viewer).select_related("body", "collaborative")
    meeting = rows.filter(pk=chosen).first() if chosen.isdigit() else None
    if meeting is None:
        messages.error(request, "Choose the meeting at which the second vote is taken.")
        return to_motion(request, found)
    told = {"first": found, "meeting": meeting, "by": request.user, "at": clock.now()}
    said = f"The second vote is on the agenda of the {meeting.name} of {say.long_date(day_of(meeting))}."
    return pressed(request, found, lambda: second_votes.put_again(**told), said)


# Votes ------------------------------------------------------------------------------------------------


@require_POST
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own vote, or the votes that a recorder takes for the room."""
    found = the_motion(request, pk)
    given = _given(request, found.item.meeting)
    if not given:
        messages.error(request, "Choose for, against or abstain.")
        return to_motion(request, found)
    said = (
        "Your vote is given." if len(given) == 1 else f"{say.count(len(given), 'vote').capitalize()} taken."
    )
    told = {"motion": found, "given": given, "by": request.user, "at": clock.now()}
    return pressed(request, found, lambda: votes.cast_votes(**told), said)


def _given(request: HttpRequest, meeting: Meeting) -> list[Given]:
    """`vote-12=for`, with the choice that stood there as `seen-12`; lines left as they were are no votes."""
    sent = {
        name.removeprefix(f"{GIVEN}-"): choice
        for name, choice in request.POST.items()
        if name.startswith(f"{GIVEN}-") and choice in Choice.values
    }
    seen = {pk: request.POST.get(f"{SEEN}-{pk}", "") for pk in sent}
    changed = [int(pk) for pk in sent if pk.isdigit() and sent[pk] != seen[pk]]
    rows = meeting.mandates.filter(pk__in=changed)
    return [Given(row, sent[str(row.pk)], seen[str(row.pk)]) for row in rows]


# Closed -----------------------------------------------------------------------------------------------


@require_http_methods(READ_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What the votes would come to and by which rule, then the one button that records it."""
    found = the_motion(request, pk)
    _who_may(request, found.item.meeting, CLOSE)
    form = CloseForm(request.POST or None, motion=found)
    told = {"motion": found, "by": request.user, "at": clock.now()}
    room = room_of(found.item.meeting, found.item)
    outcome = _outcome(found, room, form) if found.state == State.VOTING else None
    form.ask(outcome.asks if outcome else "", bool(outcome and outcome.open))
    if (
        form.is_valid()
        and form.confirmed
        and (made := tried(form, lambda: votes.close_vote(**form.told(), **told)))
    ):
        messages.success(request, _result(made))
        return to_motion(request, made)
    voters = room.voting_mandates(queries.kind_of(found))
    context = {
        "motion": found,
        "meeting": found.item.meeting,
        "form": form,
        "outcome": outcome,
        "would": Decided(Motion(state=outcome.state), request.on).status
        if outcome and outcome.state
        else None,
        "voters": len(voters),
        "cast": found.votes.count(),
        "secret": found.method == Method.SECRET,
        "quorate": room.quorate(queries.kind_of(found)),
        "ready": bool(outcome and outcome.state) or found.method == Method.SECRET,
    }
    return render(request, "meetings/motion_close.html", context, status=status_of(form))


def _outcome(found: Motion, room: Room, form: CloseForm) -> queries.Outcome | None:
    """What it would come to. A secret vote is not looked into before it is closed."""
    if found.method == Method.SECRET:
        return None
    if form.by_hand and not form.is_valid():
        return None
    valid = form.is_valid()
    tally = form.tally if form.by_hand else queries.counted(found)
    told = form.told() if valid else {"casting": "", "says_quorate": None}
    return queries.result_of(found, room, tally, told["casting"], told["says_quorate"])


def _result(made: Motion) -> str:
    shown = Decided(made, made.closed_at.date())
    number = f" as {made.number}" if made.number else ""
    return f"{shown.status[1]}{number}: {shown.counts.lower() or 'no votes'}."


@require_POST
def consensus(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody objects, and it is recorded; or somebody does, and a vote is taken."""
    found = the_motion(request, pk)
    _who_may(request, found.item.meeting, CLOSE)
    told = {"motion": found, "by": request.user, "at": clock.now()}
    if request.POST.get("objects"):
        method = request.POST.get("method", Method.SHOW)
        return pressed(
            request, found, lambda: votes.somebody_objects(method=method, **told), "A vote is taken instead."
        )
    says = {"yes": True, "no": False}.get(request.POST.get("quorate", ""))
    return pressed(
        request, found, lambda: votes.note_consensus(says_quorate=says, **told), "Recorded: nobody objects."
    )


# Carried out ------------------------------------------------------------------------------------------


@require_http_methods(READ_AND_SEND)
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """What a carried motion could not set in motion: tried again, or settled in words."""
    found = the_motion(request, pk)
    if not allowed(request.viewer, CLOSE):
        raise PermissionDenied(why_not(request.viewer, CLOSE))
    again = request.POST.get("do") == "again"
    form = SettleForm(request.POST if request.method == "POST" and not again else None)
    told = {"motion": found, "by": request.user, "at": clock.now()}
    if again:
        return _again(request, found, told)
    if form.is_valid() and tried(form, lambda: effects.settle(**form.cleaned_data, **told)):
        messages.success(request, "Recorded.")
        return to_motion(request, found)
    shown = Decided(found, request.on)
    context = {"motion": found, "meeting": found.item.meeting, "shown": shown, "form": form}
    return render(request, "meetings/motion_carry_out.html", context, status=status_of(form))


def _again(request: HttpRequest, found: Motion, told: dict[str, Any]) -> HttpResponse:
    try:
        made = effects.carry_out(**told)
    except Refusal as refused:
        messages.error(request, in_words(refused))
        return to_motion(request, found)
    if made.carried_out_at:
        messages.success(request, f"Carried out: {made.effect_outcome}.")
        return to_motion(request, found)
    messages.error(request, made.effect_outcome)
    return redirect("meetings:carry-out", request.collaborative.code, found.pk)
