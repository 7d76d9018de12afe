"""What the money room stores. Balances, debts, 'paid' and 'overdue' are worked out, never stored."""

from finance.models.book import Account, BudgetHead, CashEntry, CashLine, FinancialYear
from finance.models.invoice import Invoice, InvoiceLine
from finance.models.rate import AgreedRate

__all__ = [
    "Account",
    "AgreedRate",
    "BudgetHead",
    "CashEntry",
    "CashLine",
    "FinancialYear",
    "Invoice",
    "InvoiceLine",
]
