"""What falls due about meetings. One file per subject."""

from meetings.obligations import year

__all__ = ["year"]
