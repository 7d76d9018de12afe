"""A contract ends by a decision of the group (K5.1), where the constitution gives it that power: first what follows."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from constitution.authority import END_CONTRACT, group_may_end
from membership.actions.ending import end_contract as end_it
from membership.forms.ending import EndContractForm
from membership.models import Contract
from membership.queries.ending import Ending
from membership.views import words
from membership.views.contracts import the_contract
from membership.views.doors import facts_of, status_of, tried, who_may
from membership.views.sums import sums_of
from records import clock


@who_may(END_CONTRACT)
@require_http_methods(["GET", "HEAD", "POST"])
def end_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """The day, the reason and the decision; then what follows from that very day; then it is done."""
    found, facts = the_contract(request, pk), facts_of(request)
    form = EndContractForm(
        request.POST if request.method == "POST" else None, initial={"last_day": request.on}
    )
    checking = form.is_valid()
    last_day = form.cleaned_data["last_day"] if checking else request.on
    if checking and form.cleaned_data["shown"] == last_day.isoformat():
        if tried(form, lambda: end_it(contract=found, by=request.user, at=clock.now(), **form.asked())):
            words_done = (
                f"The contract of {found.school.name} ends on {say.long_date(last_day)}. The school is told."
            )
            messages.success(request, words_done)
            return redirect("membership:contract", request.collaborative.code, pk)
        checking = False
    context = {
        "contract": found,
        "school": found.school,
        "tier": words.tier_name(facts.rules, found.tier),
        "power": group_may_end(facts.rules),
        "running": found.state == Contract.State.AGREED,
        "form": form,
        "checking": checking,
        **_leads_to(Ending(facts, found.school, last_day)),
    }
    return render(request, "membership/end_contract.html", context, status=status_of(form))


def _leads_to(ending: Ending) -> dict[str, Any]:
    return {"ending": ending, "sums": sums_of(ending.owed)}
