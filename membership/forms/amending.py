"""What people fill in to amend a constitution: its text, a few plain values of a rule, or a percentage on the rates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from membership.forms.fields import DayField
from membership.queries.amending import Belied, RuleValues, Value


class BeginForm(forms.Form):
    """The name and the day of an amendment."""

    name = forms.CharField(
        label="What this edition is called",
        max_length=60,
        help_text="As “2024/25”, on its cover and in every list.",
    )
    in_force_from = DayField(label="The day it would come into force")


class TextForm(forms.Form):
    """The whole file, and the version of the draft that the writer saw."""

    text = forms.CharField(
        label="The text of the draft (TOML)",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "source", "spellcheck": "false", "wrap": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        # A browser sends every line end as two characters; the file has one.
        return self.cleaned_data["text"].replace("\r\n", "\n")


class ValuesForm(forms.Form):
    """One field for each plain value of a rule. `changed` are those that were written anew, by path."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: RuleValues, version: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": version}, **kwargs)
        self.rule = rule
        for value in rule.values:
            self.fields[value.key] = _field(value)

    @property
    def changed(self) -> dict[tuple, Any]:
        given = {value: self.cleaned_data[value.key] for value in self.rule.values}
        read = {value: each if isinstance(each, date) else value.read(each) for value, each in given.items()}
        return {value.path: each for value, each in read.items() if not _same(value, each)}

    def name_the_wrong(self, problems: Sequence[Any], line_of: dict[str, int | None]) -> None:
        """What the check refuses, beside the field whose line it is; the rest above them all."""
        by_line = {line: key for key, line in line_of.items()}
        for problem in problems:
            words = problem.message[:1].upper() + problem.message[1:]
            self.add_error(by_line.get(problem.line), f"{words}." if not words.endswith(".") else words)


def _same(value: Value, each: Any) -> bool:
    return each == value.of or (isinstance(each, str) and each == value.written)


def _field(value: Value) -> forms.Field:
    common = {"label": value.label, "help_text": value.help, "initial": value.written}
    if isinstance(value.of, date):
        return DayField(**{**common, "initial": value.of})
    if len(value.choices) > 1:
        return forms.ChoiceField(choices=[(each, each) for each in value.choices], **common)
    return forms.CharField(max_length=60, widget=forms.TextInput(attrs={"class": "short"}), **common)


class AnswersForm(forms.Form):
    """The worked examples whose new answers are taken over, by their places."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    places = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Tick the examples whose new answer is right."}
    )

    def __init__(self, *args: Any, belied: Sequence[Belied], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = [
            (each.place, each.result.example.title) for each in belied if each.can_take
        ]


class RatesForm(forms.Form):
    """No change or a percentage; where it is one, what the draft is called and when it would be in force."""

    percentage = forms.CharField(
        label="The change that is recommended",
        max_length=20,
        help_text="“3%”, “-2.5%” or “no change”. Shares, such as the share of delegated funding, stay as they are.",
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    decided = forms.CharField(
        label="When it was recommended, and by whom",
        max_length=200,
        required=False,
        help_text="As “Management group of 8 February 2024”.",
    )
    name = forms.CharField(
        label="What the edition with the new amounts is called", max_length=60, required=False
    )
    in_force_from = DayField(label="The day it would come into force", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("percentage", "").strip().lower() not in ("no change", "0%"):
            for key in ("name", "in_force_from"):
                if key not in self.errors and not given.get(key):
                    self.add_error(
                        key, "A change of the rates is a draft edition: give its name and its day."
                    )
        return given
