"""What heads agreed to by name this year, and what schools were asked to hand in: most have, some have not."""

from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.demonstration import schools
from collaborative.demonstration.history import History
from collaborative.demonstration.members import Members
from membership.actions.agreements import agree, file_protocol
from membership.actions.requests import ask_schools, excuse, hand_in
from membership.models import Assent, Request, RequestReply
from membership.queries.agreed import agreement_in
from membership.queries.rows import Rows

PROTOCOL = "Data Sharing Protocol, version 2"
NOT_THE_CONSTITUTION = ("querndale", "ivelow")
NOT_THE_PROTOCOL = ("querndale", "larkfold", "wendmarl")
STATEMENT, REGISTER = "Pupil premium statement", "List of safeguarding leads"
LATE_WITH_IT = 2


@dataclass(frozen=True)
class Agreements:
    history: History
    members: Members

    def steps(self) -> None:
        history, on = self.history, self.history.on
        filed = max(on - timedelta(days=40), history.begins + timedelta(days=1))
        history.step(filed, self.file)
        for place, code in enumerate(schools.everybody()):
            if code not in NOT_THE_CONSTITUTION:
                first = date(history.school_year, 9, 5) + timedelta(days=place * 7 % 19)
                history.step(first, self.agree, code=code, kind=Assent.Kind.CONSTITUTION)
            if code not in NOT_THE_PROTOCOL:
                day = filed + timedelta(days=3 + place * 3 % 17)
                history.step(day, self.agree, code=code, kind=Assent.Kind.PROTOCOL)
        self._requests(on)

    def _requests(self, on: date) -> None:
        """One that is over its day with two schools late, one whose day is ahead."""
        day = on - timedelta(days=30)
        if day > self.history.begins:
            self.history.step(day, self.ask, what=STATEMENT, due_on=on - timedelta(days=6), tier="silver")
            self.history.step(on - timedelta(days=8), self.answer, what=STATEMENT)
            self.history.step(on - timedelta(days=9), self.ask, what=REGISTER, due_on=on + timedelta(days=12))
            self.history.step(on - timedelta(days=2), self.answer, what=REGISTER)

    # Each on its day --------------------------------------------------------------------------------------

    def file(self, day: date) -> None:
        file_protocol(
            collaborative=self.history.group,
            name=PROTOCOL,
            content=in_print(PROTOCOL, self.history.group.name),
            filename="protocol.pdf",
            by=self.history.by(day),
            at=self.history.at(day),
        )

    def agree(self, day: date, code: str, kind: str) -> None:
        asked = agreement_in(Rows(self.history.group), kind, day)
        if asked and self.members.contract(code, day):
            agree(
                school=self.members.schools[code],
                kind=kind,
                by=self.members.head(code, day),
                at=self.history.at(day),
                sha256=asked.sha256,
            )

    def ask(self, day: date, what: str, due_on: date, tier: str = "") -> None:
        found = [(code, self.members.contract(code, day)) for code in self.members.schools]
        asked = [code for code, contract in found if contract and tier in ("", contract.tier)][:8]
        ask_schools(
            collaborative=self.history.group,
            what=what,
            why="for the yearly check of what schools publish",
            due_on=due_on,
            level="office",
            schools=[self.members.schools[code] for code in asked],
            by=self.history.office,
            on=day,
        )

    def answer(self, day: date, what: str) -> None:
        """All but two; one of them is excused where its day is ahead."""
        request = Request.objects.get(what=what)
        codes = {school.pk: code for code, school in self.members.schools.items()}
        replies = list(RequestReply.objects.filter(request=request).order_by("pk"))
        for reply in replies[:-LATE_WITH_IT]:
            head, at = self.members.head(codes[reply.school_id], day), self.history.at(day)
            hand_in(reply=reply, by=head, at=at, note="It stands on our website, under Policies.")
        if request.due_on > day and what == REGISTER:
            because = "The post is vacant until after the break."
            excuse(reply=replies[-1], because=because, by=self.history.office, on=day)


def in_print(title: str, whose: str) -> bytes:
    """A page of PDF that bears a title, written by hand: printing one takes long."""
    words = (
        "Invented for the demonstration. Schools share what is needed, for a purpose, with those it is for."
    )
    lines = [title, whose, words]
    shown = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    text = f"BT /F 11 Tf 56 760 Td {shown} ET".encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        font,
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(parts) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + tail % (size, table, size, len(out))
