"""Addresses of a school's way in and on: joining, its tiers, who leads it, and the receipt of a notice."""

from django.urls import path

from membership.views import heads, joining, notices

urlpatterns = [
    path("members/<int:pk>/joining/", joining.joining, name="joining"),
    path("members/<int:pk>/tiers/", joining.tiers, name="tiers"),
    path("members/<int:pk>/head/", heads.head, name="change-head"),
    path("notices/<int:pk>/receipt.pdf", notices.receipt, name="notice-receipt"),
]
