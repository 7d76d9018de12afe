"""What was issued stays issued, and an entry in the cash book is put right by another entry (K8.6, K8.8)."""

from records.triggers import append_only, frozen, indelible

ISSUED = "An issued invoice is not changed: credit it, and issue another."

frozen(
    "finance.Invoice",
    [
        "collaborative", "series", "number", "kind", "due_key", "revision", "replaces", "credits", "because",
        "school", "contract", "contract_year", "period_starts_on", "period_ends_before", "issued_on",
        "due_on", "total_pence", "title", "issuer_words", "payer_words", "payment_words", "vat_words",
    ],
    ISSUED,
)  # fmt: skip
indelible("finance.Invoice", ISSUED)
append_only("finance.InvoiceLine", ISSUED)
append_only("finance.CashEntry", "An entry in the cash book is not changed: reverse it, and enter it again.")
append_only("finance.CashLine", "An entry in the cash book is not changed: reverse it, and enter it again.")
