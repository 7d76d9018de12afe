"""Addresses of the money room, under /<code>/finance/. An invoice goes by the number people quote."""

from django.urls import path, re_path

from finance.views import invoices, overview, payments, receipts, subscriptions

app_name = "finance"
INVOICE = r"^invoices/(?P<reference>C?\d{4}-\d{3,9})"

urlpatterns = [
    path("", overview.finance, name="finance"),
    path("subscriptions/<slug:year>/", subscriptions.year, name="subscriptions"),
    path("subscriptions/<slug:year>/issue/", subscriptions.issue, name="issue"),
    path("runs/<int:pk>/", subscriptions.run, name="run"),
    path("runs/<int:pk>/again/", subscriptions.again, name="run-again"),
    path("invoices/", invoices.every, name="invoices"),
    path("invoices.<slug:ending>", invoices.as_sheet, name="invoices-sheet"),
    re_path(rf"{INVOICE}/$", invoices.one, name="invoice"),
    re_path(rf"{INVOICE}\.pdf$", invoices.pdf, name="invoice-pdf"),
    re_path(rf"{INVOICE}/receipt/$", receipts.receipt, name="receipt"),
    re_path(rf"{INVOICE}/credit/$", receipts.credit, name="credit"),
    path("debtors/", overview.debtors, name="debtors"),
    path("debtors.<slug:ending>", overview.debtors_sheet, name="debtors-sheet"),
    path("payments/", payments.due, name="payments"),
    path("payments.<slug:ending>", payments.as_sheet, name="payments-sheet"),
]
