"""The year's meetings: how they usually are, the proposed dates to adjust, the decision, a move, those of others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms

from constitution import say
from constitution.dates import ONE_DAY
from meetings.actions.year import Wanted
from meetings.models import Meeting
from meetings.queries.days import SchoolDays
from meetings.queries.hours import at_hour, between, clock_words
from meetings.queries.proposal import Pattern, Planned
from membership.forms.fields import DayField
from membership.models import Body
from membership.queries.moments import civil_day
from records.clock import UK
from records.refusals import Refusal

WEEKDAYS = [(number, say.WEEKDAYS[number]) for number in range(5)]
AS_TYPED = ("%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%H:%M:%S")
# A school's day, offered where nothing was said yet.
THURSDAY, NINE, HALF_PAST_THREE = 3, time(9), time(15, 30)


class HourField(forms.TimeField):
    """An hour: the browser's own clock where it has one, else typed as 9:00 or 3:30pm."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
        errors = {"required": "Give the hour.", "invalid": "Write the hour as 9:00 or 15:30."}
        super().__init__(widget=widget, input_formats=AS_TYPED, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> time | None:
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)


def place_field() -> forms.CharField:
    return forms.CharField(label="Where", required=False, max_length=200)


def mode_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How people come", choices=Meeting.Mode.choices, initial=Meeting.Mode.IN_PERSON
    )


# How they usually are ---------------------------------------------------------------------------------


class UsualForm(forms.Form):
    """Asked once of each event: its weekday, hours and place. The next year copies them."""

    weekday = forms.TypedChoiceField(label="Weekday", coerce=int, choices=WEEKDAYS, initial=THURSDAY)
    starts = HourField(label="From", initial=NINE)
    ends = HourField(label="Until", initial=HALF_PAST_THREE)
    place = place_field()
    mode = mode_field()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
            self.add_error("ends", "It would end before it begins: give a later hour.")
        return given

    @property
    def pattern(self) -> Pattern:
        return Pattern(**self.cleaned_data)

    @staticmethod
    def initial_of(pattern: Pattern | None) -> dict[str, Any]:
        return vars(pattern) if pattern else {}


# The dates to adjust ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One meeting of the proposal, with its fields for the page."""

    planned: Planned
    fields: tuple[Any, ...]
    take: Any


class ProposalForm(forms.Form):
    """A line for each meeting on offer: nothing is entered until it is sent, and a line without a tick is left out."""

    def __init__(self, *args: Any, planned: Sequence[Planned], days: SchoolDays, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned, self.days = planned, days
        for each in planned:
            self._add(each)

    def _add(self, each: Planned) -> None:
        take = forms.BooleanField(label="Propose it", required=False, initial=each.day is not None)
        several = (each.occasion.rule.days or 1) > 1
        fields: dict[str, Any] = {
            "take": take,
            "day": DayField(label="First day" if several else "Day", initial=each.day),
            "last": DayField(label="Last day", initial=each.last_day) if several else None,
            "starts": HourField(label="From", initial=each.pattern.starts),
            "ends": HourField(label="Until", initial=each.pattern.ends),
            "place": forms.CharField(
                label="Where", initial=each.pattern.place, required=False, max_length=200
            ),
        }
        self.fields |= {_name(name, each): field for name, field in fields.items() if field}

    @property
    def lines(self) -> Iterator[Line]:
        for each in self.planned:
            names = [_name(name, each) for name in ("day", "last", "starts", "ends", "place")]
            yield Line(
                each, tuple(self[name] for name in names if name in self.fields), self[_name("take", each)]
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.wanted = [found for each in self.planned if (found := self._wanted(each, given))]
        if not self.errors and not self.wanted:
            self.add_error(None, "Tick at least one meeting to propose.")
        return given

    def _wanted(self, each: Planned, given: Mapping[str, Any]) -> Wanted | None:
        """The line as the verb takes it; None where it has something to put right, or is left out, whatever it says."""
        names = [_name(name, each) for name in ("day", "last", "starts", "ends", "place")]
        if not given.get(_name("take", each)):
            for name in names:
                self.errors.pop(name, None)
            return None
        if any(name in self.errors for name in names):
            return None
        return self._of(each, given)

    def _of(self, each: Planned, given: Mapping[str, Any]) -> Wanted | None:
        day, starts, ends = (given[_name(name, each)] for name in ("day", "starts", "ends"))
        last = given.get(_name("last", each)) or day
        moments = moments_of(self, day, last, starts, ends, [_name("day", each), _name("ends", each)])
        if moments is None or not self._is_open(each, day, last):
            return None
        return Wanted(
            each.occasion, *moments, place=given.get(_name("place", each)) or "", mode=each.pattern.mode
        )

    def _is_open(self, each: Planned, day: date, last: date) -> bool:
        while day <= last:
            if because := self.days.closed_because(day):
                self.add_error(_name("day", each), f"{because}: choose a day of term.")
                return False
            day += ONE_DAY
        return True


def _name(what: str, each: Planned) -> str:
    """The name of a field: of the meeting's event and slot, never of its place in the list, which others may change."""
    return f"{what}_{each.occasion.code}_{each.occasion.slot.replace('/', '_')}"


def moments_of(
    form: forms.Form, day: date, last: date, starts: time, ends: time, names: Sequence[str]
) -> tuple[datetime, datetime] | None:
    """From when until when; None where the form now says what is wrong. `names`: the fields of the day and of the end."""
    try:
        moments = at_hour(day, starts), at_hour(last, ends)
    except Refusal as refused:
        form.add_error(names[0], refused.sentence)
        return None
    if moments[1] > moments[0]:
        return moments
    if last < day:
        form.add_error(names[0], "The last day comes before the first.")
    else:
        words = f"It would end at {clock_words(ends)} and begin at {clock_words(starts)}: give a later end."
        form.add_error(names[1], words)
    return None


# Fixed by decision ------------------------------------------------------------------------------------


class FixForm(forms.Form):
    """The proposed dates that the body agreed to, and its decision."""

    meetings = forms.MultipleChoiceField(
        label="Dates that were agreed",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one meeting."},
    )
    resolution = forms.CharField(
        label="The decision",
        max_length=200,
        help_text="Its number, or the meeting and the day.",
        error_messages={"required": "Give the decision: its number, or the meeting and the day."},
    )

    def __init__(self, *args: Any, proposed: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = {str(each.pk): each for each in proposed}
        choices = [
            (pk, f"{each.name}: {between(each.starts_at, each.ends_at)}")
            for pk, each in self.proposed.items()
        ]
        self.fields["meetings"].choices = choices
        self.fields["meetings"].initial = list(self.proposed)

    @property
    def chosen(self) -> list[Meeting]:
        return [self.proposed[pk] for pk in self.cleaned_data["meetings"]]


# One meeting ------------------------------------------------------------------------------------------


class WhenForm(forms.Form):
    """A day, or several, with hours and a place."""

    day = DayField(label="Day")
    last = DayField(label="Last day", required=False, help_text="If it takes more than one.")
    starts = HourField(label="From")
    ends = HourField(label="Until")
    place = place_field()
    mode = mode_field()
    link = forms.URLField(
        label="Where it is joined online", required=False, max_length=500, assume_scheme="https"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(name in self.errors for name in ("day", "last", "starts", "ends")):
            last = given.get("last") or given["day"]
            self.moments = moments_of(
                self, given["day"], last, given["starts"], given["ends"], ["day", "ends"]
            )
        return given

    def when(self) -> dict[str, Any]:
        """As the verbs take it."""
        starts_at, ends_at = self.moments
        return {"starts_at": starts_at, "ends_at": ends_at, "place": self.cleaned_data["place"],
                "mode": self.cleaned_data["mode"]}  # fmt: skip


class MoveForm(WhenForm):
    """Another day, hour or place, and why. `shown` is the time whose consequences have been read."""

    speakers = forms.CharField(label="Speakers", required=False, max_length=300)
    because = forms.CharField(
        label="Why it is moved",
        max_length=300,
        help_text="Everybody who was told of it is told the reason.",
        error_messages={"required": "Say why it is moved."},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, initial=_of(meeting), **kwargs)
        self.meeting = meeting
        self.fields["because"].required = meeting.state != Meeting.State.PROPOSED
        if meeting.kind != Meeting.Kind.OUTSIDE:
            del self.fields["speakers"]

    @property
    def asked(self) -> str:
        """The time that is asked for, to be sent back when its consequences have been read."""
        return "/".join(moment.isoformat() for moment in self.moments)

    @property
    def confirmed(self) -> bool:
        return self.cleaned_data["shown"] == self.asked

    def with_shown(self) -> "MoveForm":
        """The same, carrying the time whose consequences stand on the page."""
        data = self.data.copy()
        data["shown"] = self.asked
        return MoveForm(data, meeting=self.meeting)


def _of(meeting: Meeting) -> dict[str, Any]:
    starts, ends = meeting.starts_at.astimezone(UK), meeting.ends_at.astimezone(UK)
    several = civil_day(meeting.starts_at) != civil_day(meeting.ends_at)
    return {
        "day": starts.date(),
        "last": ends.date() if several else None,
        "starts": starts.time(),
        "ends": ends.time(),
        "place": meeting.place,
        "mode": meeting.mode,
        "link": meeting.link,
        "speakers": meeting.speakers,
        "seen": meeting.version,
    }


class CancelForm(forms.Form):
    because = forms.CharField(
        label="Why it is cancelled",
        max_length=300,
        help_text="Everybody who was told of it is told the reason.",
        error_messages={"required": "Say why it is cancelled."},
    )


class OutsideForm(WhenForm):
    """A meeting of others, or an event shared with other groups."""

    name = forms.CharField(
        label="What it is called",
        max_length=200,
        error_messages={"required": "Say what it is called."},
    )
    event = forms.ChoiceField(
        label="What the constitution calls it",
        required=False,
        help_text="If it is one that the constitution asks for.",
    )
    body = forms.ChoiceField(label="Whose meeting it is", required=False)
    speakers = forms.CharField(label="Speakers", required=False, max_length=300)

    field_order = ("name", "event", "body", "day", "last", "starts", "ends", "place", "mode", "speakers")

    def __init__(self, *args: Any, events: Mapping[str, str], bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["link"]
        self.bodies = {str(each.pk): each for each in bodies}
        self.fields["event"].choices = [("", "None of these"), *events.items()]
        self.fields["body"].choices = [
            ("", "Not in the register"),
            *((pk, b.name) for pk, b in self.bodies.items()),
        ]

    def wanted(self) -> dict[str, Any]:
        """As the verb takes it."""
        given = self.cleaned_data
        named = {name: given[name] for name in ("name", "event", "speakers")}
        return self.when() | named | {"body": self.bodies.get(given["body"])}
