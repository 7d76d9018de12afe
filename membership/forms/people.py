"""Somebody new, a post that begins, a post that ends."""

from django import forms

from constitution import Constitution
from membership.forms.fields import DayField, NamedField
from membership.queries.post_names import known_posts


class PostForm(forms.Form):
    """A post at a school or a partner; with neither, commissioned by the group itself."""

    kind = forms.ChoiceField(label="Post")
    school = NamedField(
        label="School", required=False, nothing="None"
    )
    partner = NamedField(
        label="Partner", required=False, nothing="None"
    )
    starts_on = DayField(label="From")

    def __init__(self, *args, rules: Constitution, schools, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(post, post.capitalize()) for post in known_posts(rules)]
        self.fields["school"].offer(schools)
        self.fields["partner"].offer(partners)
        self.fields["school"].help_text = "With neither a school nor a partner the group itself commissions them."

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
