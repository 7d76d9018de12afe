"""Addresses. What belongs to a collaborative stands under its code; the middleware takes the code out, so that a
view is called without it and finds `request.collaborative`:

    path("<slug:code>/members/", members)   ->   def members(request): ...
    reverse("membership:members", args=[collaborative.code])
    {% here "membership:members" %} in a template of that collaborative
"""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from collaborative.views import (
    address,
    aims,
    audit,
    errors,
    exporting,
    health,
    home,
    pages,
    people,
    planner,
    rehearsal,
    signin,
    work,
)

handler400, handler403, handler404, handler500 = (
    errors.not_understood, errors.not_yours, errors.not_found, errors.broken,
)  # fmt: skip

urlpatterns = [
    path("", signin.front, name="front"),
    path("choose/", signin.choose, name="choose"),
    path("account/", signin.account, name="account"),
    # Ours stand before the library's: one address for each person, and no second book of addresses.
    path("account/email/", address.ask, name="account_email"),
    path("account/data/", exporting.own, name="own-data"),
    re_path("^account/confirm-email/", RedirectView.as_view(pattern_name="account_email")),
    path("account/", include("allauth.urls")),
    path("new-address/<str:token>/", address.confirm, name="new-address"),
    path("health/", health.health, name="health"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
if settings.DEMONSTRATION:
    urlpatterns += [path("demonstration/", signin.demonstrate, name="demonstrate")]
if settings.DEBUG or settings.DEMONSTRATION:
    urlpatterns += [path("_look/", pages.look, name="look")]

# Last: the first word of an address that is none of the above is a collaborative's code.
urlpatterns += [
    path("<slug:code>/", home.home, name="home"),
    path("<slug:code>/needs/", home.needs_you, name="needs"),
    path("<slug:code>/planner/", planner.year, name="planner"),
    path("<slug:code>/planner.<slug:ending>", planner.as_sheet, name="planner-sheet"),
    path("<slug:code>/aims/", aims.year, name="aims"),
    path("<slug:code>/aims.<slug:ending>", aims.as_sheet, name="aims-sheet"),
    path("<slug:code>/constitution/drafts/<int:number>/rehearsal/", rehearsal.page, name="rehearsal"),
    path(
        "<slug:code>/constitution/drafts/<int:number>/rehearsal.pdf",
        rehearsal.as_paper,
        name="rehearsal-paper",
    ),
    path(
        "<slug:code>/constitution/drafts/<int:number>/rehearsal.<slug:ending>",
        rehearsal.as_sheet,
        name="rehearsal-sheet",
    ),
    path("<slug:code>/", include("membership.urls")),
    path("<slug:code>/", include("meetings.urls")),
    path("<slug:code>/finance/", include("finance.urls")),
    path("<slug:code>/reminders/", include("reminders.urls")),
    path("<slug:code>/work/", work.work, name="work"),
    path("<slug:code>/work/<int:pk>/", work.decide, name="work-decide"),
    path("<slug:code>/audit/", audit.trail, name="audit"),
    path("<slug:code>/audit/verify/", audit.verify, name="audit-verify"),
    path("<slug:code>/audit/copy/", audit.export, name="audit-export"),
    path("<slug:code>/export/", exporting.export, name="export"),
    path("<slug:code>/export/<int:pk>/", exporting.export_file, name="export-file"),
    path("<slug:code>/invitation/<str:token>/", signin.invitation, name="invitation"),
    path("<slug:code>/people/<int:pk>/sign-in/", people.sign_in_of, name="sign-in-of"),
]
