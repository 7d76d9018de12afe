"""Whose and who, what was done and what was issued. One file per subject."""

from records.models.audit import AuditDetail, AuditEntry
from records.models.collaborative import Collaborative
from records.models.documents import Disposal, Document
from records.models.forms import ActKey, Draft
from records.models.messages import Message
from records.models.people import Person
from records.models.work import Counter, Job

__all__ = [
    "ActKey",
    "AuditDetail",
    "AuditEntry",
    "Collaborative",
    "Counter",
    "Disposal",
    "Document",
    "Draft",
    "Job",
    "Message",
    "Person",
]
