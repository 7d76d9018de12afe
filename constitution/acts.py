"""The closed list of acts: what an edition's authority table may speak of, and who may where it does not.

`by` names posts, offices and, as everywhere, *the office*: whoever does the office work (`run_by`). What a
body decides is recorded by the office. A default is marked as one wherever it decides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from constitution.questions import meant
from constitution.values import identifier, refusal

THE_OFFICE = "the office"
APPOINT = "appoint-"
HEAD = ("headteacher", "acting headteacher", "executive headteacher")
OFFICE = (THE_OFFICE,)
CHAIR = ("chair",)
BOTH = ("chair", THE_OFFICE)
MEMBER = (*HEAD, "member", THE_OFFICE)
SCHOOL = (*HEAD, THE_OFFICE)
TREASURER = ("treasurer", THE_OFFICE)
BOOKS = ("business manager", THE_OFFICE)
OFFICER = ("local authority officer", THE_OFFICE)


@dataclass(frozen=True)
class Act:
    """An act: its code, its words for people, and who may do it where the edition does not say."""

    code: str
    words: str
    by: tuple[str, ...]


def _acts(by: tuple[str, ...], **words: str) -> Iterator[Act]:
    return (Act(code.replace("_", "-"), said, by) for code, said in words.items())


def _constitution() -> Iterator[Act]:
    yield from _acts(
        BOTH,
        propose_edition="propose an edition of the constitution",
        return_edition="return a proposed edition as a draft",
    )
    yield from _acts(
        OFFICE,
        adopt_edition="record the adoption of an edition",
        discard_edition="discard a draft edition",
        rehearse_edition="rehearse a draft edition over the facts of the year",
        enter_terms="enter the dates of terms, breaks, closures and bank holidays",
        record_review="record a review",
        record_decision="record a decision taken elsewhere or before",
        delegate="record what is delegated, its limits and its end",
        waive_obligation="set aside something that falls due, with the reason",
    )
    yield from _acts(BOOKS, keep_duties="record that a recurring duty is done")


def _schools() -> Iterator[Act]:
    yield from _acts(
        OFFICE,
        admit_school="admit a school to membership",
        import_schools="import schools from the national register",
        edit_schools="change what is recorded of a school",
        end_school="record that a school closed, merged or left",
        issue_contract="issue a contract to a school",
        void_contract="void a contract that was not signed",
        end_contract="end a school's contract by a decision of the group",
        record_notice="record a notice of leaving",
        confirm_notice="confirm a notice of leaving",
        withdraw_notice="record that a notice is withdrawn",
        enter_figure="enter a figure that a fee rests on",
    )
    yield from _acts(
        HEAD,
        apply_for_contract="apply for membership, or for a higher tier, for a school",
        sign_contract="sign a school's contract",
        give_notice="give a school's notice of leaving",
        agree="agree to the pledge, the protocol or the constitution for a school",
        name_deputy="name who stands in at a meeting",
        hand_in="hand in what was asked of a school",
    )
    yield from _acts(CHAIR, countersign_contract="countersign a contract for the group")


def _people() -> Iterator[Act]:
    yield from _acts(
        OFFICE,
        invite_people="invite people to sign in",
        remove_people="end somebody's sign-in to the group",
        edit_posts="record who holds which post",
        edit_partners="keep the register of partners",
        grant_access="grant access for a time",
        revoke_access="end a grant of access",
        announce_opening="announce that an office is open",
        appoint="record an appointment to an office or a seat",
        end_holding="record that somebody left an office or a seat",
        co_opt="record that somebody is co-opted",
        attest="record what a member attests, or that it is waived",
        review_post="record the review of a post",
        keep_register="keep the register of representatives",
        keep_clusters="keep the register of clusters and networks",
        ask_documents="ask schools for documents",
        excuse_request="excuse a school from handing something in",
        publish_notice="publish a notice or news",
        file_paper="file a paper on the shelf",
    )
    yield from _acts(MEMBER, nominate="nominate somebody for an office")
    yield from _acts(
        CHAIR,
        appraise="appraise the manager",
        remove_member="record that a member is removed",
        suspend_member="record that a member is suspended",
    )
    yield from _acts(
        BOTH,
        invite_partner="invite a partner to all or part of a meeting",
        invite_guest="invite somebody who is not a member",
        give_post_notice="give notice that a commissioned post ends, or record it",
        hold_conversation="hold a conversation and record it",
        log_contact="log a contact about wellbeing",
        see_attendance="see which absences have become a concern, and the talks about them",
    )


def _meetings() -> Iterator[Act]:
    yield from _acts(
        OFFICE,
        propose_meeting="propose the dates of meetings",
        place_item="place an item on an agenda",
        call_roll="call the roll",
        take_minutes="take the minutes",
        circulate_minutes="circulate the minutes",
        revise_minutes="revise approved minutes, with the reason",
        keep_actions="record and close actions from the minutes",
        build_pack="put together the papers of a meeting",
        lay_paper="lay a paper before a meeting",
        record_vote="record a vote",
        record_interest="record a declaration of interest",
    )
    yield from _acts(
        CHAIR,
        fix_meeting="fix the date of a meeting",
        move_meeting="move a meeting",
        cancel_meeting="cancel a meeting",
        consent_late_item="consent to an item that came late",
        consent_substitute="consent to a substitute",
        approve_minutes="approve the minutes",
        preside="preside at a meeting",
    )
    yield from _acts(
        BOTH,
        set_agenda="set the agenda",
        agree_agenda="agree the agenda",
        accept_item="accept, defer or decline an item",
        admit_business="admit any other business",
        open_meeting="open a meeting",
        adjourn_meeting="adjourn and resume a meeting",
        close_meeting="close a meeting",
        put_motion="put a motion",
        close_vote="close a vote",
        confine_item="make an item confidential",
        lift_confidence="record that an item is confidential no longer",
        discuss_minutes="discuss draft minutes",
    )
    yield from _acts(
        MEMBER,
        submit_item="submit an item for an agenda",
        call_meeting="ask for a further meeting",
        give_feedback="give feedback as a representative",
    )


def _money() -> Iterator[Act]:
    yield from _acts(
        OFFICE,
        issue_invoice="issue invoices",
        credit_invoice="credit an invoice",
        chase_invoice="chase what is owed",
        instruct_payment="instruct a payment",
        cancel_payment="cancel a payment",
        set_rate="record an agreed rate",
        recommend_rates="record the recommendation on subscription rates",
        ask_quotes="ask for quotes and record them",
        decide_purchase="decide between quotes",
        book="book a venue or a provider",
        set_budget="set the budget",
        manage_budget="manage the budget",
        submit_bid="submit a bid",
        allocate_fund="record how a fund is allocated",
        name_fund_holder="record which school holds the fund",
    )
    yield from _acts(
        BOOKS,
        record_receipt="record money received",
        pay="pay what has been approved",
        return_payment="record a payment that came back",
        post_entry="post an entry in the cash book",
        reverse_entry="reverse an entry in the cash book",
        import_statement="import a bank statement",
        reconcile="reconcile the bank with the cash book",
        present_accounts="lay the accounts before a meeting",
    )
    yield from _acts(
        ("signatory",),
        approve_payment="approve a payment",
        refuse_payment="refuse a payment",
        sign_cheque="sign a cheque or authorise a transaction",
    )
    yield from _acts(
        TREASURER,
        check_accounts="check the accounts",
        close_year="close a financial year",
        reopen_year="reopen a financial year before its audit",
        see_accounts="see the accounts",
    )
    yield from _acts(("auditor",), sign_off_accounts="sign off the audited accounts")
    yield from _acts(
        CHAIR,
        spend="commit the group to spending",
        borrow="borrow",
        open_account="open an account",
        appoint_auditor="appoint the auditor",
        sign_document="sign a document for the group",
    )


def _evaluation() -> Iterator[Act]:
    yield from _acts(
        OFFICE,
        open_cycle="open a year's evaluation",
        return_evaluation="return a self-evaluation for more",
        accept_evaluation="accept a self-evaluation",
        draw_reviews="draw who reviews whom",
        agree_category="record a category that was agreed",
        decide_support="record what was decided on a request for support",
        make_plan="make the annual plan",
        commission="commission support",
        assess_impact="assess the impact of what was commissioned",
        publish_course="publish professional development",
        write_report="write a report",
        issue_report="issue a report",
    )
    yield from _acts(
        SCHOOL,
        submit_evaluation="submit a school's self-evaluation",
        comment_review="comment on another school's self-evaluation",
        ask_support="ask for support",
        book_course="book professional development",
        offer_strength="offer a strength, or say what is wanted",
    )
    yield from _acts(
        OFFICER,
        record_view="record the authority's view of a school",
        propose_category="propose a category",
        send_letter="send the letter that tells a category",
        raise_vulnerability="record that a school is vulnerable",
        plan_visit="plan a review meeting or a visit",
        close_visit="close the notes of a review meeting or a visit",
        make_support_plan="make a support plan",
        record_progress="record progress",
    )
    yield from _acts(
        BOTH, approve_report="approve a report", agree_support_plan="agree a support plan",
        see_categories="see the categories of named schools",
    )  # fmt: skip


def _records() -> Iterator[Act]:
    yield from _acts(
        OFFICE,
        export="export for a stated purpose",
        see_audit="see the audit trail",
        see_messages="see what was sent and what will be sent",
        resend_message="send a message again, or mark it sent",
        remind_schools="remind schools of what is missing",
        see_jobs="see work in the background, and stop it",
        dispose="dispose of what has been kept long enough",
        hold_document="hold a document beyond its time",
        reduce_person="reduce what is kept of a person",
        narrow_level="file at a narrower level",
        widen_level="file at a wider level, with the reason",
    )


def _all() -> Mapping[str, Act]:
    rooms = (_constitution, _schools, _people, _meetings, _money, _evaluation, _records)
    return MappingProxyType({act.code: act for room in rooms for act in room()})


ACTS: Mapping[str, Act] = _all()


# Acts by which money moves or is promised: whoever holds one proves twice who they are.
MOVES_MONEY = frozenset(
    {
        "issue-invoice", "credit-invoice", "record-receipt", "instruct-payment", "approve-payment", "pay",
        "return-payment", "sign-cheque", "post-entry", "reverse-entry", "reconcile", "close-year",
    }
)  # fmt: skip


def is_act(code: str) -> bool:
    """An act of the list, or the appointment to one office: `appoint-treasurer`."""
    return code in ACTS or code.startswith(APPOINT)


def act_code(value: str) -> str:
    """An identifier of the authority table; refuses what is no act."""
    code = identifier(value)
    if not is_act(code):
        near = meant(code, ACTS) or "; the acts are listed with the format"
        raise refusal(f'there is no act "{code}"{near}')
    return code


def act(code: str) -> Act:
    """The act of this code; an appointment to one office goes by the default of all appointments."""
    if code in ACTS:
        return ACTS[code]
    return Act(code, f"appoint the {code.removeprefix(APPOINT).replace('-', ' ')}", ACTS["appoint"].by)
