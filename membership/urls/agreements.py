"""Addresses of what each school agrees to by name: the words, who has and has not, the protocol's versions."""

from django.urls import path

from membership.models import Assent
from membership.views import agreements

Kind = Assent.Kind

urlpatterns = [
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/list.<slug:ending>", agreements.as_sheet, name="agreements-sheet"),
    path("agreements/protocol/", agreements.new_protocol, name="new-protocol"),
    path("agreements/protocol/<int:pk>/", agreements.protocol, name="protocol"),
    path("members/<int:pk>/pledge/", agreements.agreement, {"kind": Kind.PLEDGE.value}, name="pledge"),
    path(
        "members/<int:pk>/constitution/",
        agreements.agreement,
        {"kind": Kind.CONSTITUTION.value},
        name="agree-constitution",
    ),
    path(
        "members/<int:pk>/protocol/",
        agreements.agreement,
        {"kind": Kind.PROTOCOL.value},
        name="agree-protocol",
    ),
]
