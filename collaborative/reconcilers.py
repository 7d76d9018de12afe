"""What ought to be stored and is derived, and what is kept past its day: mended before each sweep."""

from collaborative.exporting.asking import let_go
from meetings.actions.circulating import tell_newcomers
from meetings.actions.mandates import reconcile_mandates
from meetings.actions.pack import let_packs_go, renew_packs_by_itself
from meetings.actions.papers import lay_by_itself
from meetings.actions.preparing import prepare_agendas
from membership.actions.reconcile import reconcile_offices
from membership.actions.signed_copy import ask_for_missing_copies
from reminders.sweep import reconciler

reconciler(reconcile_offices)
reconciler(ask_for_missing_copies)
reconciler(reconcile_mandates)
reconciler(tell_newcomers)
reconciler(let_go)
reconciler(prepare_agendas)
reconciler(lay_by_itself)
reconciler(renew_packs_by_itself)
reconciler(let_packs_go)
