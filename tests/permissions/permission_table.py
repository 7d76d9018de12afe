"""Who may open which address, and who may press its button. One row for each address, by its name.

    get    is shown the page
    post   may press its button, too
    told   gets no page but the sentence that says who may (403)

To everybody else there is no such address (404); whoever has not signed in is asked to, unless the row is public.
Whoever is shown a page and may not press its button is told who may. `of` is the kind of thing that the address
names, as the cast has it; asked for by another group's number it is not there for anybody.

The school in the addresses is that of the headteacher, the deputy and the school's business manager.
"""

from dataclasses import dataclass

# The roles -------------------------------------------------------------------------------------------

ANONYMOUS = "anonymous"  # has not signed in
STRANGER = "stranger"  # runs the office of another group
UNPLACED = "unplaced"  # accepted an invitation, and holds no post
ADMINISTRATOR = "administrator"  # administers the installation
HEAD, DEPUTY, SCHOOL_BM = "headteacher", "deputy", "school business manager"
OTHER_HEAD = "other headteacher"
CHAIR, MANAGEMENT, TREASURER, SIGNATORY = "chair", "management group", "treasurer", "signatory"
FUND_BM = "fund business manager"
OFFICE = "office"
OFFICER, AUDITOR = "officer", "auditor"  # let in for a time by a grant
GUEST = "guest"  # invited to one item of a meeting

OUTSIDE = frozenset({ANONYMOUS, STRANGER, UNPLACED, ADMINISTRATOR})
MEMBERS = frozenset(
    {HEAD, DEPUTY, SCHOOL_BM, OTHER_HEAD, CHAIR, MANAGEMENT, TREASURER, SIGNATORY, FUND_BM, OFFICE}
)
HERE = MEMBERS | {OFFICER, AUDITOR, GUEST}
ROLES = sorted(HERE | OUTSIDE)

NOBODY: frozenset[str] = frozenset()
ONLY_OFFICE = frozenset({OFFICE})
OUR_SCHOOL = frozenset({HEAD, DEPUTY, SCHOOL_BM})
CONTRACTS = frozenset({CHAIR, MANAGEMENT, TREASURER, FUND_BM, OFFICE, OFFICER})
KNOW_CONTRACTS = OUR_SCHOOL | (CONTRACTS - {OFFICER})
BOOKS = frozenset({OFFICE, TREASURER, SIGNATORY, FUND_BM})
BOOKKEEPERS = frozenset({OFFICE, FUND_BM})
# Who sits on the body that manages.
MANAGING = frozenset({CHAIR, MANAGEMENT, TREASURER, OFFICE})
# Who puts agendas together, who invites guests, and who sits on the body of all headteachers.
ONLY_HEAD = frozenset({HEAD})
BUILDING = frozenset({CHAIR, OFFICE})
INVITING = frozenset({CHAIR, OFFICE})
FULL_GROUP = frozenset({HEAD, OTHER_HEAD, CHAIR, MANAGEMENT, TREASURER, OFFICE})
SIGNED_IN = frozenset(ROLES) - {ANONYMOUS}


@dataclass(frozen=True)
class Row:
    get: frozenset[str] = NOBODY
    post: frozenset[str] = NOBODY
    told: frozenset[str] = NOBODY
    of: str = ""
    public: bool = False


def page(get: frozenset[str], told: frozenset[str] = NOBODY, of: str = "") -> Row:
    """To read."""
    return Row(get=get, told=told, of=of)


def form(
    do: frozenset[str], told: frozenset[str] = NOBODY, of: str = "", see: frozenset[str] = NOBODY
) -> Row:
    """To read and to send; `see` also read it."""
    return Row(get=do | see, post=do, told=told, of=of)


def button(do: frozenset[str], told: frozenset[str] = NOBODY, of: str = "") -> Row:
    """To send alone."""
    return Row(post=do, told=told, of=of)


def public(of: str = "", post: bool = False) -> Row:
    return Row(get=frozenset(ROLES), post=frozenset(ROLES) if post else NOBODY, of=of, public=True)


def by_act(do: frozenset[str], of: str = "") -> Row:
    """A form for those who may do its act; the other members are told who may."""
    return form(do, told=MEMBERS - do, of=of)


# The table -------------------------------------------------------------------------------------------

SITE = {
    "front": public(),
    "help": public(),
    "privacy": public(),
    "accessibility": public(),
    "choose": page(SIGNED_IN),
    "account": page(SIGNED_IN),
    "account_email": form(SIGNED_IN),
    "own-data": form(SIGNED_IN),
    "account/confirm-email/": form(SIGNED_IN),
    "new-address": public(of="address", post=True),
    "demonstrate": public(),
    "look": public(),
}

COLLABORATIVE = {
    "home": page(HERE),
    "needs": page(HERE),
    "planner": page(HERE),
    "rehearsal": page(frozenset({CHAIR, OFFICE}), of="draft edition"),
    "rehearsal-paper": page(frozenset({CHAIR, OFFICE}), of="draft edition"),
    "rehearsal-sheet": page(frozenset({CHAIR, OFFICE}), of="draft sheet"),
    "planner-sheet": page(HERE, of="ending"),
    "aims": page(MEMBERS),
    "aims-sheet": page(MEMBERS, of="ending"),
    "invitation": public(of="invitation", post=True),
    "sign-in-of": form(ONLY_OFFICE, of="person"),
}

MEMBERSHIP = {
    "membership:members": page(MEMBERS),
    "membership:members-sheet": page(MEMBERS, of="ending"),
    "membership:our-school": page(MEMBERS - {OFFICE}),
    "membership:school": page(MEMBERS, of="school"),
    "membership:add-school": by_act(ONLY_OFFICE),
    "membership:import": by_act(ONLY_OFFICE),
    "membership:import-template": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "membership:school-detail": by_act(ONLY_OFFICE, of="school"),
    "membership:end-school": by_act(ONLY_OFFICE, of="school"),
    "membership:merge-school": by_act(ONLY_OFFICE, of="school"),
    "membership:admit-school": by_act(ONLY_OFFICE, of="school"),
    "membership:figures": by_act(ONLY_OFFICE, of="school"),
    "membership:notice": form(
        frozenset({HEAD, OFFICE}), see=OUR_SCHOOL, told=MEMBERS - OUR_SCHOOL - {OFFICE}, of="school"
    ),
    "membership:notice-receipt": page(OUR_SCHOOL | ONLY_OFFICE, of="notice"),
    "membership:joining": form(
        frozenset({HEAD, OFFICE}), see=KNOW_CONTRACTS, told=MEMBERS - KNOW_CONTRACTS, of="school"
    ),
    "membership:tiers": form(
        frozenset({HEAD, OFFICE}), see=KNOW_CONTRACTS, told=MEMBERS - KNOW_CONTRACTS, of="school"
    ),
    "membership:change-head": by_act(ONLY_OFFICE, of="school"),
    "membership:pledge": form(frozenset({HEAD}), see=MEMBERS, of="school"),
    "membership:agree-constitution": form(frozenset({HEAD}), see=MEMBERS, of="school"),
    "membership:agree-protocol": form(frozenset({HEAD}), see=MEMBERS, of="school"),
    "membership:agreements": page(CONTRACTS - {OFFICER}, told=MEMBERS - CONTRACTS),
    "membership:agreements-sheet": page(CONTRACTS - {OFFICER}, told=MEMBERS - CONTRACTS, of="ending"),
    "membership:new-protocol": by_act(ONLY_OFFICE),
    "membership:protocol": page(MEMBERS, of="protocol"),
    "membership:requests": page(MEMBERS),
    "membership:requests-sheet": page(MEMBERS, of="ending"),
    "membership:new-request": by_act(ONLY_OFFICE),
    "membership:request": form(ONLY_OFFICE, see=MEMBERS, of="request"),
    "membership:request-sheet": page(MEMBERS, of="request sheet"),
    "membership:reply": form(frozenset({HEAD, OFFICE}), see=OUR_SCHOOL, of="reply"),
    "membership:reply-file": page(OUR_SCHOOL | ONLY_OFFICE, of="reply"),
    "membership:contract": form(
        frozenset({HEAD, CHAIR, FUND_BM, OFFICE}), see=OUR_SCHOOL | CONTRACTS, of="contract"
    ),
    "membership:contract-pdf": page(OUR_SCHOOL | CONTRACTS, of="contract"),
    "membership:signed-contract": page(OUR_SCHOOL | CONTRACTS, of="signed contract"),
    "membership:end-contract": by_act(ONLY_OFFICE, of="signed contract"),
    "membership:people": page(MEMBERS),
    "membership:people-sheet": page(MEMBERS, of="ending"),
    "membership:add-person": by_act(ONLY_OFFICE),
    "membership:entered-twice": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "membership:make-one-person": by_act(ONLY_OFFICE, of="two people"),
    "membership:person": form(ONLY_OFFICE, see=MEMBERS, of="person"),
    "membership:end-post": by_act(ONLY_OFFICE, of="post"),
    "membership:partners": form(ONLY_OFFICE, see=MEMBERS),
    "membership:partners-sheet": page(MEMBERS, of="ending"),
    "membership:partner": page(MEMBERS, of="partner"),
    "membership:change-partner": by_act(ONLY_OFFICE, of="partner"),
    "membership:access": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "membership:access-sheet": Row(get=ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="ending"),
    "membership:give-access": by_act(ONLY_OFFICE),
    "membership:end-access": by_act(ONLY_OFFICE, of="access"),
    "membership:groups": page(MEMBERS),
    "membership:groups-sheet": page(MEMBERS, of="ending"),
    "membership:open-group": by_act(ONLY_OFFICE),
    "membership:open-ready-groups": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "membership:group": page(MEMBERS, of="group"),
    "membership:group-sheet": page(MEMBERS, of="group file"),
    "membership:change-group": by_act(ONLY_OFFICE, of="group"),
    "membership:add-to-group": by_act(ONLY_OFFICE, of="group"),
    "membership:group-schools": by_act(ONLY_OFFICE, of="group"),
    "membership:end-group-member": by_act(ONLY_OFFICE, of="group member"),
    "membership:give-feedback": by_act(frozenset({HEAD, OFFICE}), of="group"),
    "membership:ask-feedback": by_act(ONLY_OFFICE, of="group"),
    "membership:meeting-outside": by_act(ONLY_OFFICE, of="group"),
    "membership:representatives": page(MEMBERS),
    "membership:representatives-sheet": page(MEMBERS, of="ending"),
    "membership:review-representatives": by_act(ONLY_OFFICE),
    "membership:feedback": page(MEMBERS),
    "membership:feedback-sheet": page(MEMBERS, of="ending"),
    "membership:outside": page(MEMBERS),
    "membership:call-off": by_act(ONLY_OFFICE, of="meeting outside"),
    "membership:matters": page(MEMBERS),
    "membership:matters-sheet": page(MEMBERS, of="ending"),
    "membership:raise-matter": by_act(MANAGING),
    "membership:matter": form(MANAGING, see=MEMBERS, of="matter"),
    "membership:openings": page(MEMBERS),
    "membership:openings-sheet": page(MEMBERS, of="ending"),
    "membership:announce-opening": by_act(ONLY_OFFICE, of="place"),
    "membership:opening": form(MEMBERS, of="opening"),
    "membership:close-opening": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="opening"),
    "membership:opening-outcome": by_act(ONLY_OFFICE, of="opening"),
    "membership:lapse-opening": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="opening"),
    # Our headteacher, whom the Treasurer put forward: nobody else knows of it before it is accepted.
    "membership:answer-nomination": button(frozenset({HEAD, TREASURER}), told=ONLY_OFFICE, of="nomination"),
    "membership:arrange-prospective": by_act(MANAGING),
    "membership:talk-with-prospective": by_act(MANAGING, of="prospective talk"),
    "membership:vacate-place": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="holding"),
    "membership:post-notice": form(
        frozenset({CHAIR, OFFICE}), see=frozenset({MANAGEMENT, TREASURER}), of="commissioned holding"
    ),
    "membership:register": page(HERE),
    "membership:register-sheet": page(HERE, of="ending"),
    "membership:place": page(HERE, of="place"),
    "membership:fill-place": by_act(ONLY_OFFICE, of="place"),
    "membership:end-holding": by_act(ONLY_OFFICE, of="holding"),
    "membership:body": page(MEMBERS, of="body"),
    "membership:seats": page(MEMBERS, of="body"),
    "membership:seats-sheet": page(MEMBERS, of="body's sheet"),
    "membership:attestation": form(frozenset({TREASURER, OFFICE}), see=MEMBERS, of="holding"),
    "membership:pass-on-seat": by_act(ONLY_OFFICE, of="place"),
    "membership:reviews": page(MEMBERS),
    "membership:reviews-sheet": page(MEMBERS, of="ending"),
    "membership:review-post": by_act(ONLY_OFFICE, of="holding"),
    "membership:import-people": by_act(ONLY_OFFICE),
    "membership:people-template": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="ending"),
    "membership:posts-sheet": page(MEMBERS, of="ending"),
    "membership:news": page(HERE),
    "membership:news-sheet": page(HERE, of="ending"),
    "membership:news-one": page(MEMBERS, of="news"),
    "membership:write-news": by_act(ONLY_OFFICE),
    "membership:change-news": by_act(ONLY_OFFICE, of="draft news"),
    "membership:typing-news": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "membership:typing-draft-news": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="draft news"),
    "membership:discard-news": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="draft news"),
    "membership:publish-news": by_act(ONLY_OFFICE, of="draft news"),
    "membership:correct-news": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="news"),
    "membership:take-down-news": by_act(ONLY_OFFICE, of="news"),
    "membership:public": public(),
    "membership:public-feed": public(),
    "membership:public-one": public(of="public news"),
    "membership:duties": page(MEMBERS),
    "membership:duties-sheet": page(MEMBERS, of="ending"),
    "membership:duty": form(BOOKKEEPERS, see=MEMBERS, of="duty"),
    "membership:duty-document": page(MEMBERS, of="duty document"),
    "membership:appraisal": page(MANAGING),
    "membership:record-appraisal": form(frozenset({CHAIR}), see=MANAGING, of="appraisal"),
    "membership:wellbeing": page(MANAGING),
    "membership:wellbeing-sheet": page(MANAGING, of="ending"),
    "membership:log-contact": form(MANAGING),
    "membership:wellbeing-school": page(MANAGING, of="school"),
    "membership:add-to-contact": form(MANAGING, of="contact"),
    "membership:terms": page(HERE),
    "membership:terms-sheet": page(HERE, of="ending"),
    "membership:enter-terms": by_act(ONLY_OFFICE, of="school year"),
}

CONSTITUTION = {
    "membership:constitution": page(HERE),
    "membership:clause": page(HERE, of="clause"),
    "membership:rule": page(HERE, of="rule"),
    "membership:handbook-pdf": page(HERE),
    "membership:handbook-printing": page(HERE),
    "membership:editions": page(HERE),
    "membership:edition": page(HERE, of="edition"),
    "membership:edition-file": page(HERE, of="edition"),
    "membership:compare-editions": page(HERE),
    "membership:propose-edition": by_act(frozenset({CHAIR, OFFICE})),
    "membership:draft-edition": form(ONLY_OFFICE, see=frozenset({CHAIR}), of="draft edition"),
    "membership:amend": by_act(frozenset({CHAIR, OFFICE})),
    "membership:rates": by_act(ONLY_OFFICE),
    "membership:draft-text": by_act(frozenset({CHAIR, OFFICE}), of="draft edition"),
    "membership:draft-values": page(
        frozenset({CHAIR, OFFICE}), told=MEMBERS - {CHAIR, OFFICE}, of="draft edition"
    ),
    "membership:draft-rule": by_act(frozenset({CHAIR, OFFICE}), of="draft rule"),
    "membership:draft-examples": button(
        frozenset({CHAIR, OFFICE}), told=MEMBERS - {CHAIR, OFFICE}, of="draft edition"
    ),
    "membership:put-edition": button(
        frozenset({CHAIR, OFFICE}), told=MEMBERS - {CHAIR, OFFICE}, of="draft edition"
    ),
    "membership:return-edition": button(
        frozenset({CHAIR, OFFICE}), told=MEMBERS - {CHAIR, OFFICE}, of="draft edition"
    ),
    "membership:discard-edition": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="draft edition"),
}

FINANCE = {
    "finance:finance": page(MEMBERS),
    "finance:subscriptions": page(BOOKS, of="year"),
    "finance:issue": form(BOOKKEEPERS, told=BOOKS - BOOKKEEPERS, of="year"),
    "finance:run": page(BOOKS, of="run"),
    "finance:run-again": button(BOOKKEEPERS, told=BOOKS - BOOKKEEPERS, of="run"),
    "finance:invoices": page(MEMBERS),
    "finance:invoices-sheet": page(MEMBERS, of="ending"),
    "finance:invoice": page(OUR_SCHOOL | BOOKS, of="invoice"),
    "finance:invoice-pdf": page(OUR_SCHOOL | BOOKS, of="invoice"),
    "finance:receipt": form(BOOKKEEPERS, told=BOOKS - BOOKKEEPERS, of="invoice"),
    "finance:credit": form(ONLY_OFFICE, told=BOOKS - ONLY_OFFICE, of="invoice"),
    "finance:debtors": page(BOOKS),
    "finance:debtors-sheet": page(BOOKS, of="ending"),
    "finance:payments": page(BOOKS),
    "finance:payments-sheet": page(BOOKS, of="ending"),
}

WORK = {
    "health": public(),
    "work": page(ONLY_OFFICE),
    "work-decide": button(ONLY_OFFICE, of="run"),
    "export": by_act(ONLY_OFFICE),
    "export-file": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="export"),
    "audit": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "audit-verify": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "audit-export": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
}

REMINDERS = {
    "reminders:reminders": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "reminders:sent": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "reminders:sent-sheet": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="ending"),
    "reminders:message": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="message"),
    "reminders:decide": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="message"),
    "reminders:thing": by_act(ONLY_OFFICE),
    "reminders:ask": by_act(ONLY_OFFICE),
    "reminders:waivers": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE),
    "reminders:lift": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="waiver"),
}

ONLY_CHAIR = frozenset({CHAIR})
PRESIDING = frozenset({CHAIR, OFFICE})
MEETINGS = {
    # The year's meetings, one meeting, and everybody's calendar.
    "meetings:meetings": page(HERE),
    "meetings:meetings-sheet": page(HERE, of="ending"),
    "meetings:propose": by_act(ONLY_OFFICE),
    "meetings:fix": by_act(ONLY_CHAIR),
    "meetings:add-outside": by_act(ONLY_OFFICE),
    "meetings:feed": form(HERE),
    "meetings:calendar": public(of="calendar"),
    "meetings:meeting": page(MEMBERS | {GUEST}, of="meeting"),
    "meetings:meeting-file": page(MEMBERS | {GUEST}, of="meeting"),
    "meetings:move": by_act(ONLY_CHAIR, of="meeting"),
    "meetings:cancel": by_act(ONLY_CHAIR, of="meeting"),
    # Items and agendas, guests, what is confidential.
    "meetings:items": page(MEMBERS),
    "meetings:submit-item": form(MEMBERS),
    "meetings:item": page(MEMBERS | {GUEST}, of="guest's item"),
    "meetings:rewrite-item": form(ONLY_HEAD, told=BUILDING, of="own item"),
    "meetings:withdraw-item": button(ONLY_HEAD, told=BUILDING, of="own item"),
    "meetings:answer-item": form(BUILDING, told=ONLY_HEAD, of="own item"),
    "meetings:consent-item": form(ONLY_CHAIR, told=ONLY_HEAD | ONLY_OFFICE, of="own item"),
    "meetings:confine-item": form(BUILDING, told=ONLY_HEAD, of="own item"),
    "meetings:lift-item": form(BUILDING, told=FULL_GROUP - BUILDING, of="closed item"),
    "meetings:change-item": form(BUILDING, told=ONLY_HEAD, of="own item"),
    "meetings:place-item": button(BUILDING, told=ONLY_HEAD, of="own item"),
    "meetings:move-item": button(BUILDING, told=MEMBERS - BUILDING, of="guest's item"),
    "meetings:agenda": page(MEMBERS | {GUEST}, of="meeting"),
    "meetings:agenda-paper": page(MEMBERS | {GUEST}, of="meeting"),
    "meetings:build-agenda": page(BUILDING, told=MEMBERS - BUILDING, of="meeting"),
    "meetings:prepare-agenda": button(BUILDING, told=MEMBERS - BUILDING, of="meeting"),
    "meetings:take-over-agenda": by_act(BUILDING, of="meeting"),
    "meetings:add-item": by_act(BUILDING, of="meeting"),
    "meetings:arrange-agenda": button(BUILDING, told=MEMBERS - BUILDING, of="meeting"),
    "meetings:set-agenda": button(BUILDING, told=MEMBERS - BUILDING, of="meeting"),
    "meetings:agree-agenda": by_act(ONLY_OFFICE, of="meeting"),
    "meetings:admit-business": by_act(BUILDING, of="meeting"),
    "meetings:papers": form(MEMBERS | {GUEST}, of="meeting"),
    "meetings:pack-file": page(MEMBERS | {GUEST}, of="meeting"),
    "meetings:item-papers": form(BOOKKEEPERS, see=MEMBERS, of="guest's item"),
    "meetings:paper-file": page(MEMBERS | {GUEST}, of="paper"),
    "meetings:replace-paper": by_act(ONLY_OFFICE, of="paper"),
    "meetings:withdraw-paper": by_act(ONLY_OFFICE, of="paper"),
    "meetings:guests": form(INVITING, see=MEMBERS, of="meeting"),
    "meetings:all-guests": page(INVITING, told=MEMBERS - INVITING),
    "meetings:take-back-guest": button(INVITING, told=MEMBERS - INVITING, of="guest's invitation"),
    "meetings:draft-motion": by_act(PRESIDING, of="motion item"),
    "meetings:motion": page(MEMBERS, of="motion"),
    "meetings:revise-motion": by_act(PRESIDING, of="motion"),
    "meetings:amend-motion": by_act(PRESIDING, of="motion"),
    "meetings:step-motion": button(PRESIDING, told=MEMBERS - PRESIDING, of="motion"),
    "meetings:put-again": button(BUILDING, told=MEMBERS - BUILDING, of="motion"),
    "meetings:cast-vote": button(MEMBERS, of="motion"),
    "meetings:consensus": button(PRESIDING, told=MEMBERS - PRESIDING, of="motion"),
    "meetings:close-vote": by_act(PRESIDING, of="motion"),
    "meetings:carry-out": by_act(PRESIDING, of="motion"),
    "meetings:call-meeting": form(MEMBERS),
    "meetings:propose-in-writing": by_act(PRESIDING),
    "meetings:answer-in-writing": button(MEMBERS, of="motion"),
    "meetings:end-in-writing": button(PRESIDING, told=MEMBERS - PRESIDING, of="motion"),
    # The day: the roll and the quorum, interests and speakers; coming or not.
    "meetings:day": page(MEMBERS, of="meeting"),
    "meetings:day-now": page(MEMBERS, of="meeting"),
    "meetings:day-mark": button(PRESIDING, told=MEMBERS - PRESIDING, of="meeting"),
    "meetings:day-other": by_act(PRESIDING, of="meeting"),
    "meetings:day-step": by_act(PRESIDING, of="meeting step"),
    "meetings:roll": page(MEMBERS, of="meeting"),
    "meetings:correct-presence": by_act(PRESIDING, of="presence"),
    "meetings:interests": form(MEMBERS, of="guest's item"),
    "meetings:retract-interest": button(
        ONLY_HEAD | PRESIDING, told=MEMBERS - ONLY_HEAD - PRESIDING, of="interest"
    ),
    "meetings:speak": button(MEMBERS, of="guest's item"),
    "meetings:spoken": button(ONLY_HEAD | PRESIDING, told=MEMBERS - ONLY_HEAD - PRESIDING, of="turn"),
    "meetings:replies": page(MEMBERS, of="meeting"),
    "meetings:replies-sheet": page(MEMBERS, of="meeting sheet"),
    "meetings:remind-silent": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="meeting"),
    "meetings:reply": by_act(ONLY_HEAD | ONLY_OFFICE, of="mandate"),
    "meetings:reply-press": button(
        ONLY_HEAD | ONLY_OFFICE, told=MEMBERS - ONLY_HEAD - ONLY_OFFICE, of="mandate"
    ),
    "meetings:consent": by_act(ONLY_CHAIR, of="mandate"),
    # Minutes, actions and what follows an absence.
    "meetings:minutes": page(MEMBERS, of="held meeting"),
    "meetings:begin-minutes": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="held meeting"),
    "meetings:write-minutes": page(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="held meeting"),
    "meetings:write-entry": by_act(ONLY_OFFICE, of="entry"),
    "meetings:typing-minutes": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="entry"),
    "meetings:send-back-minutes": button(PRESIDING, told=MEMBERS - PRESIDING, of="held meeting"),
    "meetings:revise-minutes": button(ONLY_OFFICE, told=MEMBERS - ONLY_OFFICE, of="held meeting"),
    "meetings:nominate-taker": by_act(PRESIDING, of="held meeting"),
    "meetings:step-minutes": button(PRESIDING, told=MEMBERS - PRESIDING, of="minutes step"),
    "meetings:minutes-paper": page(MEMBERS, of="minutes paper"),
    "meetings:minutes-part": page(FULL_GROUP, of="minutes part"),
    "meetings:record-action": by_act(ONLY_OFFICE, of="held item"),
    "meetings:actions": page(MEMBERS),
    "meetings:actions-sheet": page(MEMBERS, of="ending"),
    "meetings:action": form(ONLY_HEAD | ONLY_OFFICE, see=MEMBERS, of="action"),
    "meetings:change-action": by_act(ONLY_OFFICE, of="action"),
    "meetings:attendance": page(MEMBERS),
    "meetings:attendance-sheet": page(MEMBERS, of="ending"),
    "meetings:attendance-paper": page(MEMBERS),
    "meetings:concerns": page(PRESIDING, told=MEMBERS - PRESIDING),
    "meetings:raise-concern": by_act(PRESIDING),
    "meetings:follow-ups": page(MEMBERS),
    "meetings:follow-up": form(ONLY_OFFICE, see=OUR_SCHOOL, of="absence talk"),
    "meetings:decisions": page(MEMBERS),
    "meetings:decisions-sheet": page(MEMBERS, of="ending"),
}

TABLE: dict[str, Row] = (
    SITE | COLLABORATIVE | MEMBERSHIP | CONSTITUTION | FINANCE | WORK | REMINDERS | MEETINGS
)

# There in a demonstration or in development alone.
SOMETIMES = frozenset({"demonstrate", "look"})

# The sign-in library's addresses are one block: these are open to who has not signed in, all others are not.
OPEN_WAYS_IN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }
)
