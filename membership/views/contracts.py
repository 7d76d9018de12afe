"""One contract: its words, sent, read and signed, countersigned, and its copy for ever (K5.1)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from constitution.authority import END_CONTRACT
from membership.actions.contract_paper import send_contract
from membership.actions.contracts import countersign_contract, sign_contract, void_contract
from membership.forms.contracts import SignForm, VoidForm
from membership.models import Assent, Contract
from membership.permissions import Viewer, allowed
from membership.queries.contract_text import contract_text
from membership.queries.contracts import is_copied, outdated
from membership.queries.editions import contract_rules
from membership.views import words
from membership.views.doors import facts_of, refuse_press, status_of, tried
from records import clock, documents

State = Contract.State
SIGNED = (State.SIGNED, State.AGREED)
SIGNATURES = (Assent.Kind.SIGN, Assent.Kind.COUNTERSIGN)
DONE = {
    "sign": "Signed. It is now to be countersigned for the group.",
    "countersign": "Countersigned: the contract is agreed.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    found = the_contract(request, pk)
    rules = contract_rules(facts_of(request).register.editions, found.starts_on)
    refuse_press(request, "sign-contract", may=_may_ever(request.viewer, found))
    assents = _assents(request, found)
    sha256 = found.document.sha256 if found.document else ""
    do = request.POST.get("do") if request.method == "POST" else ""
    typed = request.POST if do in ("sign", "countersign") else None
    form = SignForm(typed, name=request.user.name, initial={"sha256": sha256})
    letting_go = VoidForm(request.POST if do == "void" else None)
    tried_with = letting_go if do == "void" else form
    if do and (done := _do(request, do, found, tried_with)):
        messages.success(request, done)
        return redirect("membership:contract", request.collaborative.code, pk)
    context = {
        "contract": found,
        "school": found.school,
        "text": contract_text(rules, found.tier),
        "tier": words.tier_name(rules, found.tier),
        "edition": rules.constitution.edition,
        "stages": _stages(found, assents),
        "signatures": [assents[kind] for kind in SIGNATURES if kind in assents],
        "stale": _stale(request, found),
        "copy": found.signed_copy if is_copied(found) else None,
        "copying": found.form == Contract.Form.CONTRACT and found.state in SIGNED and not is_copied(found),
        "form": form,
        "void": letting_go,
        "problems": tried_with,
        "may": _may(request.viewer, found),
        "may_end": _may_end(request, found),
    }
    return render(request, "membership/contract.html", context, status=status_of(tried_with))


@require_safe
def as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen copy, opened through the contract that owns it."""
    found = the_contract(request, pk)
    if found.document is None:
        raise Http404
    name = f"contract-{found.school.pk}-{found.starts_on.isoformat()}.pdf"
    return FileResponse(documents.open_document(found.document), content_type=documents.PDF, filename=name)


@require_safe
def signed_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract with its page of signatures, opened through the same door."""
    found = the_contract(request, pk)
    if found.signed_copy is None:
        raise Http404
    name = f"signed-contract-{found.school.pk}-{found.starts_on.isoformat()}.pdf"
    return FileResponse(documents.open_document(found.signed_copy), content_type=documents.PDF, filename=name)


def the_contract(request: HttpRequest, pk: int) -> Contract:
    rows = Contract.objects.visible(request.viewer).select_related(
        "school", "document", "signed_copy", "collaborative"
    )
    return get_object_or_404(rows, pk=pk)


def _assents(request: HttpRequest, found: Contract) -> dict[str, Assent]:
    """The signatures under this very document, by kind."""
    if found.document is None:
        return {}
    rows = Assent.objects.visible(request.viewer).filter(document=found.document).select_related("person")
    return {assent.kind: assent for assent in rows}


def _stale(request: HttpRequest, found: Contract) -> str:
    """Why what was sent is not the one to sign any more."""
    if found.state != State.ISSUED or found.document is None:
        return ""
    facts = facts_of(request)
    details = [row for row in facts.rows.details if row.school_id == found.school_id]
    return outdated(found, details, facts.register.editions, request.on)


def _may_ever(viewer: Viewer, found: Contract) -> bool:
    """Whether a button of this page can be theirs at all; the verb says whether it is now."""
    acts = ("issue-contract", "countersign-contract", "void-contract")
    return viewer.heads(found.school_id) or any(allowed(viewer, act) for act in acts)


def _may(viewer: Viewer, found: Contract) -> dict[str, bool]:
    """What this viewer may do with it as it stands now."""
    own = viewer.heads(found.school_id)
    return {
        "issue": found.state == State.DRAFTED and bool(allowed(viewer, "issue-contract")),
        "sign": found.state == State.ISSUED and own and bool(allowed(viewer, "sign-contract")),
        "countersign": found.state == State.SIGNED and bool(allowed(viewer, "countersign-contract")),
        "void": found.state in (State.DRAFTED, State.ISSUED, State.SIGNED)
        and bool(allowed(viewer, "void-contract")),
    }


def _may_end(request: HttpRequest, found: Contract) -> bool:
    """The group ends what runs on; whether the constitution lets it is said on the page that asks."""
    runs = found.state == State.AGREED and found.ends_before is None
    return runs and not request.previewing and bool(allowed(request.viewer, END_CONTRACT))


def _do(request: HttpRequest, do: str, found: Contract, form: SignForm | VoidForm) -> str:
    """What was done, in a sentence; empty where the form says why not."""
    told = {"contract": found, "by": request.user, "at": clock.now()}
    if do == "issue":
        done = tried(form, lambda: send_contract(**told))
        return f"The contract is sent: {found.school.name} can read and sign it." if done else ""
    if do == "void":
        done = form.is_valid() and tried(form, lambda: void_contract(**told, **form.cleaned_data))
        return "The contract comes to nothing." if done else ""
    verb = {"sign": sign_contract, "countersign": countersign_contract}.get(do)
    if verb is None:
        raise Http404
    if not form.is_valid():
        return ""
    words = {"sha256": form.cleaned_data["sha256"], "signed_as": form.cleaned_data["typed"]}
    return DONE[do] if tried(form, lambda: verb(**told, **words)) else ""


def _stages(found: Contract, assents: dict[str, Assent]) -> list[dict[str, Any]]:
    """Sent, signed, countersigned, in force: the fixed stages of a contract."""
    signed, countersigned = assents.get(Assent.Kind.SIGN), assents.get(Assent.Kind.COUNTERSIGN)
    done = [found.issued_at is not None, signed is not None, countersigned is not None]
    if found.form != Contract.Form.CONTRACT:
        return [{"name": found.get_form_display(), "state": "done", "on": found.starts_on}]
    names = [("Sent", found.issued_at, ""), ("Signed", *_by(signed)), ("Countersigned", *_by(countersigned))]
    now = done.index(False) if False in done else len(done)
    stages = [
        {"name": name, "on": at, "note": note, "state": "done" if n < now else "now" if n == now else "next"}
        for n, (name, at, note) in enumerate(names)
    ]
    return [
        *stages,
        {"name": "In force", "on": found.starts_on, "state": "now" if now == len(done) else "next"},
    ]


def _by(assent: Assent | None) -> tuple[Any, str]:
    return (assent.at, f"by {assent.person.name}, {assent.capacity}") if assent else (None, "")
