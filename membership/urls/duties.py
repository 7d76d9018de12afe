"""Addresses of the duties of the year, and of the appraisal."""

from django.urls import path

from membership.views import appraisal, duties

urlpatterns = [
    path("duties/", duties.duties, name="duties"),
    path("duties/list.<slug:ending>", duties.as_sheet, name="duties-sheet"),
    path("duties/documents/<int:pk>/", duties.document, name="duty-document"),
    path("duties/<slug:year>/<slug:event>/<slug:part>/", duties.duty, name="duty"),
    path("appraisal/", appraisal.appraisal, name="appraisal"),
    path("appraisal/<slug:year>/<slug:what>/", appraisal.record, name="record-appraisal"),
]
