"""How long a click of the roll call takes while forty people have the page of the day open, against the floor.

    python -m bench.meeting_day [--watching N] [--clicks N]

The site is served as in production (bench/_site.py), on the demonstration's 35 schools. The next full meeting is put on
today. As many watchers as asked for ask every five seconds for what has moved, with the tag of what they saw last;
among them the recorder marks heads as here and gone again, and right before each click asks for the floor: a
signed-in page with a list of fifty rows. Wanted: a click at most 2.5 times the floor, by the medians.
"""

import argparse
import http.client
import os
import sys
from statistics import median
from threading import Event, Thread
from time import perf_counter
from urllib.parse import urlencode

os.environ["QUORATE_DEMO"] = "yes"

from bench import ground  # noqa: F401, I001  # reason: sets Django up before any model is imported
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.middleware.csrf import _get_new_csrf_string
from django.urls import reverse

from bench._site import Site, served, signed_in
from bench._things import person_of
from meetings.models import Meeting
from meetings.models.meeting import BEFORE_OPENING
from membership.queries.kept import facts_on
from records import clock
from records.models import Collaborative
from records.tenancy import scoped

MOST = 2.5
FLOOR = "/floor/"
WATCHING, CLICKS, WARM = 40, 60, 5
EVERY = 5.0


def meeting_of_today(group: Collaborative) -> Meeting:
    """The next full meeting, which begins an hour ago."""
    with scoped(group):
        rows = Meeting.objects.filter(
            event="full-meeting", state__in=BEFORE_OPENING[1:], starts_at__gt=clock.now()
        )
        found, now = rows.order_by("starts_at").first(), clock.now()
        times = {"starts_at": now - timedelta(minutes=1), "ends_at": now + timedelta(hours=5)}
        Meeting.objects.filter(pk=found.pk).update(**times)
        found.refresh_from_db()
        return found


class Watcher(Thread):
    """Somebody whose page is open: asks for what has moved, again and again, until told to stop."""

    def __init__(self, site: Site, path: str, session: str, begins: float, over: Event):
        super().__init__(daemon=True)
        self.site, self.path, self.session, self.begins, self.over = site, path, session, begins, over
        self.tag, self.moved, self.still = "", 0, 0

    def run(self) -> None:
        self.over.wait(self.begins)
        while not self.over.is_set():
            self.look()
            self.over.wait(EVERY)

    def look(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.session}"
        line.request(
            "GET", self.path, headers={"Cookie": cookie, "If-None-Match": self.tag, "HX-Request": "true"}
        )
        answer = line.getresponse()
        answer.read()
        self.moved, self.still = self.moved + (answer.status == 200), self.still + (answer.status == 304)
        self.tag = answer.headers.get("ETag") or self.tag
        line.close()


def clicked(site: Site, path: str, session: str, mark: str, key: str) -> float:
    """Milliseconds until a click is answered, as the page sends it."""
    secret = _get_new_csrf_string()
    body = urlencode({"mark": mark, "key": key, "csrfmiddlewaretoken": secret})
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={secret}",
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
    }
    began = perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    line.request("POST", path, body, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 200:
        raise SystemExit(f"A click was answered {answer.status}.")
    return 1000 * (perf_counter() - began)


def marks(group: Collaborative, meeting: Meeting) -> list[str]:
    """A click for each school of the roll that has a head."""
    with scoped(group):
        rows = meeting.mandates.filter(struck_at=None, school__isnull=False, holder__isnull=False).order_by(
            "pk"
        )
        return [f"come:{row.pk}:{row.holder_id}" for row in rows]


def left(group: Collaborative, meeting: Meeting) -> None:
    """Everybody out again, so that there is somebody to mark."""
    with scoped(group):
        meeting.presences.filter(left_at=None).update(left_at=clock.now())


def main(watching: int, clicks: int) -> int:
    call_command("demonstration")
    group = Collaborative.objects.get(code="knowsley")
    meeting, office = meeting_of_today(group), person_of(group, "som")
    path, session = reverse("meetings:day-mark", args=[group.code, meeting.pk]), signed_in(office)
    with scoped(group):
        heads = [member.person for member in facts_on(group, clock.today()).of("full-group") if member.person]
    own, floor, over = [], [], Event()
    with served() as site:
        sessions = [signed_in(heads[number % len(heads)]) for number in range(watching)]
        now = reverse("meetings:day-now", args=[group.code, meeting.pk])
        watchers = [
            Watcher(site, now, each, EVERY * n / max(watching, 1), over) for n, each in enumerate(sessions)
        ]
        for each in watchers:
            each.start()
        waiting: list[str] = []
        for turn in range(WARM + clicks):
            if not waiting:
                left(group, meeting)
                waiting = marks(group, meeting)
            took = site.get(FLOOR, session)[0], clicked(site, path, session, waiting.pop(), f"click-{turn}")
            if turn >= WARM:
                floor.append(took[0]), own.append(took[1])
            over.wait(0.2)
        over.set()
    ratio = median(own) / median(floor)
    print(
        f"{ratio:.2f} ×   a click {median(own):.1f} ms, the floor {median(floor):.1f} ms, {watching} watching"
    )
    print(
        f"watchers: {sum(w.moved for w in watchers)} answers with news, {sum(w.still for w in watchers)} without"
    )
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A click of the roll call, as a ratio to the floor.")
    parser.add_argument("--watching", type=int, default=WATCHING)
    parser.add_argument("--clicks", type=int, default=CLICKS)
    asked = parser.parse_args()
    sys.exit(main(asked.watching, asked.clicks))
