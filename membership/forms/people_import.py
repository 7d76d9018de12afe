from django import forms

from membership.forms.fields import TableField


class PeopleImportForm(forms.Form):
    """A file of people and posts."""

    file = TableField(
        label="The file of people and posts",
        help_text="CSV or Excel, one post a line. Columns go by their names: Name, Email, Post, School, From, Until.",
    )
