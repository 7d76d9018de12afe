"""Who may do what: the edition's table, the closed list of acts, and its defaults (K8.5, K8.17, K-R12 to K-R14)."""

from decimal import Decimal

import pytest

import constitution
from constitution import ask
from constitution.acts import ACTS, MOVES_MONEY, is_act
from constitution.authority import group_may_end, quotes_wanted, who_may
from tests.constitution.assemblies import BOARD, answer, heads
from tests.constitution.paper import bristol, knowsley, rules

KNOWSLEY, BRISTOL = knowsley(), bristol()
NIA = {"name": "Nia Poole", "as": "signatory", "school": "Alder Primary"}
OLU = {"name": "Olu Firth", "as": "signatory", "school": "Birch Primary"}
PIA = {"name": "Pia Roe", "as": "signatory", "school": "Cedar Primary"}
MAX = {"name": "Max Gray", "office": "som"}


def approve(*people, **facts) -> bool:
    return answer(KNOWSLEY, "authority", "approve-payment", by=list(people), **facts)


@pytest.mark.clause("K8.5")
def test_any_two_different_signatories_approve_a_payment():
    assert approve(NIA, OLU) is True
    assert approve(NIA) is False
    assert approve(NIA, NIA) is False
    assert approve(NIA, MAX) is False


@pytest.mark.clause("K8.5")
def test_nobody_approves_a_payment_to_themselves_to_their_school_or_that_they_asked_for():
    assert approve(NIA, OLU, payee={"name": "Nia Poole"}) is False
    assert approve(NIA, OLU, payee={"name": "Bo Lee", "school": "Birch Primary"}) is False
    assert approve(NIA, OLU, requester="Olu Firth") is False
    assert approve(NIA, OLU, PIA, requester="Olu Firth") is True
    assert approve(NIA, OLU | {"as": ["signatory", "payee"]}) is False


@pytest.mark.clause("K8.5")
def test_a_payment_is_instructed_by_the_manager():
    assert approve(NIA, OLU, instructed_by=MAX) is True
    assert approve(NIA, OLU, instructed_by=PIA) is False
    assert answer(KNOWSLEY, "authority", "instruct-payment", by=MAX) is True
    assert answer(KNOWSLEY, "authority", "instruct-payment", by=NIA) is False


def test_the_steps_name_who_is_shut_out_and_why():
    steps = ask(KNOWSLEY, "authority", "approve-payment", {"by": [NIA, OLU], "payee": NIA}).steps
    assert steps == (
        "approve a payment: 2 of signatory",
        "Nia Poole (Alder Primary) is shut out: payee",
        "1 of 2 needed",
    )


def test_who_sits_where_the_seat_chairs_acts_as_chair():
    director = {"name": "Di Vane", "class": "Director Children's Services"}
    assert answer(BRISTOL, "authority", "invite-guest", by=[director]) is True


def test_a_panel_too_small_for_the_number_needed_is_refused():
    with pytest.raises(constitution.Refused, match="3 of a panel of 2 can never be met"):
        heads('[authority.approve-payment]\nclause = "Rules"\nby = "signatory"\npanel = 2\nneeded = 3\n')


# The closed list -----------------------------------------------------------------------------------------------


def test_a_slip_in_an_act_is_an_error():
    with pytest.raises(
        constitution.Refused, match='there is no act "aprove-payment"; did you mean "approve-payment"'
    ):
        heads('[authority.aprove-payment]\nclause = "Rules"\nby = "signatory"\n')


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_act_has_words_and_somebody_who_does_it(act):
    assert act.words
    assert act.by
    assert not act.words.endswith(".")


def test_the_appointment_to_one_office_is_an_act_of_its_own():
    assert is_act("appoint-treasurer")
    assert who_may(heads(), "appoint-manager").words == "appoint the manager"


def test_what_the_edition_does_not_name_falls_to_the_office_as_a_default():
    who = who_may(KNOWSLEY, "export")
    assert (who.by, who.is_default) == (("som",), True)
    assert who_may(BRISTOL, "export").by == ("clerk",)
    assert who_may(rules(BOARD), "export").by == ("chair",)


def test_what_the_edition_names_is_no_default():
    who = who_may(KNOWSLEY, "approve-payment")
    assert (who.by, who.needed, who.words, who.is_default) == (("signatory",), 2, "approve a payment", False)


# Quotes ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("K8.17")
def test_quotes_are_wanted_above_the_sum_that_the_edition_sets():
    rule = '[authority.book]\nclause = "Rules"\nby = "governor"\nquotes = 3\n'
    c = heads(rule + 'above = "£5,000"\n')
    assert quotes_wanted(c, "book", Decimal("5000")).value == 0
    assert quotes_wanted(c, "book", Decimal("5000.01")).value == 3
    open_ended = quotes_wanted(heads(rule), "book", Decimal("90000"))
    assert open_ended.value is None
    assert open_ended.steps == ("3 quotes when required: threshold not set in the constitution",)
    assert quotes_wanted(heads(), "book", Decimal("90000")).value == 0


def test_an_act_that_the_edition_does_not_name_is_answered_by_its_default():
    found = ask(KNOWSLEY, "authority", "export", {"by": MAX})
    assert found.value is True
    assert found.defaults == ("export for a stated purpose: the constitution does not say who; the default",)
    with pytest.raises(
        constitution.UnknownQuestion, match='no authority called "aprove-payment"; did you mean'
    ):
        ask(KNOWSLEY, "authority", "aprove-payment", {"by": MAX})


def test_every_act_that_moves_money_is_an_act():
    assert sorted(code for code in MOVES_MONEY if not is_act(code)) == []


# --- ending a school's contract ---------------------------------------------------------------------------


@pytest.mark.clause("K5.1")
@pytest.mark.parametrize("document", [KNOWSLEY, BRISTOL])
def test_neither_document_lets_the_group_end_a_schools_contract(document):
    found = group_may_end(document)
    assert (found.value, found.defaults) == (False, ())
    assert found.steps == ("the constitution gives nobody the power to end a school's contract",)


@pytest.mark.clause("K5.1")
def test_a_document_gives_the_power_by_an_authority_or_by_a_kind_of_decision():
    chair = '[office.chair]\nclause = "Rules"\nname = "Chair"\n'
    by_office = rules(chair + '[authority.end-contract]\nclause = "Rules"\nby = ["chair"]')
    assert group_may_end(by_office).value is True
    group = '[body.group]\nclause = "Rules"\nname = "The group"\n'
    by_vote = rules(group + '[decision.end-contract]\nclause = "Rules"\nbody = "group"')
    assert group_may_end(by_vote).steps == ("end-contract: decided by The group",)
    assert group_may_end(by_vote).clause == ("Rules",)
