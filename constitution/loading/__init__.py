"""From the text of a file to a constitution, in three stages: TOML, values, references.

All errors of a stage are reported at once, in the order of the file; nothing is ever half loaded.
"""

from __future__ import annotations

from functools import lru_cache

from pydantic import ValidationError

from constitution.loading import examples, quotations, references, toml, values
from constitution.loading.lines import Lines
from constitution.loading.problems import Problem, Refused
from constitution.tables import Constitution

__all__ = ["Problem", "Refused", "load"]


@lru_cache(maxsize=64)
def load(text: str) -> Constitution:
    """The constitution that the text says, or Refused with every problem of the stage that failed."""
    data = toml.read(text)
    try:
        c = Constitution.model_validate(data)
    except ValidationError as error:
        raise Refused(values.problems(error, data, Constitution, Lines(text))) from None
    c.remember(text)
    _check_references(c)
    return c


def _check_references(c: Constitution) -> None:
    found = [each for check in (references, quotations, examples) for each in check.problems(c)]
    if found:
        raise Refused(found)
