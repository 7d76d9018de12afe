"""What falls due about meetings. One file per subject."""

from meetings.obligations import agenda, decisions, year

__all__ = ["agenda", "decisions", "year"]
