"""What falls due about belonging, serving and the year itself. One file per subject."""

from membership.obligations import agreement, evaluation, notice, offices, year

__all__ = ["agreement", "evaluation", "notice", "offices", "year"]
