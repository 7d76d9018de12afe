"""What falls due about belonging, serving and the year itself. One file per subject."""

from membership.obligations import (
    agreed,
    agreement,
    evaluation,
    notice,
    offices,
    openings,
    representation,
    requests,
    seats,
    waiting,
    year,
)

__all__ = [
    "agreed",
    "agreement",
    "evaluation",
    "notice",
    "offices",
    "openings",
    "representation",
    "requests",
    "seats",
    "waiting",
    "year",
]
