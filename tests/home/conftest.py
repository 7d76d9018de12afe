"""Marlbeck under the Knowsley constitution: two schools with their heads, and its office."""

from tests.reminders.conftest import birchenholt, copsewell, group, marian, nadia, owen

__all__ = ["birchenholt", "copsewell", "group", "marian", "nadia", "owen"]
