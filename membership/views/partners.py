"""Partners and joiners who are not member schools (K5.9), each with the people who come for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from membership.actions.partners import add_partner
from membership.forms.partners import PartnerForm
from membership.models import Partner
from membership.permissions import allowed
from membership.views.doors import facts_of, members_only, refuse_press, status_of, tried


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    may_edit = allowed(request.viewer, "edit-partners")
    refuse_press(request, "edit-partners")
    form = PartnerForm(request.POST or None)
    by = {"collaborative": request.collaborative, "by": request.user, "on": request.today}
    if form.is_valid() and (added := tried(form, lambda: add_partner(**form.cleaned_data, **by))):
        messages.success(request, f"{added.name} is in the register.")
        return redirect("membership:partners", request.collaborative.code)
    people: dict[int, list] = {}
    for post in facts_of(request).posts:
        people.setdefault(post.partner_id, []).append(post)
    rows = [(partner, people.get(partner.pk, [])) for partner in Partner.objects.visible(request.viewer)]
    context = {"rows": rows, "form": form, "may_edit": may_edit}
    return render(request, "membership/partners.html", context, status=status_of(form))
