"""Typed relations between practices: made by those who decide on the practice that they go out from."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polkka.kit import refusing
from search.likeness import COUNTED, Alike, alike
from search.loading import current, lexicon

from . import permissions
from .models import Practice, Relation, Version
from .relating import Tie

MOST = 6
SENTENCES = {
    "builds_on": (_("builds on"), _("is built on by")),
    "applies": (_("applies"), _("is applied by")),
    "complements": (_("complements"), _("complements")),
    "replaces": (_("replaces"), _("is replaced by")),
    "requires": (_("requires"), _("is required by")),
}
"""Kind → how it is said from its source, and from its target."""


class Refused(refusing.Refused):
    """Two practices cannot be related so."""


def decided_by(user: Any) -> Any:
    """The practices on which `user` decides, as a subquery."""
    return Version.unscoped.for_user(user, permissions.DECIDE).order_by().values("practice")


def check(source: Practice, target: Practice, *, by: Any, without: int | None = None) -> None:
    """Raise Refused if there can be no relation; `without` is the key of one that is changed."""
    if source.pk == target.pk:
        raise Refused(_("A practice cannot be related to itself."))
    if not Practice.unscoped.filter(pk=source.pk, pk__in=decided_by(by)).exists():
        raise Refused(_("Somebody else coordinates this practice. Choose one that you decide on."))
    both = Q(source=source, target=target) | Q(source=target, target=source)
    if found := Relation.unscoped.filter(both).exclude(pk=without or 0).first():
        raise Refused(
            _("These two are related already: %(relation)s. Change that relation.") % {"relation": str(found)}
        )


def suggested(public_id: str, language: str, at: int, known: Iterable[Tie]) -> tuple[Alike, ...]:
    """The likest practices beside those that it is related to, which are `known`."""
    there = {tie.public_id for tie in known}
    return alike(current(at), lexicon(at), public_id, language, concepts=COUNTED, without=there, most=MOST)
