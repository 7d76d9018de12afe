"""Who may do and see what on a date: from posts and offices held, never from a flag on a user."""

from membership.permissions.doors import NoDoor, door
from membership.permissions.may import NotAllowed, allowed, may, require, require_for_school
from membership.permissions.viewer import Viewer, viewer_for
from membership.permissions.written import behind, only, written_once

# The doors of this room open when its permissions are first asked for.
from membership.permissions import visible  # isort: skip  # noqa: F401

__all__ = [
    "NoDoor",
    "NotAllowed",
    "Viewer",
    "allowed",
    "behind",
    "door",
    "may",
    "only",
    "require",
    "require_for_school",
    "viewer_for",
    "written_once",
]
