"""Items and agendas: submitted, answered, put on the agenda, changed, agreed, made confidential; guests."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from constitution import say
from meetings.forms.year import HourField
from meetings.models import AgendaItem, Meeting
from meetings.queries.agenda import Part, guests_see_until
from meetings.queries.room import day_of
from membership.forms.fields import AimField, DayField, DecisionField, NamedField

# Who may read an item, at its narrowest first known to every edition.
LEVELS = [
    ("members", "All members"),
    ("body", "The members of the body alone"),
    ("office", "The office alone"),
]
KINDS = [(kind.value, kind.label) for kind in AgendaItem.Kind if kind != AgendaItem.Kind.OTHER]
PURPOSES = [("", "Not said"), *AgendaItem.Purpose.choices]


def reason(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, help_text=help_text, error_messages={"required": missing}
    )


def _long(label: str, rows: int, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, help_text=help_text)


class ItemWords(forms.Form):
    """What everybody says of an item."""

    title = forms.CharField(
        label="Title",
        max_length=300,
        help_text="As it is to stand on the agenda.",
        error_messages={"required": "Give the item a title."},
    )
    text = _long("What it is about", 5)
    purpose = forms.ChoiceField(label="What it is for", choices=PURPOSES, required=False)
    minutes = forms.IntegerField(
        label="How long it takes, in minutes",
        required=False,
        min_value=1,
        max_value=24 * 60,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"min_value": "Give at least one minute.", "invalid": "Give the minutes as a number."},
    )
    presenter = forms.CharField(label="Who leads it", max_length=200, required=False)
    aim = AimField()

    def __init__(self, *args: Any, aims: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].offer(aims)

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS}


WORDS = tuple(ItemWords.base_fields)


class SubmitForm(ItemWords):
    """For which meeting, and what is to be talked about."""

    meeting = forms.ChoiceField(label="For which meeting")
    level = forms.ChoiceField(
        label="Who may read it once it is on the agenda", choices=LEVELS[:2], initial="members"
    )
    field_order = ("meeting",)

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(row.pk): row for row in meetings}
        self.fields["meeting"].choices = [(pk, named(row)) for pk, row in self.meetings.items()]

    @property
    def chosen(self) -> Meeting:
        return self.meetings[self.cleaned_data["meeting"]]


def named(meeting: Meeting) -> str:
    """'Full meeting, Thursday 21 March 2024'."""
    return f"{meeting.name}, {say.long_date(day_of(meeting))}"


class OwnItemForm(ItemWords):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class AgendaItemForm(ItemWords):
    """An item as Chair and office put it on the agenda; `part` stands in it where the edition divides the day."""

    kind = forms.ChoiceField(label="Kind", choices=KINDS, initial=AgendaItem.Kind.BUSINESS, required=False)
    session = forms.ChoiceField(label="Part of the day", required=False)
    starts_at = HourField(
        label="Not before", required=False, help_text="The hour at which a speaker is asked to come."
    )
    level = forms.ChoiceField(label="Who may read it", choices=LEVELS, initial="members")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, parts: Sequence[Part], item: AgendaItem | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["session"].choices = [(part.name, part.name or "The whole meeting") for part in parts]
        if item:
            del self.fields["kind"]
            self._keep_level(item.level)
        if len(parts) == 1 and not parts[0].name:
            del self.fields["session"]

    def _keep_level(self, level: str) -> None:
        """A level of the edition's own stays on offer for the item that has it."""
        if level not in dict(LEVELS):
            self.fields["level"].choices = [*LEVELS, (level, level)]

    @property
    def given(self) -> dict[str, Any]:
        more = ("kind", "session", "starts_at", "level")
        return self.words | {name: self.cleaned_data[name] for name in more if name in self.fields}


def initial_of(item: AgendaItem) -> dict[str, Any]:
    names = (*WORDS, "session", "starts_at", "level")
    return {name: getattr(item, name) for name in names} | {"seen": item.version}


class AnswerForm(forms.Form):
    """Accept it, put it off, or decline it with the reason."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[
            ("accept", "Take it"),
            ("defer", "Put it off"),
            ("decline", "Do not take it"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer."},
    )
    meeting = forms.ChoiceField(label="For which meeting", required=False)
    because = forms.CharField(
        label="Why it is not taken",
        max_length=300,
        required=False,
        help_text="Whoever submitted it reads this.",
    )

    def __init__(self, *args: Any, meetings: Sequence[Meeting], submitted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = {str(row.pk): row for row in meetings}
        self.fields["meeting"].choices = [
            ("", "Any that has room"),
            *((pk, named(row)) for pk, row in self.meetings.items()),
        ]
        if not submitted:
            self.fields["answer"].choices = self.fields["answer"].choices[1:]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer") == "decline" and not given.get("because", "").strip():
            self.add_error("because", "Say why it is declined: whoever submitted it is told.")
        return given

    @property
    def chosen(self) -> Meeting | None:
        return self.meetings.get(self.cleaned_data["meeting"])


class ConsentForm(forms.Form):
    because = reason("Why it is taken although it is late", "Say why it is taken although it is late.")


class AgreeForm(forms.Form):
    resolution = DecisionField(missing="Give the decision: its number, or the body and the day.")


class BusinessForm(ItemWords):
    """Any other business: one that waits, or a new one, and how the group agreed."""

    item = NamedField(label="An item that waits", nothing="None: a new one", required=False)
    agreement = reason(
        "How the group agreed",
        "Say how the group agreed: that nobody objected, or the vote.",
        "For example: nobody objected.",
    )
    field_order = ("item", "title", "agreement")

    def __init__(self, *args: Any, waiting: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(waiting)
        self.fields["title"].required = False
        self.fields["item"].offer(Titled(row) for row in rows)
        if not rows:
            del self.fields["item"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("item") and not given.get("title", "").strip():
            self.add_error("title", "Give the item a title.")
        return given

    @property
    def chosen(self) -> AgendaItem | None:
        found = self.cleaned_data.get("item")
        return found.item if found else None


class Titled:
    """An item under the name by which a list offers it."""

    def __init__(self, item: AgendaItem) -> None:
        self.item, self.pk, self.name = item, item.pk, item.title


class TakeOverForm(forms.Form):
    items = forms.MultipleChoiceField(
        label="Items of the last agenda",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one item."},
    )

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(item.pk): item for item in items}
        self.fields["items"].choices = [(pk, item.title) for pk, item in self.rows.items()]
        # What comes back at every meeting is ticked; the business of that day is there to be ticked.
        business = (AgendaItem.Kind.BUSINESS, AgendaItem.Kind.RATIFY)
        self.fields["items"].initial = [pk for pk, item in self.rows.items() if item.kind not in business]

    @property
    def chosen(self) -> list[AgendaItem]:
        return [self.rows[pk] for pk in self.cleaned_data["items"]]


class ConfineForm(forms.Form):
    because = reason(
        "Why it is confidential", "Say why it is confidential.", "The members of the body read this."
    )


class LiftForm(forms.Form):
    resolution = DecisionField(missing="Give the decision: its number, or the body and the day.")


class InviteForm(forms.Form):
    """A person or a partner, to the whole or to items, by which decision and until when."""

    guest = forms.ChoiceField(label="Who", error_messages={"required": "Choose a guest."})
    items = forms.MultipleChoiceField(
        label="To which items",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none to invite them to the whole meeting, without its confidential items.",
    )
    because = forms.CharField(label="What their input or advice supports", max_length=300, required=False)
    resolution = DecisionField(missing="Give the decision: its number, or the body and the day.")
    ends_on = DayField(label="The last day on which they see anything")

    def __init__(
        self, *args: Any, meeting: Meeting, people: Iterable[Any], partners: Iterable[Any],
        items: Iterable[AgendaItem], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.guests = {f"person {row.pk}": {"person": row} for row in people}
        self.guests |= {f"partner {row.pk}": {"partner": row} for row in partners}
        self.rows = {str(item.pk): item for item in items}
        self.fields["guest"].choices = [("", "Choose a guest"), *self._choices()]
        self.fields["items"].choices = [(pk, item.title) for pk, item in self.rows.items()]
        self.fields["ends_on"].initial = guests_see_until(meeting)
        if not self.rows:
            del self.fields["items"]

    def _choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        found = {"Partners": "partner", "People": "person"}
        named = {
            title: [(code, str(row[kind])) for code, row in self.guests.items() if kind in row]
            for title, kind in found.items()
        }
        return [(title, rows) for title, rows in named.items() if rows]

    @property
    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        named = {name: given[name] for name in ("because", "resolution", "ends_on")}
        items = [self.rows[pk] for pk in given.get("items", ())]
        return self.guests[given["guest"]] | named | {"items": items}
