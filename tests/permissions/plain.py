"""The addresses of the site, where a refusal is an answer and no page: there are twenty thousand of them.

How the pages of a refusal read, for every role, test_refusals.py says.
"""

from django.http import HttpRequest, HttpResponseForbidden, HttpResponseNotFound

from collaborative import urls

urlpatterns = urls.urlpatterns
handler400, handler500 = urls.handler400, urls.handler500


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponseNotFound:
    return HttpResponseNotFound()


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponseForbidden:
    """With the sentence that says who may."""
    answer = HttpResponseForbidden()
    answer.because = str(exception or "")
    return answer
