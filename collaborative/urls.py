"""Addresses. What belongs to a collaborative stands under its code; the middleware takes the code out, so that a
view is called without it and finds `request.collaborative`:

    path("<slug:code>/members/", members)   ->   def members(request): ...
    reverse("membership:members", args=[collaborative.code])
    {% here "membership:members" %} in a template of that collaborative
"""

from django.conf import settings
from django.urls import include, path

from collaborative.views import errors, home, pages, signin

handler400, handler403, handler404, handler500 = (
    errors.not_understood, errors.not_yours, errors.not_found, errors.broken,
)  # fmt: skip

urlpatterns = [
    path("", signin.front, name="front"),
    path("choose/", signin.choose, name="choose"),
    path("account/", signin.account, name="account"),
    path("account/", include("allauth.urls")),
    path("invitation/<str:token>/", signin.invitation, name="invitation"),
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
]
