"""[information.x]: the levels at which things are shared, each with its audience and purpose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema

from constitution.rule import Rule
from constitution.say import written
from constitution.values import OneOrSeveral, refusal


def _level(value: object) -> int | str:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise refusal(f"{written(value)}: write a level as a number or a word")


Level = Annotated[
    int | str, PlainValidator(_level), WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]})
]


class Information(Rule):
    level: Level | None = Field(None, description="The level, as the document orders them.", examples=[3])
    name: str = Field("", description="What people call it.", examples=["Local authority and school"])
    audience: OneOrSeveral[str] = Field(
        (),
        description="Who sees it: posts, offices, bodies, or words such as own school.",
        examples=[["own school", "som", "management-group"]],
    )
    purpose: str | None = Field(None, description="What it may be used for, in words.")
