"""What falls due about meetings. One file per subject."""

from meetings.obligations import decisions, year

__all__ = ["decisions", "year"]
