"""What seats and posts ask for: attesting (B3.3), passing on with a post (B-R10), and reviews (K7.3, B4.1)."""

from collections.abc import Iterator

from django.urls import reverse

from constitution import say
from constitution.acts import THE_OFFICE
from constitution.dates import ONE_DAY
from constitution.finding import Working
from constitution.reminding import remind_before
from membership.models import Assent
from membership.obligations.facts import facts_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.attestation import Words, attestations_of, words_of
from membership.queries.ex_officio import Followed, followed
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from membership.queries.register import Role
from membership.queries.reviews import Review, recorded_in, review_now, reviews_of
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

# No document gives a time for either; two weeks is the program's, and is said to be.
TIME = 14 * ONE_DAY
TO_ATTEST = "two weeks to attest: the constitution does not say; the default"
TO_PASS_ON = "two weeks to pass the seat on: the constitution does not say; the default"


# What is attested ---------------------------------------------------------------------------------------


@source
def attest_for_the_seat(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Whoever sits is asked to attest what the body asks for; whoever sits down next is asked anew."""
    facts = facts_of(collaborative, window)
    asked = {code: words for code in facts.rules.body if (words := words_of(facts.rules, code))}
    given = attestations_of(facts) if asked else {}
    for role in facts.roles:
        words = asked.get(role.place.body.code) if role.place.body_id else None
        if words and role.held and role.held.holding and role.held.since + TIME in window:
            yield _attest(collaborative, facts, role, words, given.get(role.held.holding.attestation_id))


def _attest(
    collaborative: Collaborative, facts: Membership, role: Role, words: Words, assent: Assent | None
) -> Obligation:
    held, due = role.held, role.held.since + TIME
    working = Working(facts.rules, f"body.{role.place.body.code}", *words.clauses).default(TO_ATTEST)
    working.step(f"seated on {say.long_date(held.since)}, two weeks later is {say.long_date(due)}")
    return Obligation(
        key=key(f"body.{role.place.body.code}", held.holding, "", "attest"),
        due_on=due,
        what=f"Attest what your seat asks for: {role.name}",
        kind="body",
        reason=f"Whoever sits on {role.place.body.name} attests it for each time in a seat.",
        who=(held.person.pk,),
        whom=held.person.name,
        why=working.answer(due),
        link=reverse("membership:attestation", args=[collaborative.code, held.holding.pk]),
        button="Read and attest",
        remind=remind_before("text").before,
        done_on=civil_day(assent.at) if assent else None,
        collective=f"What the seats of {role.place.body.name} ask for is attested",
        per="seat",
        level="members",
    )


# Seats that go with a post ------------------------------------------------------------------------------


@source
def pass_the_seat_on(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """A seat whose post somebody else has by now: the office seats them."""
    facts = facts_of(collaborative, window)
    who = named(facts, holders(facts.rules, "appoint"))
    for found in followed(facts):
        if found.next and found.next.starts_on + TIME in window:
            yield _pass_on(collaborative, facts, found, who)


def _pass_on(
    collaborative: Collaborative, facts: Membership, found: Followed, who: tuple[int, ...]
) -> Obligation:
    place, post = found.role.place, found.next
    due, rule = post.starts_on + TIME, facts.rules.body[place.body.code]
    working = (
        Working(facts.rules, f"body.{place.body.code}").use(rule, "members", "tenure").default(TO_PASS_ON)
    )
    working.step(f"the seat goes with the post: {found.post}")
    working.step(f"{post.person.name} has the post since {say.long_date(post.starts_on)}")
    return Obligation(
        key=key(f"body.{place.body.code}", place, f"post {post.pk}", "pass on"),
        due_on=due,
        what=f"Seat {post.person.name}: {found.role.name}",
        kind="body",
        reason=found.words,
        who=who,
        whom="The office",
        why=working.answer(due),
        link=reverse("membership:pass-on-seat", args=[collaborative.code, place.pk]),
        button="See what follows",
        remind=remind_before("text").before,
        level="members",
    )


# Reviews ------------------------------------------------------------------------------------------------


@source
def review_the_posts(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each review of whoever has a post; one of an earlier year is asked for no more."""
    facts = facts_of(collaborative, window)
    recorded, office = recorded_in(facts), named(facts, [THE_OFFICE])
    for role in facts.roles:
        found = reviews_of(facts, role, recorded)
        now = review_now(found, window.on)
        for review in found:
            if review.due.due_on in window:
                past = now is not None and review.due.due_on < now.due.due_on
                yield _review(collaborative, facts, review, office, past)


def _review(
    collaborative: Collaborative, facts: Membership, review: Review, office: tuple[int, ...], past: bool
) -> Obligation:
    place, held = review.role.place, review.held
    rules = facts.register.editions.rules_since(held.since)
    kind = "body" if place.body_id else "office"
    rule = rules.body.get(place.body.code) if place.body_id else rules.office.get(place.code)
    return Obligation(
        key=key(f"{kind}.{place.code}", place, f"{held.since.isoformat()}/{review.due.slot}", "review"),
        due_on=review.due.due_on,
        what=f"Review the post of {review.role.name}",
        kind="office",
        reason=f"{held.person.name}, since {say.date(held.since)}.",
        who=office,
        whom=held.person.name,
        why=held.finding,
        link=reverse("membership:review-post", args=[collaborative.code, held.holding.pk]),
        button="Record the review",
        remind=remind_before(rule or kind).before,
        done_on=review.done.done_on if review.done else None,
        lapses=past,
        level="members",
    )
