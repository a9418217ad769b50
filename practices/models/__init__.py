"""The tables of practices: private rows are read through `for_user()`, public ones through practices.published."""

from .assessment import Answer, Assessment, AssessmentQuerySet, GateAnswer
from .coordinating import DraftTerms, Schedule, Sheet, TagAlias
from .history import HistoryEntry, Point
from .materials import Attachment, LinkCheck, VersionAttachment, new_file_name
from .practice import (
    ALPHABET,
    LANGUAGES,
    Practice,
    Relation,
    Text,
    Version,
    VersionConcept,
    VersionQuerySet,
    VersionTag,
    new_public_id,
)
from .writing import Author, Comment, Invitation, Presence, Rough

__all__ = [
    "ALPHABET",
    "LANGUAGES",
    "Answer",
    "Assessment",
    "AssessmentQuerySet",
    "Attachment",
    "Author",
    "Comment",
    "DraftTerms",
    "GateAnswer",
    "HistoryEntry",
    "Invitation",
    "LinkCheck",
    "Point",
    "Practice",
    "Presence",
    "Relation",
    "Rough",
    "Schedule",
    "Sheet",
    "TagAlias",
    "Text",
    "Version",
    "VersionAttachment",
    "VersionConcept",
    "VersionQuerySet",
    "VersionTag",
    "new_file_name",
    "new_public_id",
]
