"""Meetings from the year's dates to ratified minutes (MODEL, section 3). One file per subject."""

from meetings.models.action import Action
from meetings.models.agenda import AgendaItem, Invitation, Paper
from meetings.models.meeting import Meeting
from meetings.models.minutes import MinuteEntry, Minutes, MinutesPart
from meetings.models.roll import Interest, Mandate, Presence, SpeakerTurn
from meetings.models.vote import Ballot, Motion, Vote

__all__ = [
    "Action",
    "AgendaItem",
    "Ballot",
    "Interest",
    "Invitation",
    "Mandate",
    "Meeting",
    "MinuteEntry",
    "Minutes",
    "MinutesPart",
    "Motion",
    "Paper",
    "Presence",
    "SpeakerTurn",
    "Vote",
]
