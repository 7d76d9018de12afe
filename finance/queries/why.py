"""Why an invoice comes to what it comes to: the findings of its lines, as they were kept, in one."""

from collections.abc import Iterable
from typing import Any

from constitution import Finding
from finance.models import Invoice, InvoiceLine
from finance.queries.sheet import money


def why(invoice: Invoice) -> Finding | None:
    """One finding of the whole sum, from lines that are at hand; None for a credit note."""
    kept = [line for line in invoice.lines.all() if line.finding]
    if not kept:
        return None
    sums = " + ".join(money(line.amount) for line in kept)
    total = [f"{sums} = {money(invoice.total)}"] if len(kept) > 1 else []
    return Finding(
        value=invoice.total,
        clause=_each(kept, "clause"),
        steps=(*_each(kept, "because"), *total),
        readings=_each(kept, "readings"),
        defaults=_each(kept, "defaults"),
        inputs=_inputs(kept),
        edition=kept[0].finding.get("edition", ""),
        rule=kept[0].finding.get("rule", ""),
    )


def _each(lines: Iterable[InvoiceLine], part: str) -> tuple[str, ...]:
    """The sentences of one part, each once, in the order of the lines."""
    return tuple(dict.fromkeys(words for line in lines for words in line.finding.get(part) or ()))


def _inputs(lines: Iterable[InvoiceLine]) -> dict[str, Any]:
    return {name: value for line in lines for name, value in (line.finding.get("inputs") or {}).items()}
