from membership.models.announcement import Announcement
from membership.models.assent import Assent
from membership.models.calendar import Span
from membership.models.contract import Basis, Contract, FeeSettled, Notice
from membership.models.conversation import Conversation
from membership.models.duty import DutyRecord
from membership.models.edition import Edition
from membership.models.office import Body, BodyMember, Holding, Place
from membership.models.opening import Nomination, Opening
from membership.models.people import Enrolment, Grant, Partner, Post
from membership.models.request import Request, RequestReply
from membership.models.same_person import SamePerson
from membership.models.school import Establishment, School, SchoolDetail

__all__ = [
    "Announcement",
    "Assent",
    "Basis",
    "Body",
    "BodyMember",
    "Contract",
    "Conversation",
    "DutyRecord",
    "Edition",
    "Enrolment",
    "Establishment",
    "FeeSettled",
    "Grant",
    "Holding",
    "Nomination",
    "Notice",
    "Opening",
    "Partner",
    "Place",
    "Post",
    "Request",
    "RequestReply",
    "SamePerson",
    "School",
    "SchoolDetail",
    "Span",
]
