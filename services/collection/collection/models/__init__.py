"""Tables of collection, and the values of the rules that their rows hold.

A record is the one draft of a person; its review case has the same id. What was submitted is
kept sealed in snapshots that never change, and the approved record is one of them. Addresses,
phone numbers and e-mail addresses rest sealed.
"""

from collection.models import field_check
from collection.models.attachments import Attachment
from collection.models.base import Base
from collection.models.records import AccountingExperience, Education, Employment, Person, Record
from collection.models.reservations import Reservation
from collection.models.reviews import Case, CaseCount, CaseEvent, CasePolicy, SecondReview
from collection.models.snapshots import RecordVersion, Snapshot, SnapshotAttachment

__all__ = [
    "AccountingExperience",
    "Attachment",
    "Base",
    "Case",
    "CaseCount",
    "CaseEvent",
    "CasePolicy",
    "Education",
    "Employment",
    "Person",
    "Record",
    "RecordVersion",
    "Reservation",
    "SecondReview",
    "Snapshot",
    "SnapshotAttachment",
]

field_check.check_all()
