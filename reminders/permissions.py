"""Who sees what was let be: whoever sees what is sent."""

from django.db.models import Q

from membership.permissions import Viewer, door
from membership.permissions.doors import duty, level
from reminders.models import Waiver

SEE = "see-messages"


@door(Waiver)
def waivers(viewer: Viewer) -> Q:
    return level(viewer, "office") | duty(viewer, SEE)
