"""What falls due about meetings. One file per subject."""

from meetings.obligations import agenda, decisions, minutes, replies, year

__all__ = ["agenda", "decisions", "minutes", "replies", "year"]
