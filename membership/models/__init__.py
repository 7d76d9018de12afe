from membership.models.assent import Assent
from membership.models.calendar import Span
from membership.models.contract import Basis, Contract, FeeSettled, Notice
from membership.models.edition import Edition
from membership.models.office import Body, BodyMember, Holding, Place
from membership.models.people import Enrolment, Grant, Partner, Post
from membership.models.school import Establishment, School, SchoolDetail

__all__ = [
    "Assent",
    "Basis",
    "Body",
    "BodyMember",
    "Contract",
    "Edition",
    "Enrolment",
    "Establishment",
    "FeeSettled",
    "Grant",
    "Holding",
    "Notice",
    "Partner",
    "Place",
    "Post",
    "School",
    "SchoolDetail",
    "Span",
]
