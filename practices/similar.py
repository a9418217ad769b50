"""Published practices like the one that is being written, found by the words of its title, summary and challenge."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from polkka.kit import markdown, refusing
from search.likeness import Alike
from search.loading import current, lexicon
from search.resembling import resembling

from . import edits, telling
from .merging import Raw, digest
from .models import Version
from .permissions import Actor
from .questions import BY_CODE, Page
from .states import Label

READ = ("title", "summary", "challenge")
"""The questions whose answers are compared."""
MOST = 3
LONGEST = 1_200  # letters of an answer that are compared: its beginning tells enough, and the page never waits
BUILDS_ON = BY_CODE["builds_on"]


class Refused(refusing.Refused):
    """A practice could not be noted as what this one builds on."""


@dataclass(frozen=True)
class Similar:
    """A published practice like the draft: `words` are what both have, in the language of the draft."""

    public_id: str
    title: str
    language: str
    summary: str
    path: str
    label: str
    words: str


def is_asked(page: Page) -> bool:
    """Whether this page asks something that is compared."""
    return any(question.code in READ for question in page.questions)


def answers(version: Version) -> dict[str, str]:
    """What is stored of the answers that are compared."""
    return {code: str(getattr(version.original, code)) for code in READ}


def similar(
    said: Mapping[str, str], version: Version, reader: str, *, without: Collection[str] = (), at: int | None = None
) -> list[Similar]:
    """At most MOST practices like what has been `said` so far (by code), the likest first, for a reader's language.

    One query, and one more if `at`, the generation, is not given. Never a draft, and never the practice itself.
    """
    language = version.original.language
    fields = {code: markdown.plain(said.get(code, "")[:LONGEST]) for code in READ}
    fields["body"] = fields.pop("challenge")
    if not any(fields.values()):
        return []
    left_out = {version.practice.public_id, *without}
    found = resembling(current(at), lexicon(at), fields, language, without=left_out, most=MOST)
    return _told(found, reader) if found else []


def _told(found: tuple[Alike, ...], reader: str) -> list[Similar]:
    names = [one.public_id for one in found]
    rows = Version.unscoped.published().filter(practice__public_id__in=names)
    versions = {row.practice.public_id: row for row in rows.select_related("practice").prefetch_related("texts")}
    return [_line(one, versions[one.public_id], reader) for one in found if one.public_id in versions]


def _line(one: Alike, version: Version, reader: str) -> Similar:
    shown = telling.heading(version, reader)
    path = telling.path(one.public_id, shown.title, reader)
    label = str(Label(version.label).label) if version.label else ""
    return Similar(one.public_id, shown.title, shown.language, shown.summary, path, label, ", ".join(one.words))


def build_on(version: Version, public_id: str, *, by: Actor) -> bool:
    """Note a published practice under "What it builds on"; False if it is there already.

    Raises Refused and edits.NotWritable.
    """
    other = Version.unscoped.published().filter(practice__public_id=public_id).prefetch_related("texts").first()
    if other is None or public_id == version.practice.public_id:
        raise Refused(_("That practice is not published any more."))
    address = settings.SITE_URL + reverse("permanent", kwargs={"public_id": public_id})
    present = edits.held(version, BUILDS_ON)
    if isinstance(present, Raw):
        raise Refused(_("Mend the answer that is there first: it cannot be saved as it is."))
    if address in present:
        return False
    title = telling.heading(other, version.original.language).title.translate({ord("["): "(", ord("]"): ")"})
    answer = "\n\n".join(part for part in (present, f"[{title}]({address})") if part)
    if len(answer) > BUILDS_ON.limit:
        raise Refused(_("There is no room for one more in the answer to “What it builds on”."))
    with transaction.atomic():
        saved = edits.save(version, {BUILDS_ON.code: answer}, by=by, seen={BUILDS_ON.code: digest(present)})
    if saved.conflicts:
        raise Refused(_("Somebody else is saving this draft at the same moment. Try again."))
    return True
