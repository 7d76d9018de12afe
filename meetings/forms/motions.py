"""A motion as it is written, its votes as they are counted, and what is still to be carried out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from constitution.voting import PRESIDING
from meetings.forms.year import WhenForm
from meetings.models import Mandate, Motion
from meetings.models.vote import Choice, Method
from meetings.queries.motions import Tally
from membership.forms.fields import DayField, NamedField
from membership.models import Body

# How the effects that bring a guest begin: 'invite-partner', 'invite-guest'.
INVITES = "invite-"
WORDS = forms.Textarea(attrs={"rows": 4, "class": "document"})


class AmendForm(forms.Form):
    """Other words for a motion, and who proposes them."""

    text = forms.CharField(
        label="The motion as it would read",
        widget=WORDS,
        error_messages={"required": "Write the motion: what is to be resolved, in full."},
    )
    proposer = NamedField(label="Proposed by", nothing="Nobody yet", required=False)
    seconder = NamedField(label="Seconded by", nothing="Nobody yet", required=False)
    method = forms.ChoiceField(label="How votes are given")

    def __init__(
        self, *args: Any, mandates: Iterable[Mandate], methods: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mandates = list(mandates)
        for name in ("proposer", "seconder"):
            self.fields[name].offer(mandates)
        self.fields["method"].choices = [(method, Method(method).label) for method in methods]


class SecondVoteForm(AmendForm):
    """Who proposes and seconds a second vote, and how it is taken: its words are those of the first."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["text"]


class MotionForm(AmendForm):
    """What is to be resolved, and what follows from it."""

    decision = forms.ChoiceField(
        label="Kind of decision",
        required=False,
        help_text="Where the constitution has a rule of its own for it.",
    )
    effect = forms.ChoiceField(
        label="What it sets in motion",
        required=False,
        help_text="It is carried out as the vote is closed, under the number of the resolution.",
    )
    guest_item = forms.ChoiceField(
        label="A guest is invited to",
        required=False,
        help_text="Where the motion invites somebody: they see no more of the meeting than this.",
    )
    delegated_to = forms.CharField(
        label="Delegated to",
        required=False,
        max_length=200,
        help_text="Where work is delegated: to whom, within what limits, and until when.",
    )
    limits = forms.CharField(
        label="Within what limits", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    ends_on = DayField(label="Until and including", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = (
        "text", "proposer", "seconder", "decision", "method", "effect", "guest_item", "delegated_to", "limits"
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        decisions: Mapping[str, str],
        effects: Iterable[tuple[str, str]],
        guest_items: Iterable[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "The motion"
        self.fields["text"].help_text = "What is to be resolved, in full: 'That …'"
        self.fields["decision"].choices = [("", "An ordinary decision"), *decisions.items()]
        offered, items = list(effects), list(guest_items)
        self.fields["effect"].choices = [("", "Nothing by itself"), *offered]
        self.fields["guest_item"].choices = [("", "The whole meeting"), *items]
        if not items or not any(code.startswith(INVITES) for code, _ in offered):
            del self.fields["guest_item"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("guest_item") and not given.get("effect", "").startswith(INVITES):
            self.add_error("guest_item", "Nobody is invited by this motion: leave it at the whole meeting.")
        return given


def in_form(motion: Motion) -> dict[str, Any]:
    """A motion as its form shows it."""
    told = motion.effect or {}
    pk = next(
        (value for name, value in told.items() if name not in ("act", "opening", "item")),
        told.get("item", ""),
    )
    return {
        "text": motion.text,
        "proposer": motion.proposer_id,
        "seconder": motion.seconder_id,
        "decision": motion.decision,
        "method": motion.method,
        "effect": f"{told['act']}:{pk}" if told else "",
        "guest_item": told.get("item", "") if told.get("act", "").startswith(INVITES) else "",
        "delegated_to": motion.delegated_to,
        "limits": motion.limits,
        "ends_on": motion.ends_on,
        "seen": motion.version,
    }


def hands(label: str) -> forms.IntegerField:
    missing = f"Count the hands {label.lower()}: 0 where there are none."
    return forms.IntegerField(
        label=label,
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            "required": missing,
            "invalid": missing,
            "min_value": "A number of hands is 0 or more.",
        },
    )


class CloseForm(forms.Form):
    """What was counted; a casting vote and the quorum are asked for only where the rules leave them open."""

    for_ = hands("For")
    against = hands("Against")
    abstain = hands("Abstaining")
    casting = forms.ChoiceField(
        label="The casting vote",
        required=False,
        choices=[
            ("", "Not given yet"),
            (Choice.FOR, "For the motion"),
            (Choice.AGAINST, "Against the motion"),
            ("not used", "Not used"),
        ],
    )
    quorate = forms.ChoiceField(
        label="Is a quorum there?",
        required=False,
        choices=[("", "Not said yet"), ("yes", "Yes"), ("no", "No")],
        help_text="The constitution leaves it open: whoever presides says so.",
    )

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_hand = motion.method == Method.SHOW
        if not self.by_hand:
            for name in ("for_", "against", "abstain"):
                del self.fields[name]

    def ask(self, asks: str, open_: bool) -> None:
        """Show the questions that the outcome leaves open, or that were answered."""
        if not (asks or self.data.get("casting")):
            self.fields["casting"].widget = forms.HiddenInput()
        elif asks and asks != PRESIDING:
            self.fields["casting"].label = f"The casting vote of the {asks}"
        if not (open_ or self.data.get("quorate")):
            self.fields["quorate"].widget = forms.HiddenInput()

    @property
    def confirmed(self) -> bool:
        """By the button beneath what it would come to."""
        return self.data.get("confirmed") == "yes"

    @property
    def tally(self) -> Tally | None:
        if not self.by_hand:
            return None
        given = self.cleaned_data
        return Tally(given["for_"], given["against"], given["abstain"])

    def told(self) -> dict[str, Any]:
        """As the verb takes it."""
        given = self.cleaned_data
        says = {"yes": True, "no": False}.get(given["quorate"])
        return {"tally": self.tally, "casting": given["casting"], "says_quorate": says}


class SettleForm(forms.Form):
    """What was done instead of what the motion sets in motion."""

    words = forms.CharField(
        label="What was done instead, or why it is not to be done any more",
        max_length=300,
        error_messages={"required": "Say what was done instead."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CallForm(WhenForm):
    """For when a further meeting is asked for, and what for."""

    calling = forms.ChoiceField(label="What is called")
    why = forms.CharField(
        label="What it is for",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the meeting is for."},
    )
    field_order = ("calling", "why", "day", "last", "starts", "ends", "place", "mode", "link")

    def __init__(self, *args: Any, callings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calling"].choices = list(callings.items())
        if len(callings) == 1:
            self.fields["calling"].widget = forms.HiddenInput()
            self.fields["calling"].initial = next(iter(callings))

    def wanted(self) -> dict[str, Any]:
        """As the verb takes it."""
        given = self.cleaned_data
        return self.when() | {name: given[name] for name in ("calling", "why", "link")}


class WrittenForm(forms.Form):
    """A motion that a body decides in writing."""

    body = forms.ChoiceField(label="Who decides")
    text = forms.CharField(
        label="The motion",
        widget=WORDS,
        error_messages={"required": "Write the motion: what is to be resolved, in full."},
    )
    decision = forms.ChoiceField(label="Kind of decision", required=False)

    def __init__(
        self, *args: Any, bodies: Iterable[Body], decisions: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields["body"].choices = [(pk, body.name) for pk, body in self.bodies.items()]
        self.fields["decision"].choices = [("", "An ordinary decision"), *decisions.items()]

    def wanted(self) -> dict[str, Any]:
        """As the verb takes it."""
        return self.cleaned_data | {"body": self.bodies[self.cleaned_data["body"]]}
