"""Addresses of clusters, networks, working parties and bodies outside; of representatives, feedback, partners, access."""

from django.urls import path

from membership.views import groups, outside, partners, representatives

urlpatterns = [
    path("groups/", groups.groups, name="groups"),
    path("groups/list.<slug:ending>", groups.as_sheet, name="groups-sheet"),
    path("groups/open/", groups.open_one, name="open-group"),
    path("groups/ready/", groups.open_ready, name="open-ready-groups"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/list.<slug:ending>", groups.group_as_sheet, name="group-sheet"),
    path("groups/<int:pk>/change/", groups.change, name="change-group"),
    path("groups/<int:pk>/add/", groups.add, name="add-to-group"),
    path("groups/<int:pk>/schools/", groups.schools, name="group-schools"),
    path("groups/<int:pk>/feedback/", representatives.give, name="give-feedback"),
    path("groups/<int:pk>/ask/", representatives.ask, name="ask-feedback"),
    path("groups/<int:pk>/meets/", outside.meets, name="meeting-outside"),
    path("groups/members/<int:pk>/end/", groups.end, name="end-group-member"),
    path("representatives/", representatives.register, name="representatives"),
    path("representatives/list.<slug:ending>", representatives.as_sheet, name="representatives-sheet"),
    path("representatives/review/", representatives.review, name="review-representatives"),
    path("representatives/feedback/", representatives.feedback, name="feedback"),
    path(
        "representatives/feedback/list.<slug:ending>",
        representatives.feedback_as_sheet,
        name="feedback-sheet",
    ),
    path("outside/", outside.outside, name="outside"),
    path("outside/<int:pk>/off/", outside.call_off, name="call-off"),
    path("matters/", outside.every_matter, name="matters"),
    path("matters/list.<slug:ending>", outside.matters_as_sheet, name="matters-sheet"),
    path("matters/raise/", outside.raise_one, name="raise-matter"),
    path("matters/<int:pk>/", outside.matter, name="matter"),
    path("partners/list.<slug:ending>", partners.as_sheet, name="partners-sheet"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/change/", partners.change, name="change-partner"),
    path("access/", partners.access, name="access"),
    path("access/list.<slug:ending>", partners.access_as_sheet, name="access-sheet"),
    path("access/give/", partners.give, name="give-access"),
    path("access/<int:pk>/end/", partners.end, name="end-access"),
]
