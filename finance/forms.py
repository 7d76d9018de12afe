"""What people fill in about money. A form cleans; the verb decides and refuses."""

from decimal import Decimal

from django import forms

from finance.models import CashEntry, Invoice
from records.money import pounds

PENNY = Decimal("0.01")
HOW_MUCH = "Say how much, in pounds and pence: 1,500.00."
NOT_MONEY = {
    "required": HOW_MUCH,
    "invalid": HOW_MUCH,
    "min_value": "The sum must be at least a penny.",
    "max_decimal_places": "A sum has no more than two places for pence.",
}
NOT_A_DAY = {"required": "Say on which day.", "invalid": "Write the day as 14 March 2024 or 14/03/2024."}


class MoneyField(forms.DecimalField):
    """Pounds and pence as people type them: '£1,500', '1500.00'. The value is Decimal pounds."""

    def __init__(self, **kwargs):
        super().__init__(min_value=PENNY, max_digits=12, decimal_places=2, error_messages=NOT_MONEY, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})

    def to_python(self, value):
        typed = value.replace("£", "").replace(",", "").strip() if isinstance(value, str) else value
        return super().to_python(typed)


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
        super().__init__(widget=widget, input_formats=formats, error_messages=NOT_A_DAY, **kwargs)


class ReceiptForm(forms.Form):
    """Money that came in for one invoice: all that is open on it, or a part."""

    amount = MoneyField(label="How much came in")
    on = DayField(label="On which day")
    method = forms.ChoiceField(
        label="How", choices=CashEntry.Method, error_messages={"required": "Say how it came in."}
    )
    words = forms.CharField(label="Reference on the statement", required=False, max_length=200)

    def __init__(self, *args, invoice: Invoice, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("amount", pounds(invoice.open_pence))
        super().__init__(*args, **kwargs)


class CreditForm(forms.Form):
    """A credit note for all of an invoice or a part, and whether a corrected invoice takes its place."""

    amount = MoneyField(label="How much to credit")
    because = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Say why: the school reads it on the credit note."},
    )
    replace = forms.BooleanField(
        label="Issue a corrected invoice in its place, worked out afresh",
        required=False,
        help_text="The whole invoice is credited, and the new one has a number of its own.",
    )

    def __init__(self, *args, invoice: Invoice, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("amount", pounds(invoice.open_pence))
        super().__init__(*args, **kwargs)
        if invoice.kind != Invoice.Kind.SUBSCRIPTION:
            del self.fields["replace"]
