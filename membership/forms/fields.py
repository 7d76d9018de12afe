"""Fields that several forms share: a day, several days, a sum, a file."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

AS_TYPED = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y")
LARGEST = 2 * 1024 * 1024


class DayField(forms.DateField):
    """A day: the browser's own calendar where it has one, else typed as 14/03/2024 or 14 March 2024."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
        errors = {"required": "Give the day.", "invalid": "Write the day as 14/03/2024."}
        super().__init__(widget=widget, input_formats=AS_TYPED, error_messages=errors, **kwargs)


class DaysField(forms.CharField):
    """Several days, one a line; the value is a sorted list of dates."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 5, "class": "middle"}), **kwargs)

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else in_lines(value)

    def to_python(self, value):
        return sorted({_day(line.strip()) for line in (value or "").splitlines() if line.strip()})


class ManyChoices(forms.Select):
    """A choice among many things by number, written in one go: a template for each takes longer than the page."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = self.format_value(value)
        options = "\n".join(_option(each, label, str(each) in chosen) for each, label in self.choices)
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        # Each option is escaped where it is written.
        return format_html('<select name="{}"{}>{}</select>', name, attributes, SafeString(options))  # nosec B703


@lru_cache(maxsize=4096)
def _option(value: Any, label: str, chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(label)}</option>'


class NamedField(forms.ChoiceField):
    """One of some schools, people or partners in hand, by name. The value is the thing itself; None where none is chosen."""

    widget = ManyChoices

    def __init__(self, *, nothing: str, **kwargs):
        super().__init__(**kwargs)
        self.nothing, self._offered = nothing, {}

    def offer(self, rows: Iterable[Any]) -> None:
        self._offered = {str(row.pk): row for row in rows}
        self.choices = [("", self.nothing), *((number, row.name) for number, row in self._offered.items())]

    def clean(self, value):
        return self._offered.get(super().clean(value))


class DecisionField(forms.CharField):
    """By which decision something is done, in words; `missing` says that it must be given."""

    def __init__(self, *, label: str = "The decision", missing: str = ""):
        super().__init__(
            label=label,
            max_length=200,
            required=bool(missing),
            help_text="Its number, or the body and the day.",
            error_messages={"required": missing},
        )


class AimField(forms.ChoiceField):
    """The aim of the edition that something serves; the value is its words, or nothing."""

    def __init__(self):
        super().__init__(label="The aim it serves", required=False, help_text="What is done is shown by aim.")

    def offer(self, aims: Sequence[str]) -> None:
        named = ((words, f"{number}. {Truncator(words).words(14)}") for number, words in enumerate(aims, 1))
        self.choices = [("", "None in particular"), *named]


class MoneyField(forms.DecimalField):
    """Pounds and pence as people type them: '£6,000', '6000.00'. The value is Decimal pounds."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        limits = {"min_value": Decimal(0), "max_digits": 12, "decimal_places": 2}
        super().__init__(widget=widget, **limits, **kwargs)

    def to_python(self, value):
        typed = value.replace("£", "").replace(",", "").strip() if isinstance(value, str) else value
        return super().to_python(typed)


class TableField(forms.FileField):
    """A CSV file or a workbook; the value is its bytes."""

    def __init__(self, **kwargs):
        widget = forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"})
        errors = {"required": "Choose the file.", "empty": "The file is empty."}
        super().__init__(widget=widget, error_messages=errors, **kwargs)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > LARGEST:
            raise forms.ValidationError(
                "The file is larger than 2 MB: keep only the rows of your own schools."
            )
        return file


def in_lines(days: Iterable[date]) -> str:
    return "\n".join(f"{day:%d/%m/%Y}" for day in days)


def _day(typed: str) -> date:
    for pattern in AS_TYPED:
        try:
            return datetime.strptime(typed, pattern).date()  # noqa: DTZ007 a day on the wall, of no zone
        except ValueError:
            continue
    raise forms.ValidationError(f"'{typed}' is not a day: write it as 14/03/2024, one day a line.")
