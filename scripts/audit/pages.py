"""The one table of public pages: the crawl, axe, the HTML checker, the weighing and the contact sheets all read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from polkka.kit.languages import CODES, speaking

Examples = Mapping[str, str]
"""What stands in the place of `{practice}` and the like (see examples.py); `name.fi` is the one for a language."""


@dataclass(frozen=True)
class Kind:
    """One kind of page. Values of `kwargs`, the query and `path` may name an example in braces.

    `path`: for an address that is not built from a view. `status`: what it answers. `is_empty_too`: it stands also
    in a portal without practices. `form`: the selector of a form that shows its errors when it is sent empty.
    `is_measured`: by Lighthouse. `is_small`: it is the same in every language.
    """

    name: str
    view: str = ""
    kwargs: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    path: str = ""
    status: int = 200
    is_empty_too: bool = False
    form: str = ""
    is_measured: bool = False
    is_small: bool = False

    def address(self, language: str, examples: Examples) -> str:
        """The path in this language, with its query; KeyError if an example that it needs is missing."""
        if self.path:
            own = {key.removesuffix(f".{language}"): value for key, value in examples.items()}
            return self.path.format_map({**own, "language": language})
        with speaking(language):
            found = reverse(self.view, kwargs={key: value.format(**examples) for key, value in self.kwargs.items()})
        return f"{found}?{self.query.format(**examples)}" if self.query else found


def _one(name: str, view: str = "", **options: object) -> Kind:
    """A page without arguments that is also there in an empty portal."""
    return Kind(name, view or f"portal:{name}", is_empty_too=True, **options)  # type: ignore[arg-type]  # any field of Kind


THE_PRACTICE = {"public_id": "{practice}"}
MAIN_FORM = "main form[method=post]"
KINDS = (
    _one("home", is_measured=True),
    _one("list", "portal:practices", is_measured=True),
    Kind("list-words", "portal:practices", query="q={word}"),
    Kind("list-narrow", "portal:practices", query="theme={theme}&level={level}"),
    _one("list-none", "portal:practices", query="q=qqqqzz"),
    Kind("practice", "portal:practice", path="{practice_path}", is_measured=True),
    Kind("practice-tip", "portal:practice", path="{tip_path}"),
    Kind("versions", "portal:versions", {"public_id": "{changed}"}),
    Kind("card", "portal:card", THE_PRACTICE),
    Kind("contact", "portal:contact", THE_PRACTICE, form=MAIN_FORM),
    Kind("report", "portal:report", THE_PRACTICE, form=MAIN_FORM),
    _one("feedback", form=MAIN_FORM),
    _one("wish", form=MAIN_FORM),
    _one("wish-thanks", "portal:wish_thanks"),
    _one("feedback-thanks", "portal:feedback_thanks"),
    Kind("contact-thanks", "portal:contact_thanks", THE_PRACTICE),
    Kind("report-thanks", "portal:report_thanks", THE_PRACTICE),
    Kind("theme", "portal:theme", {"code": "{theme}"}, is_empty_too=True, is_measured=True),
    Kind("theme-within", "portal:theme", {"code": "{subtheme}"}, is_empty_too=True),
    Kind("level", "portal:level", {"code": "{level}"}, is_empty_too=True),
    Kind("stage", "portal:stage", {"code": "{stage}"}, is_empty_too=True),
    Kind("subject", "portal:subject", {"code": "{subject}"}, is_empty_too=True),
    Kind("tag", "portal:tag", {"slug": "{tag}"}),
    Kind("coordination", "portal:coordination", {"code": "{coordination}"}, is_empty_too=True),
    _one("projects"),
    Kind("projects-none", "portal:projects", query="q=qqqqzz"),
    Kind("project", "portal:project", {"code": "{project}"}),
    Kind("project-ended", "portal:project", {"code": "{ended}"}),
    _one("organisations"),
    Kind("organisation", "portal:organisation", {"code": "{organisation}"}),
    _one("overview", is_measured=True),
    _one("overview-stages", "portal:overview", query="rows=stage"),
    _one("numbers"),
    _one("glossary"),
    _one("follow"),
    _one("criteria"),
    Kind("criteria-set", "portal:criteria_set", {"version": "2011"}, is_empty_too=True),
    _one("about"),
    _one("accessibility"),
    _one("privacy"),
    _one("terms"),
    _one("contact-us", "portal:contact_us"),
    _one("sign-in", "account_request_login_code", form=MAIN_FORM),
    _one("closed-account", "account_inactive"),
    _one("lost-mailbox", "practices:lost_mailbox"),
    _one("account-deleted", "practices:account_deleted"),
    Kind("gone", "portal:practice_by_name", {"public_id": "{withdrawn}"}, status=410),
    Kind("missing", path="/{language}/no-such-page/", status=404, is_empty_too=True),
    Kind("not-asked-well", "portal:practices", query="theme=no-such-theme", status=400, is_empty_too=True),
    Kind("styleguide", "styleguide", is_small=True),
)
MACHINES: dict[str, Mapping[str, str]] = {
    "portal:suggestions": {},
    "portal:feed": {},
    "portal:feed_json": {},
    "api_practices": {},
    "api_description": {},
    "robots": {},
    "security_txt": {},
    "sitemap": {},
    "sitemap_part": {"number": "1"},
    "portal:manifest": {},
    "favicon": {},
    "touch_icon": {},
    "portal:overview_csv": {},
    "portal:overview_svg": {},
    "cover": {"public_id": "{practice}", "theme": "{theme}"},
    "share_picture": {"public_id": "{practice}", "theme": "{theme}"},
}
"""What is for programs: feeds, pictures, files. View → what it is built from."""
MOVING = {
    "root": "leads to the reader’s language",
    "to_manifest": "leads to the one in the reader’s language",
    "permanent": "leads to the page of the practice",
    "account_confirm_login_code": "shown only after an address was given",
    "mfa_authenticate": "shown only between the two steps of signing in",
    "account_login": "leads to the one way of signing in",
    "account_signup": "leads to the one way of signing in",
    "account_email_verification_sent": "leads to the one way of signing in",
    "account_reauthenticate": "leads to the one way of signing in",
    "invitation": "needs a letter; without one it says that the invitation is over",
    "healthz": "a word for who watches the server",
    "readyz": "figures for who watches the server",
    "metrics": "opens to a token only",
    "file": "bytes under a name that nobody can guess; a practice links to its own",
}
"""Public addresses that show no page of their own without a step before, each with the reason."""


@dataclass(frozen=True)
class Page:
    """One page to look at."""

    kind: Kind
    language: str
    path: str


def pages(examples: Examples, *, languages: tuple[str, ...] = CODES, empty: bool = False) -> Iterator[Page]:
    """Every kind in every language, of an `empty` portal those that stand there; what has no example is left out."""
    for kind in KINDS:
        if empty and not kind.is_empty_too:
            continue
        for language in languages[:1] if kind.is_small else languages:
            try:
                yield Page(kind, language, kind.address(language, examples))
            except KeyError:
                continue


def machines(examples: Examples) -> list[str]:
    """The addresses for programs, in Finnish; what has no example is left out."""
    found = []
    for view, wanted in MACHINES.items():
        try:
            kwargs = {key: value.format(**examples) for key, value in wanted.items()}
        except KeyError:
            continue
        with speaking(CODES[0]):
            found.append(reverse(view, kwargs=kwargs))
    return found


def without_example(examples: Examples) -> list[str]:
    """The kinds that cannot be looked at, because the portal has nothing of the sort."""
    return sorted({kind.name for kind in KINDS} - {page.kind.name for page in pages(examples)})
