"""Invented data for the page that shows every component (`/_look/`)."""

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms

from collaborative.drawings import Point
from collaborative.explain import Link
from constitution.finding import Finding
from records.obligations import Obligation

TODAY = datetime.date(2024, 3, 6)

QUORUM = Finding(
    value=21,
    clause=("Quorum",),
    steps=("schools affiliated on the day: 35", "60% of 35 = 21.0", "rounded up to a whole school: 21"),
    readings=("the Strategic Operations Manager may vote and is not counted",),
    rule="quorum.full-group",
)
NOTICE = Finding(
    value=datetime.date(2024, 4, 1),
    clause=("Collaborative contract",),
    steps=("leaving day wanted: 31 July 2025", "less 12 months' notice: 1 April 2024"),
    defaults=("by the day includes the day itself",),
    rule="leaving.silver",
)


def everything() -> dict[str, Any]:
    return {
        "quorum": QUORUM,
        "notice": NOTICE,
        "rests_on": [Link("35 schools on the roll", "#"), Link("Edition 2023/24, clause 6.1", "#")],
        "changes": ["34 schools: still 21", "36 schools: 22"],
        "tasks": tasks(),
        "figures": figures(),
        "schools": schools(),
        "stages": stages(),
        "halves": halves(),
        "running": SimpleNamespace(state="running", done=22, total=38, last_error=""),
        "bars": [Point("Autumn term", 26, "26 schools"), Point("Spring term", 31, "31 schools")],
        "years": [
            Point("2021/22", 93.1, "93.1%"),
            Point("2022/23", 91.4, "91.4%"),
            Point("2023/24", 94, "94%"),
        ],
        "bad_form": bad_form(),
        "today": TODAY,
    }


def tasks() -> list[Obligation]:
    def due(
        day: datetime.date, what: str, reason: str, button: str, why: Finding | None = None
    ) -> Obligation:
        return Obligation(what, day, what, "sample", reason=reason, why=why, link="#", button=button)

    return [
        due(datetime.date(2024, 3, 8), "Are you coming on Thursday 21 March?",
            "Full group meeting, Tarnholt School. If you cannot come, your deputy can stand in.", "Reply", QUORUM),
        due(datetime.date(2024, 4, 1), "Last day to give notice for July 2025",
            "Do nothing to stay. Notice given by this day lets Birchenholt leave Silver.", "See what it means", NOTICE),
    ]  # fmt: skip


def figures() -> list[dict[str, Any]]:
    return [
        {"label": "Contract in force", "value": 33, "of": 35, "note": "1 unsigned, 1 to countersign"},
        {"label": "Fee paid", "value": 33, "of": 35, "note": "£3,150.00 still due"},
        {"label": "Pledge agreed", "value": 34, "of": 35, "note": "1 outstanding"},
        {"label": "Notice given", "value": 1, "of": 35, "note": "Silver deadline 1 April", "finding": NOTICE,
         "what": "the deadline is 1 April"},
    ]  # fmt: skip


def schools() -> list[dict[str, Any]]:
    return [
        {"name": "Coldharrow Primary Academy", "tier": "Bronze", "owed": 75000, "state": "wrong",
         "words": "£750.00, 61 days late"},
        {"name": "Dunlow Bank Primary School", "tier": "Silver", "owed": 0, "state": "done", "words": "Paid"},
        {"name": "Kestlow Primary School", "tier": "Silver", "owed": 240000, "state": "look",
         "words": "£2,400.00 due 15 March"},
    ]  # fmt: skip


def stages() -> list[dict[str, Any]]:
    return [
        {"name": "Draft", "state": "done", "on": datetime.date(2024, 3, 21)},
        {"name": "Discussed with the Chair", "state": "now", "note": "since Monday"},
        {"name": "Approved and circulated", "state": "next"},
        {"name": "Ratified at the meeting of 9 May", "state": "next"},
    ]


def halves() -> list[dict[str, Any]]:
    def half(
        name: str, first: tuple[int, int, int], last: tuple[int, int, int], words: str, now: bool = False
    ):
        return {
            "name": name,
            "first": datetime.date(*first),
            "last": datetime.date(*last),
            "words": words,
            "now": now,
        }

    return [
        half("Autumn 1", (2023, 9, 4), (2023, 10, 27), "12 done"),
        half("Autumn 2", (2023, 11, 6), (2023, 12, 21), "9 done"),
        half("Spring 1", (2024, 1, 3), (2024, 2, 9), "8 done"),
        half("Spring 2", (2024, 2, 19), (2024, 3, 28), "3 of 9 done", now=True),
        half("Summer 1", (2024, 4, 15), (2024, 5, 24), "7 to come"),
        half("Summer 2", (2024, 6, 3), (2024, 7, 19), "11 to come"),
    ]


class SampleForm(forms.Form):
    given_on = forms.CharField(label="Day notice was given", help_text="For example, 4 March 2024")
    received_by = forms.CharField(
        label="Received by", error_messages={"required": "Say who at the collaborative received it"}
    )
    how = forms.ChoiceField(label="How it came", choices=[("letter", "By letter"), ("email", "By email")])
    parts = forms.ChoiceField(
        label="For", choices=[("leave", "Leaving"), ("move", "Moving down")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="The governing body has agreed", required=False)
    reason = forms.CharField(label="Reason", required=False, widget=forms.Textarea(attrs={"rows": 3}))


def bad_form() -> SampleForm:
    form = SampleForm(
        {"given_on": "2 April 2024", "how": "letter", "parts": "leave", "reason": "Joining a trust."}
    )
    form.add_error("given_on", "The day notice was given cannot be after today, 6 March 2024")
    return form
