"""The models of the networks app, by noun."""

from .access_log import AccessLog
from .agenda import ActionPoint, AgendaItem
from .attendance import Attendance
from .files import StoredFile
from .hearings import HearingComment
from .measure_editions import MeasureEdition, MeasureResponsibility
from .measure_updates import MeasureReport, MeasureUpdate
from .measures import Measure, Status
from .meetings import Meeting, MeetingDateChange
from .minutes import Minutes, MinutesComment, MinutesItem
from .network import Network, NetworkAlias, NetworkMembership
from .organization import MemberPeriod, Organization, OrganizationName
from .outbox import OutboxMessage
from .people import DistinctPeople, Person, Position, User
from .public_bodies import PublicBody
from .read_marks import ReadMark
from .reporting import PublishedReport, ReportingDuty
from .session import Session
from .strategies import StrategyDocument
from .subscriptions import CalendarToken, MailPreference
from .version_parts import FocusArea, Goal
from .versions import DocumentVersion, PoliticalTreatment

__all__ = [
    "AccessLog",
    "ActionPoint",
    "AgendaItem",
    "Attendance",
    "CalendarToken",
    "DistinctPeople",
    "DocumentVersion",
    "FocusArea",
    "Goal",
    "HearingComment",
    "MailPreference",
    "Measure",
    "MeasureEdition",
    "MeasureReport",
    "MeasureResponsibility",
    "MeasureUpdate",
    "Meeting",
    "MeetingDateChange",
    "MemberPeriod",
    "Minutes",
    "MinutesComment",
    "MinutesItem",
    "Network",
    "NetworkAlias",
    "NetworkMembership",
    "Organization",
    "OrganizationName",
    "OutboxMessage",
    "Person",
    "PoliticalTreatment",
    "Position",
    "PublicBody",
    "PublishedReport",
    "ReadMark",
    "ReportingDuty",
    "Session",
    "Status",
    "StoredFile",
    "StrategyDocument",
    "User",
]
