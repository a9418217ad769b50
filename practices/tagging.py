"""Keeping the keywords in order: merging them, making concepts of them, and what they are merged into from then on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from polkka.kit import refusing
from polkka.kit.text import slug
from polkka.upkeep import changes, generation
from polkka.upkeep.models import Change
from taxonomy.models import Concept, Vocabulary

from . import indexing
from .keywords import plain
from .models import TagAlias, Version, VersionConcept, VersionQuerySet, VersionTag
from .states import State

MAIN_LEVEL = "level"
"""A vocabulary of which one chosen concept is the main one: no keyword becomes a concept of it."""
MOST = 50
"""Keywords merged at a time."""


class Refused(refusing.Refused):
    """Keywords cannot be merged or made a concept so."""


def having(tags: Collection[Tag]) -> VersionQuerySet:
    """The versions with one of the keywords, of everybody: for counting and reindexing."""
    return Version.unscoped.filter(pk__in=VersionTag.objects.filter(tag__in=tags).values("content_object"))


def counted(tags: Iterable[Tag]) -> dict[int, tuple[int, int]]:
    """Keyword → (published practices, all versions) that have it: one query."""
    rows = VersionTag.objects.filter(tag__in=[tag.pk for tag in tags]).order_by().values_list("tag")
    live = Count("pk", filter=Q(content_object__state=State.PUBLISHED))
    return {pk: (published, versions) for pk, published, versions in rows.annotate(live=live, n=Count("pk"))}


def merge(sources: Sequence[Tag], target: Tag, *, by: Any) -> int:
    """Let `target` stand in place of the others, whose addresses lead to it; how many published practices changed."""
    gone = [tag for tag in sources if tag.pk != target.pk]
    if not gone:
        raise Refused(_("Choose at least two keywords."))
    if len(gone) >= MOST:
        raise Refused(_("At most %(most)s keywords can be merged at a time.") % {"most": MOST})
    with transaction.atomic():
        _hold([*gone, target])
        number = indexing.mark(having(gone))
        for tag in gone:
            _pass_on(tag, {"tag": target})
            _give(tag, target)
            _note(tag, target, by)
            tag.delete()
        generation.bump()
    return number


def _hold(tags: Iterable[Tag]) -> None:
    """Take the rows, always in one order, so that of two deeds at once the second is told. Raises Refused."""
    for pk in sorted(tag.pk for tag in tags):
        if not Tag.objects.filter(pk=pk).update(slug=F("slug")):
            raise Refused(_("One of the keywords is gone already. Choose again."))


def _note(tag: Tag, target: Tag | Concept, by: Any) -> None:
    for row in (tag, target):
        changes.note(row, Change.Deed.MERGE, by=by, fields={"name": [str(tag), str(target)]})


def _give(tag: Tag, target: Tag) -> None:
    """Every version that has `tag` has `target` instead, once."""
    rows = VersionTag.objects.filter(tag=tag)
    both = VersionTag.objects.filter(tag=target).values("content_object")
    rows.filter(pk__in=list(rows.filter(content_object__in=both).values_list("pk", flat=True))).delete()
    rows.update(tag=target)


def _pass_on(tag: Tag, target: Mapping[str, Any]) -> None:
    """The name and address of `tag`, and those that led to it, lead to `target`: {"tag": …} or {"concept": …}."""
    where = {"tag": None, "concept": None, **target}
    TagAlias.objects.filter(tag=tag).update(**where)
    TagAlias.objects.update_or_create(slug=tag.slug, defaults={"name": plain(tag.name)[:100], **where})


def make_concept(
    tag: Tag, *, vocabulary: Vocabulary, names: Mapping[str, str], parent: Concept | None, by: Any
) -> tuple[Concept, int]:
    """Make a concept with these names by language, and let it stand in place of the keyword; see `give_concept`."""
    if parent is not None and parent.vocabulary_id != vocabulary.pk:
        raise Refused(_("The broader concept must be of the same vocabulary."))
    with transaction.atomic():
        last = Concept.objects.filter(vocabulary=vocabulary).order_by("-order").values_list("order", flat=True).first()
        concept = Concept.objects.create(
            vocabulary=vocabulary,
            code=_free_code(vocabulary, names["en"] or tag.name),
            parent=parent,
            order=(last or 0) + 1,
            **{f"name_{language}": name for language, name in names.items()},
        )
        return concept, give_concept(tag, concept, by=by)


def _free_code(vocabulary: Vocabulary, name: str) -> str:
    whole = slug(name, words="concept")[:55]
    taken = set(Concept.objects.filter(vocabulary=vocabulary).values_list("code", flat=True))
    return next(code for n in count(1) if (code := whole if n == 1 else f"{whole}-{n}") not in taken)


def give_concept(tag: Tag, concept: Concept, *, by: Any) -> int:
    """Let a concept stand in place of the keyword in every version; how many published practices changed."""
    if concept.vocabulary.code == MAIN_LEVEL or not concept.vocabulary.many or not concept.active:
        raise Refused(_("Choose a concept of which several can be chosen."))
    with transaction.atomic():
        _hold([tag])
        number = indexing.mark(having([tag]))
        held = VersionConcept.objects.filter(concept=concept).values("version")
        versions = VersionTag.objects.filter(tag=tag).exclude(content_object__in=held).values_list("content_object")
        VersionConcept.objects.bulk_create([VersionConcept(version_id=pk, concept=concept) for (pk,) in versions])
        _pass_on(tag, {"concept": concept})
        _note(tag, concept, by)
        tag.delete()
        generation.bump()
    return number


def remove(tags: Collection[Tag], *, by: Any) -> int:
    """Take keywords away from every practice; how many published ones changed."""
    with transaction.atomic():
        changes.note_all(tags, Change.Deed.DELETE, by=by)
        number = indexing.mark(having(tags))
        Tag.objects.filter(pk__in=[tag.pk for tag in tags]).delete()
        generation.bump()
    return number
