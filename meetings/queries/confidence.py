"""Which items are on an agenda, and which are confidential: of the rows themselves, whoever looks (B5.2)."""

from django.db.models import Q

from meetings.models import AgendaItem

# What is said to all members may be heard by somebody invited to the whole meeting; nothing narrower.
FOR_GUESTS = ("public", "members")

ON_AN_AGENDA = Q(state__in=[AgendaItem.State.PLACED, AgendaItem.State.DISCUSSED])
NOT_CONFIDENTIAL = Q(confined_at__isnull=True) | Q(lifted_at__isnull=False)
