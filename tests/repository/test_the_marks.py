"""Every kind of row is marked: how long it is kept, what it tells about people, who may see it by default.

Kept: G governance, for the life of the group · C contract · F finance · E evaluation · P person · T thirty days ·
M message · - as what it belongs to. Personal: n none · w a name in a role · i identity and contact ·
c confidential about a school or person · s pay, wellbeing, beliefs. Level: pub, mem, la, sch, sip, office, people;
"row" is chosen on each row, "-" is that of what it belongs to.
"""

import re

from tests.repository.test_the_walls import ours

MARKS = {
    "records.Collaborative": "G n pub",
    "records.Person": "P i mem",
    "records.Document": "- row -",
    "records.AuditEntry": "G w office",
    "records.AuditDetail": "- row -",
    "records.Message": "M i -",
    "records.Counter": "G n office",
    "records.ActKey": "T w office",
    "records.Job": "T n office",
    "records.Draft": "T row people",
    "records.Disposal": "G n office",
    "membership.Edition": "G w pub",
    "membership.Span": "G n pub",
    "membership.Establishment": "- n pub",
    "membership.School": "G n mem",
    "membership.SchoolDetail": "G n pub",
    "membership.Partner": "G n mem",
    "membership.Post": "G i mem",
    "membership.Enrolment": "P i people",
    "membership.Contract": "C w la",
    "membership.Notice": "C w office",
    "membership.Assent": "C i mem",
    "membership.Body": "G n mem",
    "membership.Place": "G n pub",
    "membership.Holding": "G w pub",
    "membership.BodyMember": "G w mem",
    "membership.Opening": "G w mem",
    "membership.Nomination": "G c mem",
    "membership.Grant": "G w office",
    "membership.SamePerson": "G w mem",
    "membership.Filing": "- row row",
    "membership.Request": "E n mem",
    "membership.RequestReply": "E w sch",
    "membership.DutyRecord": "G c row",
    "membership.Conversation": "E c row",
    "membership.Announcement": "G n row",
    "membership.Basis": "F n la",
    "membership.FeeSettled": "F n sch",
    "meetings.Meeting": "G w mem",
    "meetings.AgendaItem": "G w row",
    "meetings.Paper": "G row row",
    "meetings.Invitation": "G w mem",
    "meetings.Mandate": "G w mem",
    "meetings.Presence": "G w mem",
    "meetings.Interest": "G c mem",
    "meetings.Motion": "G w -",
    "meetings.Vote": "G c -",
    "meetings.Ballot": "G n -",
    "meetings.Minutes": "G w mem",
    "meetings.MinuteEntry": "G w -",
    "meetings.MinutesPart": "G w -",
    "meetings.Action": "G w mem",
    "meetings.SpeakerTurn": "T w mem",
    "finance.FinancialYear": "F n mem",
    "finance.Account": "F c office",
    "finance.BudgetHead": "F n mem",
    "finance.BudgetLine": "F n mem",
    "finance.AgreedRate": "F s office",
    "finance.Invoice": "F w sch",
    "finance.InvoiceLine": "F n sch",
    "finance.Purchase": "F w office",
    "finance.Quote": "F c office",
    "finance.Payment": "F s office",
    "finance.Approval": "F w office",
    "finance.CashEntry": "F w office",
    "finance.CashLine": "F n office",
    "finance.Fund": "F w office",
    "finance.BankStatement": "F c office",
    "finance.BankLine": "F w office",
    "finance.Match": "F n office",
    "evaluation.Cycle": "E n mem",
    "evaluation.Assessment": "E c sch",
    "evaluation.Rating": "E c sch",
    "evaluation.Figure": "E c sch",
    "evaluation.PeerReview": "E c sch",
    "evaluation.Category": "E c sch",
    "evaluation.Vulnerability": "E c la",
    "evaluation.Visit": "E c sch",
    "evaluation.Plan": "E c sch",
    "evaluation.PlanStep": "E c -",
    "evaluation.Progress": "E c -",
    "evaluation.SupportRequest": "F c sch",
    "evaluation.Commission": "F c office",
    "evaluation.Strength": "E w mem",
    "evaluation.Course": "E n mem",
    "evaluation.Booking": "E w office",
    "evaluation.Report": "G c row",
    "reminders.Waiver": "M w office",
}
MARK = re.compile(r"^[GCFEPTM-] (n|w|i|c|s|row) (pub|mem|la|sch|sip|office|people|row|-)$")


def test_every_kind_of_row_is_marked():
    assert {model._meta.label for model in ours()} - set(MARKS) == set()


def test_every_mark_is_one_of_the_letters():
    assert [label for label, mark in MARKS.items() if not MARK.match(mark)] == []
