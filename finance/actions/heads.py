"""The budget heads that the program itself posts to; a group names and adds its own."""

from finance.models import BudgetHead
from records.models import Collaborative

SUBSCRIPTIONS = ("subscriptions", "Subscriptions")
UNALLOCATED = ("unallocated", "Not yet allocated")


def income_head(collaborative: Collaborative, head: tuple[str, str] = SUBSCRIPTIONS) -> BudgetHead:
    code, name = head
    found, _ = BudgetHead.objects.get_or_create(
        collaborative=collaborative, code=code, defaults={"name": name, "direction": "in"}
    )
    return found
