"""A version told as plain data: what a card in a list and a whole page show, in one language."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import get_urlconf, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from network.models import Organisation
from polkka.kit import markdown, text
from polkka.kit.languages import CODES, OWN_NAMES, Alternate, fixed_path, path_of
from polkka.kit.languages import translated as said
from polkka.upkeep import generation
from taxonomy import catalogue
from taxonomy.catalogue import Catalogue, Term

from . import completeness
from .citing import Source, apa, bibtex
from .facts import facts, keyword_rooms, terms_by_shelf
from .materials import Material, Picture, of_files, of_links, pictures, web_links
from .models import Text, Version
from .profiles import Profile
from .profiles import shown as profile_shown
from .questions import BY_CODE, asked_codes
from .showing import shown as files_shown
from .sources import links, outdated, shown_codes
from .states import Label, State

LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
ANSWERS = (
    "curriculum", "participation", "resources", "pitfalls", "when_not", "first_monday", "rooting", "builds_on",
    "partners_note", "materials", "safety", "story", "dissemination",
)  # fmt: skip
"""The answers shown under the backbone, in this order."""
SHOWS_RESULT = (State.PUBLISHED, State.SUPERSEDED)
"""Before the decision nobody who reads the text may learn what the assessors gave."""


@dataclass(frozen=True)
class Card:
    """A published practice in a list. `language` is that of its title and summary, which may be all there is in it;
    `language_note` tells the language of the whole text when that is another than the reader's.
    """

    public_id: str
    slug: str
    path: str
    title: str
    summary: str
    language: str
    language_note: str
    depth: str
    depth_name: str
    label: str
    label_name: str
    label_step: int
    theme: Term | None
    level: Term | None
    stages: tuple[Term, ...]
    time: Term | None
    cost: Term | None
    travel: Term | None
    published_on: date
    is_demo: bool
    title_html: SafeString = SafeString("")
    excerpt: SafeString = SafeString("")

    @property
    def cover(self) -> str:
        """The address of the dot-pattern picture."""
        colour = self.theme.colour if self.theme else ""
        return path_of("cover", public_id=self.public_id, theme=colour or "plain")


@dataclass(frozen=True)
class Answer:
    """One answer as safe HTML under its heading."""

    code: str
    heading: str
    html: SafeString


@dataclass(frozen=True)
class Step:
    title: str
    html: SafeString


@dataclass(frozen=True)
class Practice:
    """Everything a practice page shows."""

    card: Card
    number: int
    language: str
    original_language: str
    languages: tuple[tuple[str, str, str], ...]
    alternates: tuple[Alternate, ...]
    challenge: SafeString
    method: SafeString
    steps: tuple[Step, ...]
    result: SafeString
    answers: tuple[Answer, ...]
    partners: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, tuple[Term, ...]], ...]
    keywords: tuple[str, ...]
    owner: tuple[str, str, str, str]
    project: tuple[str, str] | None
    profile: Profile | None
    n_versions: int
    first_published_on: date
    cite_apa: str
    cite_bibtex: str
    permanent: str
    contact_path: str
    licence_name: str = LICENCE[0]
    licence_url: str = LICENCE[1]
    keyword_rooms: tuple[tuple[str, str], ...] = ()
    is_outdated: bool = False
    original_path: str = ""
    files: tuple[Material, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def sources(self) -> tuple[Material, ...]:
        """The files, then the links, as rows that tell their kind and where they lead."""
        return (*self.files, *of_links(self.links))


def path(public_id: str, title: str, language: str) -> str:
    """The address of a practice page in `language`, its slug from the title shown there."""
    return fixed_path("portal:practice", language, get_urlconf(), public_id=public_id, slug=text.slug(title, words="p"))


def full_texts(version: Version) -> dict[str, Text]:
    """Language → text, of the languages in which the whole text can be read, in the order of the languages."""
    found = {t.language: t for t in version.texts.all() if t.state == Text.State.CURRENT}
    return {code: found[code] for code in CODES if code in found}


def headings(version: Version) -> dict[str, Text]:
    """Language → text, of the languages that have at least a title and a summary."""
    return {t.language: t for t in version.texts.all() if t.state in (Text.State.CURRENT, Text.State.SUMMARY)}


def shown_text(version: Version, language: str) -> Text:
    """The whole text for a reader of `language`: that language if there is one, else the original."""
    return full_texts(version).get(language) or version.original


def heading(version: Version, language: str) -> Text:
    """The title and summary for a reader of `language`: that language if they are there, else the original's."""
    return headings(version).get(language) or version.original


def language_note(shown: str, interface: str) -> str:
    """ "in Finnish" and the like, when the text is not in the interface's language."""
    if shown == interface:
        return ""
    return {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}[shown]


def card_of(version: Version, language: str, shelves: Catalogue, written: str = "") -> Card:
    shown = heading(version, written or language)
    codes = completeness.chosen_codes(version)
    label = Label(version.label or Label.DESCRIBED)

    def terms(vocabulary: str) -> list[Term]:
        return shelves.terms(vocabulary, codes.get(vocabulary, []), language)

    def first(vocabulary: str) -> Term | None:
        return next(iter(terms(vocabulary)), None)

    return Card(
        public_id=version.practice.public_id,
        slug=text.slug(shown.title, words="p"),
        path=path(version.practice.public_id, shown.title, language),
        title=shown.title,
        summary=shown.summary,
        language=shown.language,
        language_note=language_note(shown_text(version, written or language).language, language),
        depth=version.depth,
        depth_name=version.get_depth_display(),
        label=label,
        label_name=str(label.label),
        label_step=label.step,
        theme=_top_theme(codes, shelves, language),
        level=first("level"),
        stages=tuple(terms("stage")),
        time=first("time"),
        cost=first("cost"),
        travel=first("travel"),
        published_on=published_on(version),
        is_demo=version.practice.is_demo,
    )


def published_on(version: Version) -> date:
    """The day a version appeared; that of its last change if it never did."""
    moment = version.published_at or version.updated_at
    return timezone.localdate(moment)


def _top_theme(codes: dict[str, list[str]], shelves: Catalogue, language: str) -> Term | None:
    """The theme of the first theme or sub-theme chosen."""
    for code in codes.get("theme", []):
        node = shelves.node("theme", code)
        if node:
            return shelves.term("theme", node.parents[-1] if node.parents else code, language)
    return None


def told(version: Version, language: str, *, written: str = "", at: int | None = None) -> Practice:
    """Everything a practice page shows of `version`; also used to preview a draft for its own people.

    `n_versions` and `first_published_at` are read with the version by those who need them; see published.
    """
    shelves = catalogue.at(generation.number() if at is None else at)
    card = card_of(version, language, shelves, written)
    shown, asked = shown_text(version, written or language), asked_codes(version.depth)
    owner, project = version.practice.owner, version.practice.project
    region = said(owner.region, "name", language) if owner.region else ""
    permanent = settings.SITE_URL + reverse("permanent", kwargs={"public_id": card.public_id})
    source = _source(card, shown, owner, permanent, version.number)
    return Practice(
        card=card,
        number=version.number,
        language=shown.language,
        original_language=version.original.language,
        languages=tuple(
            (code, OWN_NAMES[code], path(card.public_id, full.title, code))
            for code, full in full_texts(version).items()
        ),
        alternates=_alternates(version, language),
        challenge=markdown.render(shown.challenge),
        method=markdown.render(shown.method),
        steps=tuple(Step(row.get("title", ""), markdown.render(row.get("text", ""))) for row in shown.steps),
        result=markdown.render(shown.result),
        answers=tuple(
            Answer(code, str(BY_CODE[code].label), markdown.render(getattr(shown, code)))
            for code in ANSWERS
            if getattr(shown, code) and code in asked
        ),
        partners=tuple((row.get("name", ""), row.get("role", "")) for row in shown.partners if "partners" in asked),
        links=web_links(links(shown, version.original)) if "links" in asked else (),
        facts=facts(version, card, shelves, language, full_texts(version)),
        terms=terms_by_shelf(version, shelves, language),
        keywords=tuple(sorted(tag.name for tag in version.tags.all())),
        owner=(
            owner.named(language), owner.place(language), region,
            path_of("portal:organisation", code=owner.code),
        ),
        project=(project.name, path_of("portal:project", code=project.code)) if project else None,
        profile=profile_shown(version, language) if version.state in SHOWS_RESULT else None,
        n_versions=getattr(version, "n_versions", None) or 1,
        first_published_on=_first_published_on(version, card),
        cite_apa=apa(source),
        cite_bibtex=bibtex(source),
        permanent=permanent,
        contact_path=_contact_path(version),
        keyword_rooms=keyword_rooms(version),
        is_outdated=bool(outdated(shown, version.original, shown_codes(version, shown))),
        original_path=path(card.public_id, version.original.title, version.original.language),
        files=of_files(files_shown(version)),
        pictures=pictures(files_shown(version)),
    )  # fmt: skip


def _contact_path(version: Version) -> str:
    """Readers can ask about a published practice, whoever answers; a preview has nothing to ask yet."""
    can_ask = version.state == State.PUBLISHED
    return reverse("portal:contact", kwargs={"public_id": version.practice.public_id}) if can_ask else ""


def _alternates(version: Version, language: str) -> tuple[Alternate, ...]:
    """The page in each language of the interface, whatever language its text has there."""
    public_id = version.practice.public_id
    return tuple(
        Alternate(code, OWN_NAMES[code], path(public_id, heading(version, code).title, code), code == language)
        for code in CODES
    )


def _first_published_on(version: Version, card: Card) -> date:
    moment = getattr(version, "first_published_at", None)
    return timezone.localdate(moment) if moment else card.published_on


def _source(card: Card, shown: Text, owner: Organisation, permanent: str, number: int) -> Source:
    name, year = owner.named(shown.language), card.published_on.year
    return Source(card.public_id, name, shown.title, year, number, shown.language, permanent)
