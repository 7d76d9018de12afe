"""The register of partners: those the group works with who are no member schools (K5.9)."""

from datetime import date

from django.db import IntegrityError, transaction

from membership.models import Partner
from membership.permissions import require
from records import audit
from records.models import Collaborative, Person
from records.refusals import Refusal


class PartnerKnown(Refusal):
    sentence = "This partner is in the register already."


@transaction.atomic
def add_partner(
    *, collaborative: Collaborative, name: str, kind: str, by: Person | None, on: date, area: str = ""
) -> Partner:
    """Enter a partner. Invited to a meeting they are by its own verb."""
    acting_as = require(by, "edit-partners", collaborative, on)
    try:
        with transaction.atomic():
            partner = Partner.objects.create(collaborative=collaborative, name=name, kind=kind, area=area)
    except IntegrityError:
        raise PartnerKnown() from None
    audit.record(
        collaborative=collaborative,
        act="edit-partners",
        subject=partner,
        by=by,
        acting_as=acting_as,
        after={"name": name, "kind": kind, "area": area},
    )
    return partner


@transaction.atomic
def change_partner(
    *, partner: Partner, name: str, kind: str, by: Person | None, on: date, area: str = ""
) -> Partner:
    """Correct what is recorded of a partner, or enter what it is called now."""
    acting_as = require(by, "edit-partners", partner.collaborative, on)
    before = {"name": partner.name, "kind": partner.kind, "area": partner.area}
    after = {"name": name.strip(), "kind": kind, "area": area.strip()}
    if after == before:
        raise Refusal("Nothing is changed.")
    try:
        with transaction.atomic():
            Partner.objects.filter(pk=partner.pk).update(**after)
    except IntegrityError:
        raise PartnerKnown("There is another partner of this name and kind.") from None
    partner.refresh_from_db()
    audit.record(
        collaborative=partner.collaborative,
        act="edit-partners",
        subject=partner,
        by=by,
        acting_as=acting_as,
        before=before,
        after=after,
    )
    return partner
