"""How a standing is said: for each thing a shape and a word, the same in the table and on a school's page."""

from dataclasses import dataclass
from datetime import date

from constitution import Constitution, say
from membership.models import Assent, Contract, Notice
from membership.queries.side_by_side import Line
from membership.queries.standing import CONTRACT, FEE, PLEDGE, Need, Standing

State, Form = Contract.State, Contract.Form

COMING = {
    State.DRAFTED: "Drafted, not sent",
    State.ISSUED: "Sent, not signed",
    State.SIGNED: "Not countersigned",
}
IN_FORCE = {Form.CONTRACT: "Signed", Form.PAPER: "Signed on paper", Form.ADMISSION: "Admitted"}


@dataclass(frozen=True)
class Said:
    """A status: `state` is done, waiting, look, wrong or nothing; `since` the day it became so."""

    state: str
    words: str
    since: date | None = None

    @property
    def in_order(self) -> bool:
        return self.state in ("done", "nothing")


def contract(line: Line) -> Said:
    if line.coming:
        return Said("look", COMING[line.coming.state])
    if line.standing.contract is None:
        return Said("wrong", "No contract")
    if line.again:
        return Said("look", "To be signed again", line.again.since)
    in_force = line.standing.contract
    return Said("done", IN_FORCE[in_force.form], in_force.starts_on)


def fee(line: Line) -> Said:
    return _need(line.standing, FEE, "Paid", "Not paid")


def pledge(line: Line) -> Said:
    return _need(line.standing, PLEDGE, "Agreed", "Not agreed")


def agreed(line: Line, kind: str) -> Said:
    """One of what is agreed to beside the pledge."""
    part = line.part_in(kind)
    if part is None:
        return Said("nothing", "Not asked for")
    return Said("done", "Agreed", part.since) if part.met else Said("look", "Not agreed")


def notice(line: Line) -> Said:
    return of_notice(line.notice)


def of_notice(found: Notice | None) -> Said:
    if found is None:
        return Said("nothing", "None")
    if found.state == Notice.State.GIVEN:
        return Said("look", "To be confirmed", found.given_on)
    day = say.date(found.takes_effect_on)
    return Said("waiting", f"Leaves {day}" if found.kind == Notice.Kind.LEAVE else f"Moves down {day}")


def past_notice(found: Notice) -> Said:
    """What became of a notice that does not stand any more."""
    if found.state == Notice.State.WITHDRAWN:
        return Said("nothing", f"Withdrawn: {found.resolution}")
    if found.state == Notice.State.VOID:
        return Said("nothing", "Entered by mistake")
    return Said("done", "Took effect", found.takes_effect_on)


def _need(standing: Standing, name: str, met: str, unmet: str) -> Said:
    """Of a school that is no member yet this year's fee and pledge are not asked for: its own begin with its contract."""
    need = need_of(standing, name)
    if need is None or not standing.is_member:
        return Said("nothing", "Not asked for")
    return Said("done", met, need.since) if need.met else Said("look", unmet)


def need_of(standing: Standing, name: str) -> Need | None:
    return next((need for need in standing.needs if need.name == name), None)


def tier_name(rules: Constitution, code: str) -> str:
    """'Silver'; the code itself where an older edition had a tier that this one has not."""
    return (rules.tier[code].name if code in rules.tier else "") or code


# What is agreed to beside the pledge, as the columns call it.
BESIDES = {Assent.Kind.CONSTITUTION.value: "Constitution", Assent.Kind.PROTOCOL.value: "Data protocol"}

# What can be looked for in the table, in the order of its columns.
MISSING = {
    "contract": ("Contract", lambda line: bool(line.coming or line.again or CONTRACT in line.missing)),
    "fee": ("Fee", lambda line: FEE in line.missing),
    "pledge": ("Pledge", lambda line: PLEDGE in line.missing),
    **{
        kind: (name, lambda line, kind=kind: bool((part := line.part_in(kind)) and not part.met))
        for kind, name in BESIDES.items()
    },
    "notice": ("Notice given", lambda line: line.notice is not None),
}
