"""The one table of what each role may do. Deeds are checked by views and rules, rows of models by the admin."""

VIEW, ADD, CHANGE, DELETE = "view", "add", "change", "delete"
EDIT = (VIEW, ADD, CHANGE, DELETE)

_COORDINATOR_DEEDS = {"polkka.admin", "practices.coordinate"}
_PRACTICE_MODELS = (
    "practice", "version", "versionconcept", "versiontag", "text", "assessment", "answer", "gateanswer", "historyentry",
    "relation", "author", "invitation", "comment", "rough", "presence", "point", "attachment", "versionattachment",
    "linkcheck", "schedule", "draftterms",
)  # fmt: skip
_READ_PRACTICES = {f"practices.{VIEW}_{model}" for model in _PRACTICE_MODELS}
_READ_NETWORK = {f"network.{VIEW}_organisation"} | {
    f"projects.{VIEW}_{model}" for model in ("coordinationproject", "coordinator", "project", "projectmember")
}
_READ_DATA = (
    {f"taxonomy.{VIEW}_{model}" for model in ("vocabulary", "concept", "gain")}
    | {f"criteria.{VIEW}_{model}" for model in ("criteriaset", "criterion", "leveltext")}
    | {f"portal.{VIEW}_sitetext"}
    | {f"taggit.{VIEW}_tag"}
)


def _rows(app: str, models: tuple[str, ...], verbs: tuple[str, ...] = EDIT) -> set[str]:
    return {f"{app}.{verb}_{model}" for model in models for verb in verbs}


_COORDINATOR = (
    _COORDINATOR_DEEDS
    | _READ_PRACTICES
    | _READ_NETWORK
    | _READ_DATA
    | _rows("network", ("organisation",), (VIEW, ADD, CHANGE))
    | _rows("projects", ("project", "projectmember"), (VIEW, ADD, CHANGE))
    | _rows("projects", ("projectmember",), (DELETE,))
    | _rows("projects", ("joining",), (VIEW,))
    | _rows("portal", ("sitetext", "wish", "feedback"), (VIEW, CHANGE))
    | _rows("portal", ("searchmiss",), (VIEW,))
    | _rows("portal", ("spearhead", "pick", "banner"))
    | _rows("practices", ("tagalias", "sheet"), (VIEW,))
    | _rows("practices", ("sheet",), (ADD,))
    | _rows("practices", ("relation",), (ADD, CHANGE, DELETE))
    | _rows("network", ("availability",), (VIEW,))
    | _rows("upkeep", ("daycount",), (VIEW,))
    | _rows("taggit", ("tag",), (VIEW, ADD, CHANGE))
)
_CHIEF = (
    _COORDINATOR
    | {"practices.coordinate_all"}
    | _rows("portal", ("redirect",))
    | _rows("upkeep", ("change",), (VIEW,))
    | _rows("taxonomy", ("vocabulary", "concept", "gain"), (VIEW, ADD, CHANGE))
    | _rows("criteria", ("criteriaset", "criterion", "leveltext"))
    | _rows("projects", ("coordinationproject", "coordinator"), (VIEW, ADD, CHANGE, DELETE))
    | _rows("practices", ("practice",), (VIEW, CHANGE))
    | _rows("taggit", ("tag",))
)

ROLES: dict[str, frozenset[str]] = {
    "author": frozenset({"practices.write"}),
    "peer": frozenset({"practices.assess"}),
    "expert": frozenset({"practices.assess"}),
    "counsellor": frozenset({"polkka.admin"} | _READ_NETWORK | _READ_DATA),
    "coordinator": frozenset(_COORDINATOR),
    "chief": frozenset(_CHIEF),
    "administrator": frozenset(
        {"polkka.admin", "upkeep.resend_mail"}
        | _READ_NETWORK
        | _READ_DATA
        | _rows("network", ("user", "organisation", "membership", "duty"))
        | _rows("portal", ("feedback",), (VIEW, CHANGE))
        | _rows("upkeep", ("mail",), (VIEW,))
        | _rows("upkeep", ("generation", "receipt", "parked", "daycount", "throttle", "change"), (VIEW,))
        | _rows("search", ("entry", "lexeme"), (VIEW,))
        | _rows("account", ("emailaddress",), (VIEW, DELETE))
        | {f"upkeep.{DELETE}_receipt", f"admin.{DELETE}_logentry", f"projects.{DELETE}_joining"}
        | _rows("network", ("mailchoice", "availability"), (VIEW, DELETE))
        | _rows("mfa", ("authenticator",), (VIEW, DELETE))
        | {f"practices.{DELETE}_{model}" for model in ("author", "presence")}  # they go with the person
        | _rows("projects", ("coordinationproject", "coordinator", "project", "projectmember"))
    ),
}
"""Role → permissions and deeds. Authors and coordinators are found by projects/backends.py, the others by Duty."""


def permissions(roles: frozenset[str]) -> frozenset[str]:
    """Everything that people with these roles may do."""
    return frozenset().union(*(ROLES[role] for role in roles)) if roles else frozenset()
