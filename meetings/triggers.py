"""What happened at a meeting stays as it was: votes and ballots, what was decided, minutes once approved (MODEL 3)."""

from records.triggers import append_only, frozen, indelible

DECIDED = "A decision stays as it was taken: take another."
append_only("meetings.Ballot", "A ballot is never changed and never removed.")
frozen(
    "meetings.Vote",
    ["motion", "mandate", "secret"],
    "A vote is the mandate's own: it cannot be moved to another.",
)
frozen(
    "meetings.Vote",
    ["choice", "cast_by"],
    "A secret vote cannot be changed.",
    when="OLD.secret",
    suffix="no_second_secret_vote",
)
indelible("meetings.Vote", "A vote is never removed.")
frozen(
    "meetings.Motion",
    ["item", "number", "text", "decision", "effect", "opening", "amends", "confirms", "proposer", "seconder",
     "method", "state", "opened_at", "closed_at", "votes_for", "votes_against", "abstentions", "casting_by",
     "casting", "quorate", "quorum", "finding", "takes_effect_on", "delegated_to", "limits", "ends_on"],
    DECIDED,
    when="OLD.closed_at IS NOT NULL",
)  # fmt: skip
frozen(
    "meetings.Meeting",
    ["body", "kind", "event", "slot", "opened_at", "opening"],
    "What a meeting was is fixed when it opens.",
    when="OLD.opened_at IS NOT NULL",
)
frozen(
    "meetings.Presence",
    ["meeting", "person", "mandate", "capacity", "mode", "arrived_at", "key", "by"],
    "What the roll says is struck and written anew, never changed.",
)
frozen(
    "meetings.Interest",
    ["item", "person", "nature", "kind", "declared_at", "bars_speak", "bars_vote", "bars_stay", "bars_count"],
    "A declaration stays as it was made: retract it, and make another.",
)
frozen(
    "meetings.Minutes",
    ["meeting", "number", "by", "change_because", "approved_at", "approved_by"],
    "Approved minutes are not changed: a change is the next version.",
    when="OLD.approved_at IS NOT NULL",
)
frozen(
    "meetings.MinuteEntry",
    ["minutes", "item", "text", "approved_at"],
    "Approved minutes are not changed: a change is the next version.",
    when="OLD.approved_at IS NOT NULL",
)
append_only("meetings.MinutesPart", "The printed minutes are a frozen copy.")
frozen(
    "meetings.Minutes",
    ["document"],
    "The printed minutes are a frozen copy.",
    when="OLD.document_id IS NOT NULL",
    suffix="no_second_print",
)
frozen(
    "meetings.Motion",
    ["item", "text", "decision", "amends", "proposer", "seconder"],
    "The vote is open: the words voted on stay as they are.",
    when="OLD.opened_at IS NOT NULL AND NEW.opened_at IS NOT NULL",
    suffix="words_once_voting",
)
frozen(
    "meetings.Paper",
    ["item", "document", "title", "as_at_on", "level", "late", "laid_by", "laid_at"],
    "What was laid stays as it was laid: lay a new version.",
)
indelible("meetings.Paper", "A paper that was laid is withdrawn, never removed.")
