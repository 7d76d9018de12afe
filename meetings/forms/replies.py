"""Forms of the replies: coming or not, and who comes instead; consent to somebody who stands in."""

from collections.abc import Sequence

from django import forms

from meetings.models import Mandate, Meeting
from meetings.models.roll import Reply
from meetings.queries.replies import StandIn

NOBODY, OTHER = "nobody", "other"


class ReplyForm(forms.Form):
    """One reply. `others` are those who may be named to stand in; whoever is not among them gives a name."""

    answer = forms.ChoiceField(
        label="Are you coming?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether you are coming.",
            "invalid_choice": "Say whether you are coming.",
        },
    )
    words = forms.CharField(
        label="Anything the Chair should know",
        required=False,
        max_length=300,
        help_text="No reason is asked for.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    instead = forms.ChoiceField(label="If not: who comes instead?", widget=forms.RadioSelect, required=False)
    name = forms.CharField(label="Name of somebody else", required=False, max_length=200)
    email = forms.EmailField(
        label="Their e-mail address",
        required=False,
        help_text="They get the agenda, the papers and a way to sign in for this meeting.",
    )
    post = forms.ChoiceField(label="What they are", required=False)

    def __init__(
        self, *args, mandate: Mandate, others: Sequence[StandIn], who: Sequence[str], own: bool, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.others = {str(each.person_id): each for each in others}
        self.fields["answer"].choices = list(_answers(mandate.meeting))
        if not own:
            self.fields["answer"].label = f"Is {mandate.name} coming?"
        if not who:
            for name in ("instead", "name", "email", "post"):
                del self.fields[name]
            return
        named = [(pk, f"{each.name}, {each.post}") for pk, each in self.others.items()]
        self.fields["instead"].choices = [(NOBODY, "Nobody"), *named, (OTHER, "Somebody else")]
        self.fields["post"].choices = [(post, post) for post in who]
        self.fields["post"].initial = who[-1]

    def clean(self):
        given = super().clean()
        if given.get("answer") == Reply.APOLOGIES and given.get("instead") == OTHER:
            if not given.get("name", "").strip():
                self.add_error("name", "Give the name of who comes instead.")
            if not given.get("email") and "email" not in self.errors:
                self.add_error("email", "Give their e-mail address: the agenda and the papers go there.")
        return given

    @property
    def stand_in(self) -> StandIn | None:
        """Whoever was chosen of those offered."""
        return self.others.get(self.cleaned_data.get("instead", ""))

    @property
    def names_other(self) -> bool:
        return self.cleaned_data.get("instead") == OTHER

    @property
    def sends_apologies(self) -> bool:
        return self.cleaned_data["answer"] == Reply.APOLOGIES


def _answers(meeting: Meeting):
    """What may be answered: remotely, where the meeting can be joined so."""
    if meeting.mode != Meeting.Mode.REMOTE:
        yield Reply.COMING, "Yes"
    if meeting.mode != Meeting.Mode.IN_PERSON:
        yield Reply.REMOTE, "Yes, remotely"
    yield Reply.APOLOGIES, "No: send apologies"


class ConsentForm(forms.Form):
    because = forms.CharField(
        label="Why the substitute is consented to",
        max_length=300,
        error_messages={"required": "Say why the substitute is consented to: substitution is by exception."},
    )
