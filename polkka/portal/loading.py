"""Loading everything from content/: what every installation needs, and the practices and people of the demo."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

import criteria.loading
import network.loading
import practices.loading
import projects.loading
import taxonomy.loading
from polkka.upkeep import generation
from taxonomy.loading import load_row, three
from taxonomy.models import Concept

from .models import Pick, SiteText, Spearhead

CONTENT: Path = settings.BASE_DIR / "content"


def load_texts(folder: Path) -> int:
    """Load the site texts; an editor's change stays. The number of rows written."""
    written = 0
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        values = {**three("title", data["title"]), **three("body", {k: v.strip() for k, v in data["body"].items()})}
        written += int(load_row(SiteText, {"key": data["key"]}, values)[1])
    return written


def load_spearheads(path: Path) -> int:
    """Load the themes of the moment by their Finnish names; an editor's change stays. The number of rows written."""
    written = 0
    for order, data in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["spearheads"], start=1):
        vocabulary, _dot, code = data.get("concept", "").partition(".")
        concept = Concept.objects.filter(vocabulary__code=vocabulary, code=code).first()
        others = {name: text for name, text in three("name", data["name"]).items() if name != "name_fi"}
        values = {
            **others,
            **three("text", data["text"]),
            "concept_id": concept.in_place().pk if concept else None,
            "words": data.get("words", ""),
            "order": order,
        }
        written += int(load_row(Spearhead, {"name_fi": data["name"]["fi"]}, values)[1])
    return written


def _picks(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["picks"])


def load_picks(path: Path) -> int:
    """Recommend demo practices on the front page, each once; the number made."""
    made = 0
    for order, data in enumerate(_picks(path), start=1):
        identity = {"public_id": practices.loading.public_id(data["practice"])}
        made += int(Pick.objects.get_or_create(**identity, defaults={**three("why", data["why"]), "order": order})[1])
    return made


def load_base(say: Callable[[str], object]) -> None:
    """Vocabularies, criteria, organisations, coordinations and site texts: real data, for every installation."""
    with transaction.atomic():
        say(f"vocabularies: {taxonomy.loading.load_vocabularies(CONTENT / 'vocabularies')} rows")
        say(f"criteria: {int(criteria.loading.load_criteria(CONTENT / 'criteria' / '2011.toml'))} set")
        say(f"organisations: {network.loading.load_organisations(CONTENT / 'organisations.toml', demo=False)}")
        say(f"coordinations: {projects.loading.load_coordinations(CONTENT / 'projects.toml')}")
        say(f"projects: {projects.loading.load_projects(CONTENT / 'projects.toml', demo=False)}")
        say(f"site texts: {load_texts(CONTENT / 'site')}")
        say(f"spearhead themes: {load_spearheads(CONTENT / 'front.toml')}")
        generation.bump()


def load_demo(say: Callable[[str], object]) -> None:
    """Real and invented practices with the invented people, schools and projects behind them."""
    say(f"demo organisations: {network.loading.load_organisations(CONTENT / 'organisations.toml', demo=True)}")
    people = network.loading.load_people(CONTENT / "people.toml")
    say(f"demo projects: {projects.loading.load_projects(CONTENT / 'projects.toml', demo=True)}")
    projects.loading.load_members(CONTENT / "projects.toml", people)
    say(f"real practices: {practices.loading.load_practices(CONTENT / 'practices', demo=False)}")
    say(f"demo practices: {practices.loading.load_practices(CONTENT / 'practices', demo=True)}")
    made = sum(practices.loading.load_relations(CONTENT / "practices", demo=demo) for demo in (False, True))
    say(f"relations: {made}")
    say(f"picks: {load_picks(CONTENT / 'front.toml')}")
    generation.bump()


def remove_demo(say: Callable[[str], object]) -> None:
    """Take everything invented out; the real practices stay."""
    with transaction.atomic():
        picked = [practices.loading.public_id(data["practice"]) for data in _picks(CONTENT / "front.toml")]
        Pick.objects.filter(public_id__in=picked).delete()
        say(f"demo practices removed: {practices.loading.remove_demo()}")
        projects.loading.remove_demo()
        network.loading.remove_demo()
        generation.bump()
