"""Two groups on the Knowsley document, each with one person for every role and one of every kind of thing.

Whatever a group keeps to itself, or to some of its people, carries a canary: a word that nobody else may ever
read. `word("marlbeck", "notice")` is 'CanaryNoticeMarlbeck'.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from django.core import signing
from weasyprint import HTML

from collaborative.exporting.asking import ask_for_export
from collaborative.views.address import SALT
from constitution.calendar import school_year
from finance.actions.issue import JOB, issue_subscriptions
from finance.actions.paper import Signature
from finance.actions.receipts import record_receipt
from finance.models import Account, Invoice
from finance.queries.standing import with_money
from finance.queries.subscriptions import rehearse
from meetings.actions.absence import raise_concern
from meetings.actions.agenda import add_item
from meetings.actions.confidence import confine
from meetings.actions.feed import renew_feed
from meetings.actions.follow import record_action
from meetings.actions.guests import invite as invite_guest
from meetings.actions.interests import declare
from meetings.actions.issuing import circulate as circulate_minutes
from meetings.actions.items import submit_item
from meetings.actions.mandates import derive_mandates
from meetings.actions.minutes import approve as approve_minutes
from meetings.actions.minutes import begin as begin_minutes
from meetings.actions.minutes import discuss as discuss_minutes
from meetings.actions.minutes import revise as revise_minutes
from meetings.actions.minutes import write as write_minutes
from meetings.actions.motions import draft_motion
from meetings.actions.opening import close_meeting, open_meeting
from meetings.actions.year import Wanted, fix, propose
from meetings.models import (
    Action,
    AgendaItem,
    Meeting,
    MinuteEntry,
    Minutes,
    Motion,
    Paper,
    Presence,
    SpeakerTurn,
)
from meetings.queries.hours import at_hour
from meetings.queries.room import day_of
from meetings.queries.year import occasions
from membership.actions.appraisal import record_appraisal, record_salary_review, report_overview
from membership.actions.contracts import admit_school, issue_contract
from membership.actions.conversations import arrange, log_contact
from membership.actions.conversations import hold as hold_talk
from membership.actions.duties import record_event
from membership.actions.editions import adopt_edition, keep_draft
from membership.actions.feedback import enter_meeting_outside
from membership.actions.fees import enter_basis
from membership.actions.grants import grant
from membership.actions.groups import enter_member, open_group
from membership.actions.handbook import KIND as HANDBOOK
from membership.actions.handbook import ask_to_print
from membership.actions.invitations import accept_invitation, invite
from membership.actions.matters import raise_matter
from membership.actions.news import publish_news, write_news
from membership.actions.notices import give_notice
from membership.actions.offices import appoint
from membership.actions.openings import announce_opening, nominate
from membership.actions.partners import add_partner
from membership.actions.posts import begin_post
from membership.actions.requests import ask_schools, hand_in
from membership.actions.schools import add_school
from membership.actions.terms import enter_terms
from membership.models import (
    Announcement,
    Body,
    Contract,
    Conversation,
    Grant,
    Holding,
    Notice,
    Place,
    Post,
    School,
)
from membership.queries.editions import edition_on
from membership.queries.kept import facts_on
from membership.queries.rows import PROTOCOL
from records import audit, documents, jobs, outbox
from records.models import Collaborative, Document, Draft, Message, Person
from records.tenancy import scoped
from reminders.actions import waive
from tests.finance.build import DELEGATED, FOUNDED, ISSUE_DAY, TERMS, noon, text

TODAY = ISSUE_DAY + timedelta(days=1)
YEAR = "2024-25"
DUTY_YEAR = "2023-24"

# Who works where. The school of the first four is 'our school'; to the others it is another's.
OURS, FUND_HOLDER, CHAIRS, ACADEMY, PLAIN = (
    "Birchenholt",
    "Copsewell",
    "Elmsworthy",
    "Hallowmere",
    "Pendlewick",
)
POSTS = {
    "headteacher": (OURS, "headteacher"),
    "deputy": (OURS, "deputy headteacher"),
    "school business manager": (OURS, "business manager"),
    "other headteacher": (PLAIN, "headteacher"),
    "chair": (CHAIRS, "headteacher"),
    "management group": (ACADEMY, "headteacher"),
    "treasurer": (FUND_HOLDER, "headteacher"),
    "fund business manager": (FUND_HOLDER, "business manager"),
    "signatory": (ACADEMY, "deputy headteacher"),
}
PLACES = {
    "chair": "chair",
    "management group": "send-rep",
    "treasurer": "treasurer",
    "office": "som",
    "fund business manager": "business manager",
    "signatory": "signatory",
}
SECOND_FACTOR = ["office", "treasurer", "signatory", "fund business manager"]


def word(code: str, what: str) -> str:
    """A canary: one word, so that a mail, a sheet or a PDF cannot break it."""
    return f"Canary{what.capitalize()}{code.capitalize()}"


@dataclass
class Side:
    """One of the two groups. `args` holds, by the kind of thing, what stands for it in an address."""

    group: Collaborative
    people: dict[str, Person] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    args: dict[str, dict[str, Any]] = field(default_factory=dict)

    def word(self, what: str) -> str:
        return word(self.group.code, what)


@dataclass(frozen=True)
class World:
    here: Side
    there: Side
    people: dict[str, Person]


def build() -> World:
    """Marlbeck, whose addresses are opened, and Tarnside, which has all the same and one of each more."""
    here, there = group("marlbeck"), group("tarnside", more=True)
    staff = Person.objects.create_user("platform@quorate.example", name="Platform Administrator")
    Person.objects.filter(pk=staff.pk).update(is_staff=True)
    people = {**here.people, "stranger": there.people["office"], "administrator": staff}
    _has_second_factor(staff)
    return World(here, there, people)


def _has_second_factor(person: Person) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})


# One group ------------------------------------------------------------------------------------------


def group(code: str, more: bool = False) -> Side:
    """A group with everything; `more` gives its things numbers that no other group has."""
    name = f"{code.capitalize()} Collaborative {word(code, 'group')}"
    side = Side(Collaborative.objects.create(code=code, name=name, opened_on=FOUNDED))
    with scoped(side.group):
        for step in STEPS:
            step(side, more)
    return side


def _constitution(side: Side, more: bool) -> None:
    by_founding = {"collaborative": side.group, "by": None, "on": FOUNDED}
    adopt_edition(**by_founding, source=text(), in_force_on=FOUNDED, founding_note="Agreed by the founders.")
    for slot, terms in TERMS.items():
        rows = [
            {"name": name, "first": date(*first), "last": date(*last), "break": [date(*out), date(*back)]}
            for name, first, last, out, back in terms
        ]
        enter_terms(**by_founding, school_year=slot, terms=rows)


def _people(side: Side, more: bool) -> None:
    group = side.group
    for name in (OURS, FUND_HOLDER, CHAIRS, ACADEMY, PLAIN):
        side.schools[name] = _school(side, name)
    side.people["office"] = _person(side, "office")
    _post(side, "office", "commissioned post")
    for role, (school, kind) in POSTS.items():
        side.people[role] = _person(side, role)
        _post(side, role, kind, school=side.schools[school])
    for role, code in PLACES.items():
        place = Place.objects.filter(collaborative=group, code=code).order_by("number").first()
        appoint(
            place=place, person=side.people[role], starts_on=FOUNDED, by=None, on=FOUNDED, resolution="R-1"
        )
    for role in SECOND_FACTOR:
        _has_second_factor(side.people[role])
    side.people["unplaced"] = _person(side, "unplaced")
    head, place = side.people["headteacher"], Place.objects.get(code="treasurer")
    side.args |= {
        "school": {"pk": side.schools[OURS].pk},
        "person": {"pk": head.pk},
        "two people": {"pk": head.pk, "other": side.people["deputy"].pk},
        "post": {"pk": Post.objects.get(person=head).pk},
        "place": {"pk": place.pk},
        "holding": {"pk": Holding.objects.get(place=place).pk},
        "body": {"body": "full-group"},
        "body's sheet": {"body": "full-group", "ending": "csv"},
        "school year": {"year": "2024-25"},
    }


def _school(side: Side, name: str) -> School:
    made = add_school(
        collaborative=side.group,
        name=f"{name} School of {side.group.code.capitalize()}",
        kind="primary",
        status="academy",
        from_on=FOUNDED,
        by=None,
        on=FOUNDED,
    )
    tier = "silver" if name == OURS else "bronze"
    admit_school(school=made, tier=tier, starts_on=FOUNDED, form=Contract.Form.PAPER, by=None, on=FOUNDED)
    return made


def _person(side: Side, role: str) -> Person:
    address = f"{role.replace(' ', '-')}@{side.group.code}.example"
    name = f"{role.title()} {side.word('person')}"
    person = Person.objects.create_user(address, name=name)
    invitation = invite(collaborative=side.group, person=person, by=None, at=noon(FOUNDED))
    accept_invitation(collaborative=side.group, token=invitation.token, at=noon(FOUNDED))
    return person


def _post(side: Side, role: str, kind: str, **where: Any) -> None:
    person = side.people[role]
    begin_post(
        collaborative=side.group, person=person, kind=kind, starts_on=FOUNDED, by=None, on=FOUNDED, **where
    )


def _grants(side: Side, more: bool) -> None:
    for role in ("officer", "auditor"):
        side.people[role] = _person(side, role)
        grant(
            collaborative=side.group,
            person=side.people[role],
            role=role,
            starts_on=FOUNDED,
            last_day=TODAY + timedelta(days=60),
            slot="fy2023" if role == "auditor" else "",
            resolution="R-2",
            by=None,
            on=FOUNDED,
        )


def _money(side: Side, more: bool) -> None:
    words = f"Account name: {side.word('account')}"
    Account.objects.create(
        collaborative=side.group,
        name=side.group.name,
        held_by=side.schools[FUND_HOLDER],
        opened_on=FOUNDED,
        payment_words=words,
    )
    enter_basis(
        school=side.schools[OURS],
        contract_year=YEAR,
        figure=DELEGATED,
        amount=Decimal("6000.00"),
        source=f"the allocation, {side.word('basis')}",
        source_on=date(2024, 2, 12),
        by=None,
        at=noon(date(2024, 2, 12)),
    )
    signed = Signature(side.people["office"], "Manager", noon(ISSUE_DAY))
    issue_subscriptions(run=rehearse(side.group, YEAR, ISSUE_DAY), signed=signed)
    _receipt(side)
    side.args["invoice"] = {"reference": _our_invoice(side).reference}
    side.args["year"] = {"year": YEAR}
    run = jobs.enqueue(kind=JOB, key=YEAR, by=side.people["office"], collaborative=side.group)
    side.args["run"] = {"pk": run.pk}


def _our_invoice(side: Side) -> Invoice:
    """The school's invoice, with its PDF."""
    found = Invoice.objects.filter(school=side.schools[OURS])
    found.update(document=_paper(side, "invoice", side.word("pdf")))
    return found.get()


def _receipt(side: Side) -> None:
    record_receipt(
        invoice=with_money(Invoice.objects.filter(school=side.schools[OURS]), TODAY).first(),
        amount=Decimal("100.00"),
        received_on=TODAY,
        method="bank",
        words=side.word("receipt"),
        by=side.people["fund business manager"],
        on=TODAY,
        at=noon(TODAY),
    )


def _notices(side: Side, more: bool) -> None:
    """Our school's notice, recorded late with its reason, and its contract for another tier on its way."""
    contract = Contract.objects.get(school=side.schools[OURS])
    notice = give_notice(
        contract=contract,
        by=side.people["office"],
        on=TODAY,
        given_on=TODAY - timedelta(days=20),
        form="letter",
        backdate_reason=side.word("notice"),
    )
    coming = admit_school(
        school=side.schools[OURS],
        tier="bronze",
        starts_on=date(2026, 9, 1),
        form="contract",
        by=None,
        on=TODAY,
    )
    document = _paper(side, "contract", side.word("contract"))
    issue_contract(contract=coming, document=document, by=None, at=noon(TODAY))
    side.args["contract"] = {"pk": coming.pk}
    signed = _paper(side, "signed-contract", side.word("contract"))
    Contract.objects.filter(pk=contract.pk).update(signed_copy=signed)
    side.args["signed contract"] = {"pk": contract.pk}
    Notice.objects.filter(pk=notice.pk).update(receipt=_paper(side, "notice", side.word("notice")))
    side.args["notice"] = {"pk": notice.pk}


def _paper(side: Side, kind: str, words: str) -> Document:
    """A PDF that says some words, quickly printed: the house's type takes its time."""
    title = f"{kind.capitalize()}: {words}"
    html = f"<html lang='en'><head><title>{title}</title></head><body><p>{words}</p></body></html>"
    return documents.freeze(
        HTML(string=html).write_pdf(),
        collaborative=side.group,
        kind=kind,
        title=title,
        issued_on=TODAY,
        edition_sha=edition_on(side.group, TODAY).sha256,
        by=None,
    )


def _editions(side: Side, more: bool) -> None:
    """A draft, and the handbook in print; the other group adopted another edition before."""
    group, source = side.group, text()
    if more:
        keep_draft(collaborative=group, source=f"# put aside\n{source}", by=None, on=TODAY)
        later = source.replace('edition       = "2023/24"', 'edition       = "2024/25"')
        adopt_edition(
            collaborative=group,
            source=later,
            by=None,
            on=TODAY,
            in_force_on=date(2024, 9, 1),
            resolution="R-3",
        )
    draft = keep_draft(
        collaborative=group, source=f"# {side.word('draft')}\n{source}", by=side.people["office"], on=TODAY
    )
    edition = edition_on(group, date(2024, 9, 1))
    side.args |= {
        "edition": {"number": edition.number},
        "draft edition": {"number": draft.number},
        "draft rule": {"number": draft.number, "path": "quorum.full-group"},
        "draft sheet": {"number": draft.number, "ending": "csv"},
        "clause": {"number": "2.1"},
        "rule": {"path": "quorum.full-group"},
        "ending": {"ending": "csv"},
    }
    _paper(side, HANDBOOK, "The handbook.")
    ask_to_print(edition_on(group, TODAY), side.people["office"])


def _papers(side: Side, more: bool) -> None:
    """What stands in records: an invitation on its way, a message, an audit detail, what somebody is typing."""
    newcomer = Person.objects.create_user(f"newcomer@{side.group.code}.example", name=side.word("newcomer"))
    invitation = invite(collaborative=side.group, person=newcomer, by=None, at=noon(TODAY))
    head = side.people["headteacher"]
    changing = {"person": head.pk, "from": head.email, "to": f"new-{head.email}"}
    side.args["invitation"] = {"token": invitation.token}
    side.args["address"] = {"token": signing.dumps(changing, salt=SALT)}
    outbox.queue(
        collaborative=side.group,
        key="canary",
        stage="due",
        person=head,
        kind="reminder",
        subject=side.word("message"),
        text=side.word("message"),
        due_on=TODAY,
        at=noon(TODAY),
    )
    side.args["message"] = {"pk": Message.objects.get(key="canary").pk}
    copy = ask_for_export(
        collaborative=side.group, purpose="A second copy.", by=side.people["office"], at=noon(TODAY)
    )
    side.args["export"] = {"pk": copy.pk}
    waiver = waive(
        collaborative=side.group,
        key="canary",
        until_on=TODAY,
        because=side.word("waiver"),
        by=side.people["office"],
        on=TODAY,
        at=noon(TODAY),
    )
    side.args["waiver"] = {"pk": waiver.pk}
    Draft.objects.create(
        collaborative=side.group,
        person=head,
        form="canary",
        text={"words": side.word("typing")},
        saved_at=noon(TODAY),
    )


def _news(side: Side, more: bool) -> None:
    """News to the members, a notice to everybody, and a draft; the other group has written one more before."""
    office = side.people["office"]
    if more:
        write_news(collaborative=side.group, title="Before", text="-", audience="public", by=office, on=TODAY)
    for kind, audience in {"news": "everybody", "public news": "public"}.items():
        words = side.word("news") if kind == "news" else "An open evening."
        news = _written(side, words, audience)
        publish_news(news=news, by=office, at=noon(TODAY))
        side.args[kind] = {"pk": news.pk}
    side.args["draft news"] = {"pk": _written(side, side.word("unpublished"), "everybody").pk}


def _written(side: Side, words: str, audience: str) -> Announcement:
    office = side.people["office"]
    return write_news(
        collaborative=side.group, title=words, text=words, audience=audience, by=office, on=TODAY
    )


def _groups(side: Side, more: bool) -> None:
    """A body outside at which our head represents the group, when it meets, and a matter with a partner."""
    group, office, head = side.group, side.people["office"], side.people["headteacher"]
    by = {"by": office, "on": TODAY}
    for name in ("North", "South")[: 2 if more else 1]:
        body = open_group(collaborative=group, kind="outside", name=name, opened_on=FOUNDED, **by)
    row = enter_member(group=body, person=head, role="representative", starts_on=FOUNDED, **by)
    meeting = enter_meeting_outside(
        body=body, person=head, meets_on=TODAY + timedelta(days=9), words=side.word("meeting"), **by
    )
    partner = add_partner(collaborative=group, name=f"Trust {side.word('partner')}", kind="trust", **by)
    matter = raise_matter(partner=partner, subject=side.word("matter"), **by)
    side.args |= {
        "group": {"pk": body.pk},
        "group file": {"pk": body.pk, "ending": "csv"},
        "group member": {"pk": row.pk},
        "meeting outside": {"pk": meeting.pk},
        "partner": {"pk": partner.pk},
        "matter": {"pk": matter.pk},
        "access": {"pk": Grant.objects.filter(role="officer").get().pk},
    }


def _duties(side: Side, more: bool) -> None:
    """A check with its paper, what the body that manages is told, an appraisal, and a talk with our headteacher."""
    group, chair, office = side.group, side.people["chair"], side.people["office"]
    when = {"done_on": TODAY, "on": TODAY, "collaborative": group}
    paper = _paper(side, "duty", side.word("paper"))
    check = record_event(
        **when,
        code="website-check",
        slot=f"{DUTY_YEAR}/autumn",
        by=office,
        outcome=side.word("duty"),
        document=paper,
    )
    record_event(
        **when, code="engagement-review", slot=f"{DUTY_YEAR}/spring", by=office, outcome=side.word("inner")
    )
    summer = {**when, "slot": f"{DUTY_YEAR}/summer", "by": chair}
    words = side.word("appraisal")
    record_appraisal(**summer, outcome=words, targets=words, second=side.people["treasurer"])
    report_overview(**summer, outcome=side.word("overview"))
    record_salary_review(**summer, benchmark=side.word("salary"), outcome=side.word("salary"))
    talk = log_contact(
        school=side.schools[OURS],
        person=side.people["headteacher"],
        body=Body.objects.get(code="management-group"),
        held_on=TODAY,
        summary=side.word("wellbeing"),
        by=chair,
        on=TODAY,
    )
    side.args |= {
        "duty": {"year": DUTY_YEAR, "event": "website-check", "part": "autumn"},
        "duty document": {"pk": check.pk},
        "appraisal": {"year": DUTY_YEAR, "what": "appraisal"},
        "contact": {"pk": talk.pk},
    }


def _openings(side: Side, more: bool) -> None:
    """A place that is open, for which our headteacher was put forward; a talk with somebody who might be chair."""
    place = Place.objects.filter(code="headteacher-rep").order_by("number").first()
    opening = announce_opening(
        place=place,
        closes_on=TODAY + timedelta(days=14),
        starts_on=date(2024, 9, 1),
        by=side.people["office"],
        at=noon(TODAY),
    )
    head, treasurer = side.people["headteacher"], side.people["treasurer"]
    nomination = nominate(opening=opening, person=head, by=treasurer, at=noon(TODAY))
    talk = arrange(
        collaborative=side.group,
        about="prospective chair",
        person=side.people["other headteacher"],
        assigned_to=side.people["chair"],
        level="body",
        body=Body.objects.get(code="management-group"),
        by=side.people["chair"],
        on=TODAY,
    )
    side.args |= {
        "opening": {"pk": opening.pk},
        "nomination": {"pk": nomination.pk},
        "prospective talk": {"pk": talk.pk},
        "commissioned holding": {"pk": Holding.objects.get(place__code="som").pk},
    }


def _requests(side: Side, more: bool) -> None:
    """A version of the protocol, and what our school was asked for and handed in, for its own eyes and the office's."""
    side.args["protocol"] = {"pk": _paper(side, PROTOCOL, "The data-sharing protocol.").pk}
    asked = ask_schools(
        collaborative=side.group,
        what="Attendance policy",
        why="for the yearly check",
        due_on=TODAY + timedelta(days=30),
        level="office",
        schools=[side.schools[OURS], side.schools[PLAIN]],
        by=side.people["office"],
        on=TODAY,
    )
    reply = asked.replies.get(school=side.schools[OURS])
    hand_in(
        reply=reply,
        by=side.people["headteacher"],
        at=noon(TODAY),
        note=side.word("handed"),
        content=side.word("handed").encode(),
        filename="policy.txt",
    )
    side.args["request"] = {"pk": asked.pk}
    side.args["request sheet"] = {"pk": asked.pk, "ending": "csv"}
    side.args["reply"] = {"pk": reply.pk}


def _meetings(side: Side, more: bool) -> None:
    """A full meeting of the Summer term, fixed; the address of our headteacher's calendar."""
    facts = facts_on(side.group, TODAY)
    found = occasions(facts, school_year(facts.rules, TODAY))
    occasion = next(each for each in found if (each.code, each.part.code) == ("full-meeting", "summer-2"))
    day = occasion.part.first + timedelta(days=9)
    wanted = Wanted(occasion, at_hour(day, time(9)), at_hour(day, time(12)))
    made = propose(collaborative=side.group, wanted=[wanted], by=side.people["office"], at=noon(TODAY))
    fix(meetings=made, resolution="Full group", by=side.people["chair"], at=noon(TODAY), tell=False)
    token = renew_feed(collaborative=side.group, by=side.people["headteacher"], at=noon(TODAY))
    side.args |= {"meeting": {"pk": made[0].pk}, "calendar": {"token": token}}


def _items(side: Side, more: bool) -> None:
    """On the full meeting: an item with a guest, one that the guest does not see, a confidential one with all that
    hangs on it; and one that our headteacher submitted, for the office and the Chair."""
    full = Meeting.objects.get(pk=side.args["meeting"]["pk"])
    office, at = side.people["office"], noon(TODAY)
    placed = {"meeting": full, "by": office, "at": at}
    shared = add_item(title=side.word("shared"), text=side.word("shared"), **placed)
    add_item(title=side.word("item"), **placed)
    closed = add_item(title=side.word("closed"), presenter=side.word("closed"), **placed)
    paper = _laid(side, shared, side.word("laid"))
    _laid(side, closed, side.word("closed"))
    _hanging_on(side, closed, side.word("closed"))
    confine(item=closed, because=side.word("closed"), by=office, at=at)
    own = submit_item(
        body=full.body, meeting=full, title=side.word("submitted"), by=side.people["headteacher"], at=at
    )
    guest = side.people["guest"] = _person(side, "guest")
    (invitation,) = invite_guest(
        meeting=full, person=guest, items=[shared], resolution="R-3", ends_on=day_of(full), by=office, at=at
    )
    side.args |= {
        "guest's item": {"pk": shared.pk},
        "paper": {"pk": paper.pk},
        "guest's invitation": {"pk": invitation.pk},
        "closed item": {"pk": closed.pk},
        "own item": {"pk": own.pk},
    }


def _on_the_day(side: Side, more: bool) -> None:
    """Our headteacher of the full meeting: on its roll, with an interest in an item, waiting to speak on it."""
    full, head = Meeting.objects.get(pk=side.args["meeting"]["pk"]), side.people["headteacher"]
    item, of_group = AgendaItem.objects.get(pk=side.args["guest's item"]["pk"]), {"collaborative": side.group}
    mandate = full.mandates.get(holder=head, struck_at=None)
    here = Presence.objects.create(
        **of_group, meeting=full, person=head, mandate=mandate, capacity="headteacher", arrived_at=full.starts_at,
        key="the first", by=side.people["office"],
    )  # fmt: skip
    interest = declare(item=item, person=head, nature="A cousin supplies it", by=head, at=noon(TODAY))
    turn = SpeakerTurn.objects.create(**of_group, item=item, person=head, asked_at=noon(TODAY))
    side.args |= {
        "meeting step": {"pk": full.pk, "what": "open"},
        "meeting sheet": {"pk": full.pk, "ending": "csv"},
        "mandate": {"pk": mandate.pk},
        "presence": {"pk": here.pk},
        "interest": {"pk": interest.pk},
        "turn": {"pk": turn.pk},
    }


def _laid(side: Side, item: AgendaItem, words: str) -> Paper:
    document = documents.receive(
        collaborative=side.group, kind="paper", title=words, content=HTML(string=words).write_pdf(),
        filename="paper.pdf",
        on=TODAY, by=side.people["office"],
    )  # fmt: skip
    return Paper.objects.create(
        collaborative=side.group, item=item, document=document, title=words, as_at_on=TODAY, position=1,
        level="members", laid_at=noon(TODAY),
    )  # fmt: skip


def _hanging_on(side: Side, item: AgendaItem, words: str) -> None:
    """A motion, an action and a minute entry."""
    office, at = side.people["office"], noon(TODAY)
    common = {"collaborative": side.group, "item": item, "text": words}
    Motion.objects.create(**common)
    Action.objects.create(**common, series=Action.Series.CONFIDENTIAL, number=1, owner=office, due_on=TODAY)
    minutes = Minutes.objects.create(
        collaborative=side.group, meeting=item.meeting, by=office, state="approved", approved_at=at,
        approved_by=office,
    )  # fmt: skip
    MinuteEntry.objects.create(**common, minutes=minutes)


def _decisions(side: Side, more: bool) -> None:
    """A motion on an item of the full meeting, and one on a confidential item of the management group."""
    full = Meeting.objects.get(pk=side.args["meeting"]["pk"])
    managing = Meeting.objects.create(
        collaborative=side.group,
        body=Body.objects.get(code="management-group"),
        kind=Meeting.Kind.CALLED,
        state=Meeting.State.FIXED,
        name="Management group",
        starts_at=full.starts_at,
        ends_at=full.ends_at,
    )
    motion = _motion(side, full, side.word("motion"))
    _motion(side, managing, side.word("confidential"), confined_at=noon(TODAY))
    side.args |= {"motion": {"pk": motion.pk}, "motion item": {"pk": motion.item_id}}


def _motion(side: Side, meeting: Meeting, words: str, **confined) -> Motion:
    item = AgendaItem.objects.create(
        collaborative=side.group,
        meeting=meeting,
        body=meeting.body,
        position=41,
        title=words,
        submitted_at=noon(TODAY),
        level="members",
        state=AgendaItem.State.PLACED,
        **confined,
    )
    return draft_motion(item=item, text=f"That {words}.", by=side.people["office"], at=noon(TODAY))


def _afterwards(side: Side, more: bool) -> None:
    """A meeting that was held: minutes that are out, with a part for the body alone, and their next version at work;
    an action of our headteacher, the talk after our school's absence, and one about a concern."""
    held, office, at = _held(side), side.people["office"], noon(TODAY)
    group = {"collaborative": side.group}
    placed = {
        **group,
        "body": held.body,
        "meeting": held,
        "submitted_at": at,
        "level": "members",
        "state": "placed",
    }
    item = AgendaItem.objects.create(**placed, position=1, title=side.word("item"))
    closed = AgendaItem.objects.create(**placed, position=2, title=side.word("closed"), confined_at=at)
    first = begin_minutes(meeting=held, by=office, at=at)
    for each, words in ((item, side.word("minuted")), (closed, side.word("closed"))):
        write_minutes(minutes=first, item=each, text=words, seen=0, by=office, at=at)
    first = discuss_minutes(minutes=first, by=office, at=at)
    approve_minutes(minutes=first, seen=first.version, by=side.people["chair"], at=at)
    circulate_minutes(minutes=first, by=office, at=at)
    second = revise_minutes(minutes=first, because=side.word("drafted"), by=office, at=at)
    write_minutes(minutes=second, item=item, text=side.word("drafted"), seen=1, by=office, at=at)
    head, due = side.people["headteacher"], TODAY + timedelta(days=20)
    action = record_action(item=item, text=side.word("action"), owner=head, due_on=due, by=office, at=at)
    talk = Conversation.objects.get(about="absence", school=side.schools[OURS])
    hold_talk(conversation=talk, held_on=TODAY, summary=side.word("absence"), by=office, on=TODAY)
    worry = raise_concern(
        **group, school=side.schools[OURS], name=side.word("concern"), assigned_to=office, due_on=due,
        by=side.people["chair"], at=at,
    )  # fmt: skip
    hold_talk(conversation=worry, held_on=TODAY, summary=side.word("concern"), by=office, on=TODAY)
    here = {"pk": held.pk}
    side.args |= {
        "held meeting": here,
        "held item": {"pk": item.pk},
        "entry": here | {"item": item.pk},
        "minutes step": here | {"do": "discuss"},
        "minutes paper": here | {"number": 1},
        "minutes part": here | {"part": first.parts.get().pk},
        "action": {"pk": action.pk},
        "absence talk": {"pk": talk.pk},
    }


def _held(side: Side) -> Meeting:
    """A further meeting, of an hour of this morning, to which nobody came."""
    at = noon(TODAY)
    held = Meeting.objects.create(
        collaborative=side.group, body=Body.objects.get(code="full-group"), kind="called", state="fixed",
        name="Further meeting", starts_at=at - timedelta(hours=2), ends_at=at - timedelta(hours=1),
    )  # fmt: skip
    derive_mandates(held, at)
    open_meeting(meeting=held, by=side.people["chair"], at=at)
    return close_meeting(meeting=held, by=side.people["chair"], at=at)


def _trail(side: Side, more: bool) -> None:
    """The last thing that was done stands on the first page of the trail."""
    audit.record(
        collaborative=side.group,
        act="edit-schools",
        subject=side.schools[OURS],
        by=side.people["office"],
        at=noon(TODAY),
        after={"words": side.word("audit")},
    )


STEPS: list[Callable[[Side, bool], None]] = [
    _constitution,
    _people,
    _grants,
    _money,
    _notices,
    _editions,
    _papers,
    _news,
    _duties,
    _groups,
    _openings,
    _requests,
    _meetings,
    _items,
    _on_the_day,
    _decisions,
    _afterwards,
    _trail,
]
