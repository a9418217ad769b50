"""The tables of the admin in groups that a coordinator knows, whatever app they belong to."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[str, str | Promise, tuple[str, ...]], ...] = (
    (
        "practices",
        _("Practices"),
        (
            "practices.practice", "practices.version", "practices.text", "practices.schedule", "practices.relation",
            "practices.historyentry", "practices.comment", "practices.point", "practices.invitation",
            "practices.author", "practices.attachment", "practices.linkcheck", "practices.sheet",
            "practices.rough", "practices.presence", "practices.versionattachment", "practices.draftterms",
            "practices.versionconcept", "practices.versiontag",
        ),
    ),
    (
        "assessing",
        _("Assessing"),
        (
            "practices.assessment", "practices.answer", "practices.gateanswer", "criteria.criteriaset",
            "criteria.criterion", "criteria.leveltext", "network.availability",
        ),
    ),
    (
        "people",
        _("Places and people"),
        (
            "projects.joining", "network.organisation", "projects.project", "projects.projectmember",
            "projects.coordinationproject", "projects.coordinator", "network.user", "network.duty",
            "network.membership", "network.mailchoice", "account.emailaddress",
            "mfa.authenticator",
        ),
    ),
    (
        "vocabularies",
        _("Vocabularies"),
        ("taxonomy.vocabulary", "taxonomy.concept", "taxonomy.gain", "taggit.tag", "practices.tagalias"),
    ),
    (
        "site",
        _("Site"),
        (
            "portal.sitetext", "portal.spearhead", "portal.pick", "portal.banner", "portal.redirect", "portal.wish",
            "portal.feedback", "portal.searchmiss",
        ),
    ),
    ("upkeep", _("Mail and upkeep"), ("upkeep.mail", "upkeep.change", "upkeep.daycount")),
)  # fmt: skip
"""Group → its name and its tables, in the order of the page; a table that is not named here stands in the last one."""
LAST = GROUPS[-1][0]
_PLACE = {label: (code, n) for code, _name, labels in GROUPS for n, label in enumerate(labels)}


def place(label: str) -> tuple[str, int]:
    """The group of a table ("app.model"), and where in it the table stands."""
    return _PLACE.get(label, (LAST, len(_PLACE)))


def grouped(apps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups that have a table this person may see: {code, name, models}; `apps` as Django lists them."""
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {code: [] for code, _name, _labels in GROUPS}
    for app in apps:
        for model in app["models"]:
            code, n = place(f"{app['app_label']}.{model['object_name'].lower()}")
            found[code].append((n, model))
    in_order = {code: [model for _n, model in sorted(rows, key=lambda row: row[0])] for code, rows in found.items()}
    return [{"code": code, "name": name, "models": in_order[code]} for code, name, _labels in GROUPS if in_order[code]]
