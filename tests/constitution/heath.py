"""A small invented constitution for tests: the Heath Schools, with a group, a board and two tiers."""

HEATH = """\
format = 1

[constitution]
name          = "Heath Schools"
edition       = "2024/25"
in_force_from = 2024-09-01
run_by        = "clerk"

[posts]
"clerk" = "Keeps the papers of the Heath Schools."

[calendar]
clause  = "Meetings"
terms   = ["Autumn", "Spring", "Summer"]
halves  = true
school_year_begins    = "1 September"
financial_year_begins = "1 April"
reading.financial_year_begins = "The text names no day; the authority's is taken."

[[clauses]]
part  = "1. The schools"
title = "Pledge"
words = '''
We give {leaving.silver.notice} of notice.

We will
- be honest with each other
- be there

And we will keep to it.
'''

[text.pledge]
clause = "Pledge"
name   = "Our pledge"

[[clauses]]
part  = "1. The schools"
title = "Subscription"
words = '''
Silver costs £2,000. The chair is paid £2,000.
A school leaves on 31 July with 12 months' notice.
'''

[tier.silver]
clause = "Subscription"
name   = "Silver"
fee    = [
  { amount = "£2,000" },
  { share = "40%", of = "delegated funding" },
]
rights = ["network"]

[service.network]
clause = "Subscription"
name   = "The network"

[leaving.silver]
clause   = "Subscription"
says     = "on 31 July with 12 months' notice"
notice   = "12 months"
before   = "1 April"
leave_on = "31 July"
reading.before = "Counted from the first of April."

[payment.chair]
clause = "Subscription"
name   = "The chair's honorarium"
to     = "chair"
amount = "£2,000"
parts  = { Autumn = "£700", Spring = "£700", Summer = "£600" }

[[clauses]]
part  = "2. How we work"
title = "Meetings"
words = '''
The group meets each half term. At least 60% of the schools are needed.
Papers go out at least 1 week before.
'''

[body.group]
clause       = "Meetings"
name         = "Group"
counted_by   = "school"
one_vote_per = "school"
members = [
  { every = "member school", by = ["headteacher"] },
  { office = "chair", counts = false },
]

[quorum.group]
clause   = "Meetings"
says     = "At least 60% of the schools"
at_least = "60%"
of       = "affiliated schools"
rounded  = "up"
tested   = ["opening", "each decision"]
if_not_met = { then = "adjourn" }

[office.chair]
clause  = "Meetings"
name    = "Chair"
held_by = ["headteacher"]
holders = 1
term    = "2 years"
begins  = "1 September"

[event.meeting]
clause = "Meetings"
name   = "Meeting"
body   = "group"
every  = "half term"

[deadline.papers]
clause   = "Meetings"
says     = "at least 1 week before"
at_least = "1 week"
before   = "meeting"
who      = ["clerk"]
given_when = "sent"

[deadline.items]
clause   = "silent"
at_least = "3 days"
before   = "papers"
who      = ["headteacher"]
given_when = "sent"
reading  = "The text does not say; three days let the clerk make the papers."

[[examples]]
clause = "Meetings"
ask    = "quorum"
of     = "group"
given  = { schools = 35 }
answer = 21

[[examples]]
clause = "Subscription"
ask    = "last day for notice"
of     = "silver"
given  = { to_leave_on = 2026-07-31 }
answer = 2025-04-01
"""


def changed(before: str, after: str) -> tuple[str, int]:
    """The text with one passage changed, and the line on which the change stands."""
    assert HEATH.count(before) == 1, f"{before!r} stands {HEATH.count(before)} times"
    return HEATH.replace(before, after), line_of(before)


def line_of(passage: str) -> int:
    """The line of a passage, counted from 1."""
    return HEATH.count("\n", 0, HEATH.index(passage)) + 1
