"""Somebody new, a post that begins, a post that ends."""

from django import forms

from constitution import Constitution
from membership.forms.fields import DayField, NamedField
from membership.queries.post_names import known_posts


class PostForm(forms.Form):
    """A post at a school or a partner; with neither, commissioned by the group itself."""

    kind = forms.ChoiceField(label="Post")
    school = NamedField(label="School", required=False, nothing="None")
    partner = NamedField(label="Partner", required=False, nothing="None")
    starts_on = DayField(label="From")

    def __init__(self, *args, rules: Constitution, schools, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(post, post.capitalize()) for post in known_posts(rules)]
        self.fields["school"].offer(schools)
        self.fields["partner"].offer(partners)
        self.fields[
            "school"
        ].help_text = "With neither a school nor a partner the group itself commissions them."

    def clean(self):
        given = super().clean()
        if given.get("school") and given.get("partner"):
            self.add_error("partner", "A post is at a school or at a partner, not at both.")
        return given


class NewPersonForm(PostForm):
    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give their name."})
    email = forms.EmailField(
        label="Email address",
        required=False,
        help_text="Needed only by somebody who is to sign in.",
        error_messages={"invalid": "Write an address such as nadia@school.example."},
    )

    field_order = ["name", "email", "kind", "school", "partner", "starts_on"]


class EndPostForm(forms.Form):
    last_day = DayField(label="The last day")
    because = forms.CharField(label="Why", required=False, max_length=200)


class TwoEntriesForm(forms.Form):
    """Any two entries, to be looked at side by side."""

    one = NamedField(
        label="One entry", nothing="Choose somebody", error_messages={"required": "Choose an entry."}
    )
    other = NamedField(
        label="The other entry",
        nothing="Choose somebody",
        error_messages={"required": "Choose the other entry."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].offer(people)

    def clean(self):
        given = super().clean()
        if given.get("one") and given.get("one") == given.get("other"):
            self.add_error("other", "This is one entry: choose the other one.")
        return given


class OnePersonForm(forms.Form):
    """Which of two entries stays, and how it is known that they are one. `shown` is the one whose outcome was looked at."""

    stays = forms.ChoiceField(
        label="The entry that stays",
        widget=forms.RadioSelect,
        help_text="The one under which they sign in.",
        error_messages={"required": "Choose the entry that stays."},
    )
    because = forms.CharField(
        label="How you know that they are one person",
        max_length=300,
        error_messages={"required": "Say how you know that they are one person."},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, two, **kwargs):
        super().__init__(*args, **kwargs)
        self.two = {str(each.pk): each for each in two}
        self.fields["stays"].choices = [(pk, _named(each)) for pk, each in self.two.items()]

    @property
    def person(self):
        return self.two[self.cleaned_data["stays"]]

    @property
    def entry(self):
        return next(each for each in self.two.values() if each != self.person)


def _named(person) -> str:
    return f"{person.name} ({person.email or 'no address'})"
