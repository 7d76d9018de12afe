"""What every rule carries (format section 3): its clause, the words it rests on, how silences are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails

from constitution.values import ALength, OneOrSeveral, read_only, refusal


@dataclass(frozen=True)
class Ref:
    """Marks a field whose words name something else in the file: `Annotated[str, Ref("office")]`.

    `kind` is a table ("office", "tier"), a choice of tables ("event or deadline"), "people" or "clause".
    With `keys`, the field is a mapping and its keys are the names.
    """

    kind: str
    keys: bool = False


@dataclass(frozen=True)
class Default:
    """The sentence a finding shows when a key was left out and its default mattered."""

    words: str

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(core) | {"x-default-sentence": self.words}


class Row(BaseModel):
    """A table of the file, or a row of one: strict, frozen, and nothing beyond its keys.

    Keys that are words of Python carry an underscore here and none in the file: `for_` is `for`.
    """

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_"),
    )

    # Keys of which a table writes exactly one, and groups of which it writes one key at most.
    ONE_OF: ClassVar[tuple[str, ...]] = ()
    AT_MOST_ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.ONE_OF:
            exactly_one_of(self, self.ONE_OF)
        for keys in self.AT_MOST_ONE_OF:
            at_most_one_of(self, keys)
        return self

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, value: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Keys that cannot stand together are told beside whatever else is wrong in their table."""
        try:
            return read(value)
        except ValidationError as wrong:
            raise _with_clashes(cls, value, wrong) from None

    def wrote(self, key: str) -> bool:
        """Whether the file writes this key, rather than leaving it to the default."""
        return _name(self, key) in self.model_fields_set

    def default_for(self, key: str) -> str | None:
        """The sentence of the default that stands in for a key left out; None if it was written."""
        field = type(self).model_fields.get(_name(self, key))
        if field is None or self.wrote(key):
            return None
        return next((each.words for each in field.metadata if isinstance(each, Default)), None)

    def references(self) -> Iterator[tuple[str, str, str]]:
        """Names that a plain `Ref` cannot point out, as (key, kind, name). Most tables have none."""
        return iter(())


def _name(row: Row, key: str) -> str:
    """The field of a key as the file writes it: `for` is kept as `for_`."""
    fields = type(row).model_fields
    return key if key in fields or f"{key}_" not in fields else f"{key}_"


def _reading(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and all(isinstance(words, str) for words in value.values()):
        return read_only(value)
    raise refusal('write a reading as a sentence, or as reading.key = "…"')


READING_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]
}
Reading = Annotated[Any, BeforeValidator(_reading), WithJsonSchema(READING_SCHEMA)]


class Rule(Row):
    """A table that says something the document says."""

    clause: Annotated[OneOrSeveral[str], Ref("clause")] = Field(
        description='The title of the clause, or several, that the rule rests on; "silent" needs a reading.',
        examples=["Quorum", ["Membership", "Quorum"]],
    )
    says: OneOrSeveral[str] = Field(
        (),
        description="The very words it rests on; they must stand in one of the named clauses, spaces aside.",
        examples=["at least 60% of affiliated members"],
    )
    reading: Reading = Field(
        None,
        description="How a silence or an ambiguity is read: a sentence, or one per key as reading.key.",
        examples=["The text does not say; up is the stricter."],
    )
    remind_before: OneOrSeveral[ALength] = Field(
        (),
        description="How long before the rule's day people are reminded.",
        examples=[["1 month", "1 week"]],
    )

    @property
    def silent(self) -> bool:
        return "silent" in self.clause

    def reading_for(self, key: str | None = None) -> str | None:
        """The sentence for one key; without a key, the sentence that covers the whole rule."""
        if isinstance(self.reading, str):
            return self.reading if key is None else None
        return (self.reading or {}).get(key) if key else None

    def readings(self) -> tuple[str, ...]:
        """All its readings, in the order of the file."""
        return (self.reading,) if isinstance(self.reading, str) else tuple((self.reading or {}).values())

    @model_validator(mode="after")
    def _rests_on_something(self) -> Rule:
        if not self.clause:
            raise refusal('names no clause; write its title, or "silent"', "clause")
        if self.silent and not self.reading:
            raise refusal("needs a reading that says what is assumed")
        return self

    @model_validator(mode="after")
    def _readings_are_of_written_keys(self) -> Rule:
        for key in {} if isinstance(self.reading, str) else self.reading or {}:
            if not self.wrote(key):
                raise refusal(f'has a reading of "{key}", which is not written', "reading", key)
        return self


def exactly_one_of(row: Row, keys: tuple[str, ...]) -> None:
    """Refuse a row that writes none or several of the keys."""
    found = [key for key in keys if row.wrote(key)]
    if len(found) != 1:
        raise refusal(_say("exactly", keys, found))


def at_most_one_of(row: Row, keys: tuple[str, ...]) -> None:
    found = [key for key in keys if row.wrote(key)]
    if len(found) > 1:
        raise refusal(_say("at most", keys, found))


def _say(how_many: str, keys: tuple[str, ...], found: list[str]) -> str:
    return f"say {how_many} one of: {', '.join(keys)} (found {', '.join(found) or 'none'})"


def _with_clashes(row: type[Row], value: Any, wrong: ValidationError) -> ValidationError:
    """The errors of a table, and that it writes several keys of which one alone may stand."""
    groups = [("exactly", row.ONE_OF), *(("at most", keys) for keys in row.AT_MOST_ONE_OF)]
    written = value if isinstance(value, Mapping) else {}
    clashes = [refusal(_say(how_many, keys, found)) for how_many, keys in groups
               if len(found := [key for key in keys if key in written]) > 1]  # fmt: skip
    if not clashes:
        return wrong
    lines = [*map(_again, wrong.errors()), *(InitErrorDetails(type=each, input=value) for each in clashes)]
    return ValidationError.from_exception_data(wrong.title, lines)


def _again(error: ErrorDetails) -> InitErrorDetails:
    """An error as it came, to be raised once more."""
    context = error.get("ctx") or {}
    kind = refusal(context["sentence"], *context["below"]) if error["type"] == "rule" else error["type"]
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"], ctx=context)
