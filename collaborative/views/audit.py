"""The audit trail (X5): looked through, verified, and copied for a stated purpose. Nothing here changes it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from collaborative import audit_trail
from collaborative.audit_trail import SEE, SHORT, VERIFY, Asked, Line
from membership.permissions import NotAllowed, allowed
from membership.views.doors import who_may
from membership.views.sheets import sheet
from records import audit, clock, jobs
from records.models import AuditEntry
from records.refusals import Refusal

ON_A_PAGE = 25
COLUMNS = ("Number", "When", "Who", "Acting as", "Act", "About", "Key", "Changes", "Purpose", "Hash")


@who_may(SEE)
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    return _page(request, Asked.of(request.GET))


def _page(request: HttpRequest, asked: Asked, problem: str = "", purpose: str = "") -> HttpResponse:
    pages = Paginator(_found(request, asked), ON_A_PAGE)
    if not asked:
        # The head knows how many there are in all.
        pages.count = request.door.head.seq
    found = pages.get_page(request.GET.get("page"))
    context = {
        "found": found,
        "lines": audit_trail.lines(request.collaborative, found),
        "asked": asked,
        "asked_pairs": asked.pairs,
        "choices": audit_trail.choices(request.collaborative, _entries(request)),
        "head": request.door.head,
        "may_export": allowed(request.viewer, audit_trail.EXPORT),
        "problem": problem,
        "purpose": purpose,
    }
    return render(request, "audit/audit.html", context, status=422 if problem else 200)


def _entries(request: HttpRequest) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.visible(request.viewer)


def _found(request: HttpRequest, asked: Asked) -> QuerySet[AuditEntry]:
    return audit_trail.search(_entries(request), asked)


@who_may(SEE)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walks the chain: a short one at once, a long one as work in the background."""
    group = request.collaborative
    if audit.head(group).seq > SHORT:
        jobs.enqueue(kind=VERIFY, key=group.code, by=request.user, collaborative=group)
        messages.info(
            request, "The trail is long: it is checked in the background, and the result stands here."
        )
        return redirect("work", group.code)
    verdict = audit.verify(group)
    tell = messages.success if verdict else messages.error
    tell(request, audit_trail.in_words(verdict))
    return redirect("audit", group.code)


@who_may(SEE)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """A copy of what the page shows, for a purpose that is recorded first."""
    asked, purpose = Asked.of(request.POST), request.POST.get("purpose", "")[:300]
    rows = audit_trail.lines(request.collaborative, _found(request, asked))
    try:
        audit_trail.export(
            collaborative=request.collaborative,
            asked=asked,
            number=len(rows),
            purpose=purpose,
            by=request.user,
            on=request.today,
            at=clock.now(),
        )
    except NotAllowed as refused:
        raise PermissionDenied(refused.sentence) from refused
    except Refusal as refused:
        return _page(request, asked, refused.sentence, purpose)
    ending = "xlsx" if request.POST.get("as") == "xlsx" else "csv"
    return sheet(ending, "audit-trail", request.on, COLUMNS, map(_row, rows))


def _row(line: Line) -> list:
    entry = line.entry
    changed = "; ".join(f"{each.name}: {each.before or '–'} > {each.after or '–'}" for each in line.changes)
    return [
        entry.seq,
        entry.at.astimezone(clock.UK).isoformat(" ", "seconds"),
        entry.by__name,
        entry.acting_as,
        audit_trail.act_words(entry.act),
        line.subject,
        f"{entry.subject_kind} {entry.subject_key}",
        "erased" if line.erased else changed,
        entry.purpose,
        entry.hash,
    ]
