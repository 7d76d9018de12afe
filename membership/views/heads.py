"""Who leads a school from a day on: a new head, an acting one, an executive head (K3.5, K7.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from constitution import say
from constitution.acts import HEAD
from membership.actions.heads import change_head
from membership.actions.people import in_words
from membership.forms.joining import HeadForm
from membership.queries.directory import everybody
from membership.views.doors import facts_of, status_of, the_school, tried, who_may


@who_may("edit-posts")
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    school, facts = the_school(request, pk), facts_of(request)
    people = everybody(request.collaborative)
    form = HeadForm(request.POST or None, people=people, initial={"starts_on": request.on})
    by = {"by": request.user, "on": request.today}
    if form.is_valid() and (post := tried(form, lambda: change_head(school=school, **form.asked(), **by))):
        messages.success(request, in_words(post))
        return redirect("membership:school", request.collaborative.code, pk)
    leads = [post for post in facts.posts if post.school_id == pk and post.kind in HEAD]
    held = {post: _held(facts, post.person_id) for post in leads}
    context = {"school": school, "form": form, "leads": [(post, say.listed(held[post])) for post in leads]}
    return render(request, "membership/change_head.html", context, status=status_of(form))


def _held(facts, person: int) -> list[str]:
    """The offices and seats that somebody holds, by name."""
    return [role.name for role in facts.roles if role.held and role.held.person.pk == person]
