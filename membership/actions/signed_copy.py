"""The signed copy of a contract (K5.1): its unchanged words with a page of signatures, one paper for both sides.

Printed when the school has signed and again when it is countersigned; the later copy supersedes the earlier, and
neither is ever changed. The document that was signed is enclosed in it, byte for byte.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.template.loader import render_to_string

import constitution
from membership.actions.contract_paper import keep_until, rules_of, told_of
from membership.actions.contracts import CONSENT, COPY_JOB, ask_for_copy, copy_key
from membership.models import Assent, Contract
from membership.queries.contracts import is_copied, signatures_of
from membership.queries.editions import editions_of
from records import audit, documents
from records.models import Collaborative, Document, Job, Person

KIND = "signed-contract"
ACTS = {Contract.State.SIGNED: "sign-contract", Contract.State.AGREED: "countersign-contract"}


def print_signed_copy(*, contract: Contract, by: Person | None, on: date) -> Document | None:
    """Print what stands now, unless it is printed. What has come to nothing meanwhile gets no new paper."""
    if contract.state not in ACTS or is_copied(contract):
        return contract.signed_copy
    rules, signed = printed_rules(contract), signatures_of(contract)
    document = documents.issue(
        collaborative=contract.collaborative,
        kind=KIND,
        title=f"{contract.document.title}, signed",
        html=html_of(contract, rules, signed),
        on=on,
        by=by,
        facts={
            "contract": contract.pk,
            "state": contract.state,
            "signatures": [_as_fact(each) for each in signed],
        },
        edition_sha=rules.sha256,
        keep_until=keep_until(rules, on),
        subject=contract.document.subject,
        supersedes=contract.signed_copy,
        encloses=contract.document,
    )
    _keep(contract, document, by)
    return document


@transaction.atomic
def _keep(contract: Contract, document: Document, by: Person | None) -> None:
    """A contract that has moved on while this was printed has its own copy on the way."""
    if Contract.objects.filter(pk=contract.pk, state=contract.state).update(signed_copy=document):
        after = {"signed_copy": document.sha256, "state": contract.state}
        act = ACTS[contract.state]
        audit.record(collaborative=contract.collaborative, act=act, subject=contract, by=by, after=after)
    contract.refresh_from_db()


def ask_for_missing_copies(*, collaborative: Collaborative, on: date) -> list[Contract]:
    """Contracts that were signed and whose copy nobody has asked for yet, as after a move to this program."""
    rows = Contract.objects.filter(collaborative=collaborative, form=Contract.Form.CONTRACT, state__in=ACTS)
    waiting = [
        each for each in rows.exclude(document=None).select_related("signed_copy") if not is_copied(each)
    ]
    asked = set(Job.objects.filter(kind=COPY_JOB).values_list("key", flat=True)) if waiting else set()
    missing = [each for each in waiting if copy_key(each) not in asked]
    for contract in missing:
        ask_for_copy(contract, None, on)
    return missing


def printed_rules(contract: Contract) -> constitution.Constitution:
    """The edition in whose words the contract was printed, whatever holds by now."""
    sha256 = contract.document.edition_sha
    adopted = editions_of(contract.collaborative).adopted
    return next((each.rules for each in adopted if each.sha256 == sha256), None) or rules_of(contract)


def html_of(contract: Contract, rules: constitution.Constitution, signed: Sequence[Assent]) -> str:
    document = contract.document
    told = told_of(contract, rules, document.issued_on, document.subject)
    return render_to_string(
        "documents/signed_contract.html", told | {"signatures": signed, "consent": CONSENT}
    )


def _as_fact(assent: Assent) -> dict[str, str]:
    return {
        "kind": assent.kind,
        "name": assent.signed_as,
        "at": assent.at.isoformat(),
        "sha256": assent.sha256,
    }
