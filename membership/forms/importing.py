from django import forms

from membership.forms.fields import TableField


class ImportForm(forms.Form):
    """A file of schools; with the register's links, a school under a new URN keeps its history."""

    file = TableField(
        label="The file of schools",
        help_text="From the national register or any spreadsheet, CSV or Excel. Columns go by their names.",
    )
    links = TableField(
        label="The register’s file of links",
        required=False,
        help_text="Says which URN took the place of which, so that a school that became an academy keeps its history.",
    )
