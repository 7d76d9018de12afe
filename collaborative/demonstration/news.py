"""What the members were told lately, what everybody may read, and a draft that somebody is still writing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from collaborative.demonstration.duties import aim_of
from collaborative.demonstration.history import History
from membership.actions.news import publish_news, write_news


@dataclass(frozen=True)
class News:
    history: History

    def knowsley(self) -> None:
        self._ago(
            19, self.publish, title="Conference: book your place", audience="everybody",
            text="The programme of the conference is out.\n\nTell the office whom you bring, and what they eat.",
            aim="highest quality professional development",
        )  # fmt: skip
        self._ago(
            11, self.publish, title="How our schools work together", audience="public", kind="bulletin",
            text="Thirty-five schools, one handbook.\n\nThis term schools looked at each other’s reading, and "
            "what they found is shared at the full group.",
            aim="high quality teaching and learning",
        )  # fmt: skip
        self._ago(
            1, self.write, title="Parking at the next meeting", audience="role", code="headteacher",
            text="The car park is closed that week.",
        )  # fmt: skip

    def bristol(self) -> None:
        self._ago(
            15, self.publish, title="What the Group has done this term", audience="public", kind="bulletin",
            text="The Group agreed its priorities and looked at what became of the last ones.\n\n"
            "Pass this on to the leaders of your schools.",
        )  # fmt: skip

    def _ago(self, days: int, tell, **what: Any) -> None:
        """So many days ago, but in this school year: what is older was told on paper."""
        this_year = date(self.history.school_year, 9, 1)
        day = max(self.history.on - timedelta(days=days), self.history.begins, this_year)
        self.history.step(day, tell, **what)

    def write(self, day: date, aim: str = "", **what: Any):
        served = aim_of(self.history.group, day, aim) if aim else ""
        told = {"collaborative": self.history.group, "by": self.history.office, "on": day, "aim": served}
        return write_news(**told, **what)

    def publish(self, day: date, **what: Any) -> None:
        news = self.write(day, **what)
        publish_news(news=news, by=self.history.office, at=self.history.at(day))
