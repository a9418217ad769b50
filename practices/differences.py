"""What a version changed of the one it was made from: word by word, in every language, for its own people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from polkka.kit.differences import Difference, compared, listed
from polkka.kit.languages import CODES, OWN_NAMES
from taxonomy.catalogue import Catalogue

from .editions import answer_words, choice_changes
from .models import Text, Version, VersionAttachment
from .questions import BY_CODE, TEXT_QUESTIONS

CONTACT = ("contact_name", "contact_email")


@dataclass(frozen=True)
class Rewritten:
    """One language of the version: its code and own name, whether it came or went, and its changes."""

    code: str
    name: str
    is_new: bool
    is_gone: bool
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Differences:
    """From one version to the next. `others` are choices, contact and files: what was not written as text."""

    before: int
    after: int
    texts: tuple[Rewritten, ...]
    others: tuple[Difference, ...]

    @property
    def is_empty(self) -> bool:
        return not self.others and not self.texts


def differences(version: Version, language: str, shelves: Catalogue) -> Differences | None:
    """What became of the version that this one was made from; None for a first version."""
    if version.builds_on_id is None:
        return None
    older = Version.unscoped.with_words().get(pk=version.builds_on_id)
    others = (*choice_changes(version, older, language, shelves), *_contact(version, older), *_files(version, older))
    return Differences(older.number, version.number, tuple(_texts(version, older)), others)


def _texts(version: Version, older: Version) -> Iterable[Rewritten]:
    new, old = ({text.language: text for text in each.texts.all()} for each in (version, older))
    first = version.original.language
    for code in (first, *(code for code in CODES if code != first)):
        if code in new or code in old:
            changes = tuple(_changes(new.get(code), old.get(code), version, older, code))
            is_new, is_gone = code not in old, code not in new
            if changes or is_new or is_gone:
                yield Rewritten(code, OWN_NAMES[code], is_new, is_gone, changes)


def _changes(new: Text | None, old: Text | None, version: Version, older: Version, code: str) -> Iterable[Difference]:
    for question in TEXT_QUESTIONS:
        before = answer_words(old, older, question) if old else ""
        after = answer_words(new, version, question) if new else ""
        if pieces := compared(before, after):
            yield Difference(str(question.label), pieces, code)


def _contact(version: Version, older: Version) -> Iterable[Difference]:
    for code in CONTACT:
        if pieces := compared(getattr(older, code), getattr(version, code)):
            yield Difference(str(BY_CODE[code].label), pieces)


def _files(version: Version, older: Version) -> Iterable[Difference]:
    shown: dict[int, list[str]] = {version.pk: [], older.pk: []}
    rows = (
        VersionAttachment.unscoped.filter(version__in=shown, removed_at=None)
        .select_related("attachment")
        .order_by("order", "pk")
    )
    for row in rows:
        words = (row.attachment.name, row.caption, row.alt, row.get_licence_display())
        shown[row.version_id].append(" – ".join(word for word in words if word))
    if pieces := listed(shown[older.pk], shown[version.pk]):
        yield Difference(_("Files"), pieces)
