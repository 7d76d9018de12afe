"""What ought to be stored and is derived: mended before each sweep."""

from membership.actions.reconcile import reconcile_offices
from reminders.sweep import reconciler

reconciler(reconcile_offices)
