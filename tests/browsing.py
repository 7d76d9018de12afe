"""A client that asks by the thousand: it reads what is answered, and keeps nothing of how it was made.

Django's own client copies the context of every template that a page is made of. Nor is a cookie of an answer kept:
what was signed in or out by a request that is undone is undone with it.
"""

from django.core.signals import got_request_exception
from django.test import Client


class Reader(Client):
    def request(self, **request):
        """As Django's, without `answer.context` and `answer.templates`. What fails in a view is raised here."""
        failed = f"request-exception-{id(request)}"
        got_request_exception.connect(self.store_exc_info, dispatch_uid=failed)
        try:
            answer = self.handler(self._base_environ(**request))
        finally:
            got_request_exception.disconnect(dispatch_uid=failed)
        self.check_exception(answer)
        return answer
