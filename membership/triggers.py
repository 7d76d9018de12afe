"""What the database itself keeps as it was: adopted editions, assents, figures, the outcome of a notice."""

from records.triggers import append_only, frozen

append_only("membership.Assent", "An assent is never changed and never removed.")
append_only("membership.SamePerson", "That two entries are one person is recorded once, and stays.")
frozen(
    "membership.Edition",
    ["source", "sha256", "number", "state", "in_force_on", "adopted_on", "resolution", "founding_note"],
    "An adopted edition is never changed: adopt a new one.",
    when="OLD.state = 'adopted'",
)
frozen(
    "membership.Basis",
    ["school", "contract_year", "figure", "amount_pence", "source", "source_on"],
    "A figure is superseded by a new one, never overwritten.",
)
frozen(
    "membership.Notice",
    ["contract", "kind", "to_tier", "given_on", "recorded_on", "takes_effect_on", "finding", "owed"],
    "What a notice led to was fixed when it was confirmed.",
    when="OLD.state <> 'given'",
)
frozen(
    "membership.DutyRecord",
    [
        "code",
        "slot",
        "holding",
        "body",
        "school",
        "done_on",
        "by",
        "second",
        "about",
        "outcome",
        "recommendation",
        "figures",
        "document",
        "resolution",
        "level",
        "recorded_at",
    ],
    "What was recorded stays: record it anew, and the new record takes its place.",
)
frozen(
    "membership.Conversation",
    ["about", "school", "person", "held_on", "summary", "level", "body"],
    "What was said is fixed once the talk was held: add to it by another.",
    when="OLD.held_on IS NOT NULL",
)
frozen(
    "membership.Announcement",
    ["kind", "title", "text", "audience", "code", "body", "by", "published_at"],
    "What was published stays as it was: publish a correction.",
    when="OLD.published_at IS NOT NULL",
)
frozen(
    "membership.Nomination",
    ["opening", "person", "by", "nominated_at", "finding"],
    "A nomination stays as it was made.",
)
