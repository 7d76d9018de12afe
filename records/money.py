"""Money at the edges: whole pence in the columns, Decimal pounds for people and for the rules."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


def pence(pounds: Decimal) -> int:
    """Decimal pounds as whole pence. A fraction of a penny is refused: rounding is the rule's affair."""
    exact = pounds * 100
    whole = exact.to_integral_value(ROUND_HALF_UP)
    if whole != exact:
        raise ValueError(f"{pounds} is not a whole number of pence")
    return int(whole)


def pounds(pence: int) -> Decimal:
    """Whole pence as Decimal pounds with two decimals: 618525 is 6185.25."""
    return (Decimal(pence) / 100).quantize(PENNY)
