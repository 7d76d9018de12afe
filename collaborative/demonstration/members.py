"""The schools of the Knowsley-shaped group and the people who work there: how they came, changed and went."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from collaborative.demonstration import schools
from collaborative.demonstration.history import History
from collaborative.demonstration.people import NOT_YET_IN, employ, person
from collaborative.demonstration.schools import Invented
from constitution import say
from membership.actions.contracts import admit_school
from membership.actions.invitations import invite
from membership.actions.notices import confirm_notice, give_notice, withdraw_notice
from membership.actions.pledge import agree_pledge
from membership.actions.posts import end_post
from membership.actions.schools import add_school, change_detail, end_school
from membership.models import Contract, Post, School
from membership.queries.editions import edition_on
from membership.queries.pledge import pledge_of
from membership.queries.roll import contracts_on
from records.models import Person

FOUNDED = date(2020, 9, 1)

NO_PLEDGE = ("dunlow", "querndale")
LEAVES, THINKS_OF_LEAVING, STAYS_AFTER_ALL = "netherfold", "larkfold", "querndale"


@dataclass
class Members:
    """Schools by code, as they are entered; people are found by name."""

    history: History
    schools: dict[str, School] = field(default_factory=dict)

    def found(self) -> None:
        """The founding schools, their contracts on paper and their people."""
        for place, (code, school) in enumerate(schools.everybody().items()):
            if code != schools.JOINED:
                self.enter(school, date(2011 + place * 5 % 9, 9, 1))
                self._admit(code, FOUNDED, school.tier)

    def steps(self) -> None:
        self._changes(self.history.school_year)
        self._pledges()
        self._notices()

    def _changes(self, year: int) -> None:
        """What happened in the school year before this one, and on its last and first days."""
        step, last_day = self.history.step, date(year - 1, 8, 31)
        step(date(year - 1, 3, 3), self.merge, last_day=last_day)
        step(date(year - 1, 6, 18), self.join, first=date(year - 1, 9, 1))
        step(date(year - 1, 8, 20), self.academise, first=date(year - 1, 9, 1))
        step(date(year - 1, 12, 10), self.change_head, last_day=date(year - 1, 12, 31))
        step(date(year, 9, 1), self.act_as_head)
        step(self.history.on - timedelta(days=3), self.invite_only)

    def _pledges(self) -> None:
        """Every school year, in the first weeks of September; two have not yet agreed to this year's."""
        for year in self.history.years():
            for place, code in enumerate(schools.everybody()):
                if year < self.history.school_year or code not in NO_PLEDGE:
                    self.history.step(
                        date(year, 9, 4) + timedelta(days=place * 5 % 17), self.pledge, code=code
                    )

    def _notices(self) -> None:
        """One confirmed this past March, one withdrawn since, and one of three days ago that waits to be confirmed."""
        on = self.history.on
        march = date(on.year if on >= date(on.year, 3, 20) else on.year - 1, 3, 12)
        given = max(march, self.history.begins + timedelta(days=11))
        self.history.step(given, self.give_notice, code=LEAVES)
        self.history.step(given + timedelta(days=8), self.confirm_notice, code=LEAVES)
        self.history.step(max(on - timedelta(days=3), given), self.give_notice, code=THINKS_OF_LEAVING)
        self.history.step(given + timedelta(days=2), self.give_notice, code=STAYS_AFTER_ALL)
        self.history.step(given + timedelta(days=9), self.confirm_notice, code=STAYS_AFTER_ALL)
        self.history.step(given + timedelta(days=30), self.withdraw_notice, code=STAYS_AFTER_ALL)

    # Who is where -----------------------------------------------------------------------------------------

    def person(self, code: str, post: str = "headteacher") -> Person:
        """Who holds a post at a school in the table."""
        school = schools.everybody()[code]
        name = dict(school.people)[post]
        return person(name, school.where(name))

    def head(self, code: str, on: date) -> Person:
        """Who speaks for a school on a day: an acting head before the head."""
        heads = Post.objects.filter(
            school=self.schools[code], kind__contains="headteacher", starts_on__lte=on
        )
        heads = heads.exclude(kind__contains="deputy").exclude(ends_before__lte=on)
        return heads.select_related("person").order_by("-starts_on").first().person

    def contract(self, code: str, on: date) -> Contract | None:
        return contracts_on(self.history.group, on).filter(school=self.schools.get(code)).first()

    # Each on its day --------------------------------------------------------------------------------------

    def enter(self, school: Invented, since: date, day: date = FOUNDED) -> None:
        by = self.history.by(day)
        found = add_school(
            collaborative=self.history.group,
            name=school.name,
            from_on=since,
            by=by,
            on=day,
            **school.detail,
        )
        self.schools[school.code] = found
        for _, name in school.people:
            employ(self.history, name, school.where(name), school.post(name), since, day, school=found)

    def _admit(self, code: str, starts_on: date, tier: str, day: date = FOUNDED) -> None:
        admit_school(
            school=self.schools[code],
            tier=tier,
            starts_on=starts_on,
            form=Contract.Form.PAPER,
            by=self.history.by(day),
            on=day,
        )

    def merge(self, day: date, last_day: date) -> None:
        """An academy closes into another: its contract ends, and its people's posts."""
        by, school = self.history.by(day), self.schools[schools.MERGED]
        into = self.schools[schools.MERGED_INTO]
        end_school(
            school=school,
            ended_on=last_day,
            reason=f"Merged into {into.name}",
            continues_in=into,
            by=by,
            on=day,
        )
        for post in Post.objects.filter(school=school):
            end_post(post=post, last_day=last_day, because="the school closed", by=by, on=day)

    def join(self, day: date, first: date) -> None:
        school = schools.everybody()[schools.JOINED]
        self.enter(school, date(first.year - 4, 9, 1), day)
        self._admit(school.code, first, school.tier, day)

    def academise(self, day: date, first: date) -> None:
        """One history over two URNs; a new legal party signs a new contract (K3.5)."""
        code = schools.ACADEMISED
        change_detail(
            school=self.schools[code],
            from_on=first,
            urn=schools.new_urn(),
            name=schools.NEW_NAME,
            status="academy",
            trust=schools.NEW_TRUST,
            by=self.history.by(day),
            on=day,
        )
        self._admit(code, first, schools.everybody()[code].tier, day)

    def change_head(self, day: date, last_day: date) -> None:
        code, by = schools.NEW_HEAD_AT, self.history.by(day)
        post = Post.objects.get(school=self.schools[code], kind="headteacher")
        end_post(post=post, last_day=last_day, because="retired", by=by, on=day)
        first, school = last_day + timedelta(days=1), self.schools[code]
        employ(self.history, schools.NEW_HEAD, code, "headteacher", first, day, school=school)

    def act_as_head(self, day: date) -> None:
        """The deputy acts while the head is away."""
        code = schools.ACTING_HEAD_AT
        deputy, school = dict(schools.everybody()[code].people)["deputy headteacher"], self.schools[code]
        employ(self.history, deputy, code, "acting headteacher", day, day, school=school)

    def pledge(self, day: date, code: str) -> None:
        if self.contract(code, day):
            words = pledge_of(edition_on(self.history.group, day).rules)
            agree_pledge(
                school=self.schools[code],
                by=self.head(code, day),
                at=self.history.at(day),
                sha256=words.sha256,
            )

    def give_notice(self, day: date, code: str) -> None:
        at = self.history.at(day)
        give_notice(contract=self.contract(code, day), by=self.head(code, day), on=day, at=at)

    def confirm_notice(self, day: date, code: str) -> None:
        notice = self.contract(code, day).notices.get()
        confirm_notice(notice=notice, by=self.history.by(day), on=day, at=self.history.at(day))

    def withdraw_notice(self, day: date, code: str) -> None:
        """The head thought better of it, and the management group agreed."""
        withdraw_notice(
            notice=self.contract(code, day).notices.get(),
            resolution=f"Management Group, {say.date(day)}",
            by=self.history.by(day),
            on=day,
            at=self.history.at(day),
        )

    def invite_only(self, day: date) -> None:
        """Somebody has been invited and has not come in yet."""
        for who in Person.objects.filter(name__in=NOT_YET_IN, posts__isnull=False):
            invite(
                collaborative=self.history.group, person=who, by=self.history.by(day), at=self.history.at(day)
            )
