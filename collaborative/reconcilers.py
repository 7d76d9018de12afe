"""What ought to be stored and is derived, and what is kept past its day: mended before each sweep."""

from collaborative.exporting.asking import let_go
from membership.actions.reconcile import reconcile_offices
from reminders.sweep import reconciler

reconciler(reconcile_offices)
reconciler(let_go)
