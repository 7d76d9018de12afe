"""What falls due about meetings. One file per subject."""

from meetings.obligations import agenda, decisions, minutes, year

__all__ = ["agenda", "decisions", "minutes", "year"]
