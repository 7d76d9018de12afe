"""Refusals that people will meet: each a sentence fit for a headteacher, and the clause it rests on."""


class Refusal(Exception):
    """An act that may not be done. A subclass names the case and may carry its usual `sentence`.

    `clause` is the title of the clause it rests on, empty where no clause does.
    """

    sentence = "This cannot be done."

    def __init__(self, sentence: str = "", clause: str = ""):
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence
        self.clause = clause


class Conflict(Refusal):
    """Somebody else changed the row between its being read and its being written."""

    sentence = "Somebody else changed this while you were writing. Both versions are kept."


class NotNow(Refusal):
    """The thing is not in a state in which the act makes sense."""

    sentence = "This has already been dealt with."
