"""The description of processing activities (GDPR, Article 30) as Markdown, made of the marks."""

from collections.abc import Iterator

from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise

from .. import retention
from .marks import ACCOUNT, PRACTICE, TABLES, Table
from .purposes import BASIS, LANGUAGES, PURPOSES, Purpose

HEADS = {
    "fi": ("Seloste käsittelytoimista", "Käyttötarkoitus", "Rekisteröidyt", "Tiedot", "Säilytysaika", "Vastaanottajat"),
    "en": ("Record of processing activities", "Purpose", "Of whom", "What data", "For how long", "To whom"),
}
SAID = {
    "fi": (
        "Rekisterinpitäjä ja tietosuojavastaava: [täydennettävä]. Palvelimen ja sähköpostin toimittaja ja maa:"
        " [täydennettävä]. Tietoja ei siirretä muualle, päätöksiä ei tehdä automaattisesti, eikä ketään profiloida.",
        "Oikeusperuste",
        "Suojaus: salattu yhteys, kirjautuminen kertakoodilla, ylläpitäjien kirjautumisen toinen vaihe, oikeudet"
        " tehtävän mukaan, muutosloki, varmuuskopiot, sääntöjen mukaiset poistot.",
    ),
    "en": (
        "Controller and data protection officer: [to be filled in]. Suppliers of the server and of e-mail, and country:"
        " [to be filled in]. Nothing is transferred elsewhere. No decisions are automatic, and nobody is profiled.",
        "Legal basis",
        "Safeguards: encrypted connections, sign-in by a one-time code, a second step for staff, rights by duty,"
        " a log of changes, backups, removal by rules.",
    ),
}
MOST_COLUMNS = 8
KEPT = {
    ACCOUNT: ("niin kauan kuin tili", "as long as the account"),
    PRACTICE: (
        "niin kauan kuin käytäntö; nimi tilin poistoon asti",
        "as long as the practice; the name until the account is removed",
    ),
    "unused": ("käyttämätön tili 7 tai 30 päivää", "an account that was never used 7 or 30 days"),
    "sessions": ("14 päivää viimeisestä käytöstä", "14 days after the last use"),
    "mail": ("90 päivää", "90 days"),
    "forms": ("24 tuntia", "24 hours"),
    "receipts": ("2 päivää", "2 days"),
    "presence": ("minuutti", "a minute"),
    "limits": ("enintään päivä", "a day at most"),
    "sheets": ("taulukon rivit 30 päivää", "rows 30 days"),
    "sheets_unloaded": ("tuomatta jäänyt taulukko 30 päivää", "those not loaded 30 days"),
    "invitations": ("kutsun osoite 90 päivää", "the address of an invitation 90 days"),
    "wishes": ("400 päivää", "400 days"),
    "feedback": ("400 päivää", "400 days"),
    "misses": ("30–400 päivää", "30 to 400 days"),
    "changes": ("2 vuotta", "2 years"),
    "admin_log": ("2 vuotta", "2 years"),
    "files": ("käyttämättä jäänyt tiedosto päivän", "a file that nothing shows a day"),
}
"""How long in words, Finnish and English; the codes are those of retention.RULES and of the marks."""


def markdown(language: str) -> str:
    """The whole description in Finnish ("fi") or English ("en")."""
    n = LANGUAGES.index(language)
    title, *heads = HEADS[language]
    first, basis, last = SAID[language]
    with translation.override(language):
        rows = [_row(purpose, n) for purpose in PURPOSES]
    table = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join([f"# {title}: POLKKA", "", first, "", f"{basis}: {BASIS[n]}.", "", *table, "", last, ""])


def _row(purpose: Purpose, n: int) -> tuple[str, ...]:
    tables = {label: table for label, table in TABLES.items() if table.purpose is purpose}
    what = "; ".join(_told(label, table) for label, table in tables.items())
    codes = dict.fromkeys(code for table in tables.values() for code in table.kept.split())
    kept = dict.fromkeys(KEPT[code][n] for code in codes)
    return purpose.name[n], purpose.whose[n], what, "; ".join(kept), purpose.receivers[n]


def _told(label: str, table: Table) -> str:
    """A table in words, with its columns unless they are many or have no name for people."""
    columns = list(_columns(label, table))
    name = str(apps.get_model(label)._meta.verbose_name)
    return f"{name} ({', '.join(columns)})" if 0 < len(columns) <= MOST_COLUMNS else name


def _columns(label: str, table: Table) -> Iterator[str]:
    fields = apps.get_model(label)._meta
    for column in (*table.personal, *table.free):
        name = getattr(fields.get_field(column), "verbose_name", "")
        if isinstance(name, Promise):
            yield str(name).lower()


def unknown() -> set[str]:
    """Codes of retention that the marks name and nothing knows."""
    named = {code for table in TABLES.values() for code in table.kept.split()}
    return {code for code in named if code not in KEPT or code not in {*retention.BY_CODE, ACCOUNT, PRACTICE}}
