"""Why people's data is used, of whom it is and who gets it, in Finnish and in English: rows of the register."""

from dataclasses import dataclass

LANGUAGES = ("fi", "en")


@dataclass(frozen=True)
class Purpose:
    """One purpose; each text is Finnish, English."""

    code: str
    name: tuple[str, str]
    whose: tuple[str, str]
    receivers: tuple[str, str]


BASIS = (
    "yleistä etua koskeva tehtävä (tietosuoja-asetuksen 6 artiklan 1 kohdan e alakohta, tietosuojalain 4 §); "
    "rekisterinpitäjä vahvistaa perusteen",
    "A task in the public interest (GDPR Article 6(1)(e), section 4 of the Finnish Data Protection Act); "
    "the controller confirms it",
)
"""One for all; the data protection page says the same."""
_STAFF = ("koordinaattorit, ylläpitäjät", "coordinators, administrators")
SIGNING_IN = Purpose(
    "signing_in",
    ("Kirjautuminen ja tilin suojaaminen", "Signing in and protecting the account"),
    ("kirjautuvat", "people who sign in"),
    ("ylläpitäjät", "administrators"),
)
BELONGING = Purpose(
    "belonging",
    ("Tieto siitä, kuka kuuluu mihinkin ja mitä kukin saa tehdä", "Who belongs where and may do what"),
    ("kirjautuvat", "people who sign in"),
    ("saman hankkeen väki, koordinaattorit, ylläpitäjät", "people of the same project, coordinators, administrators"),
)
DESCRIBING = Purpose(
    "describing",
    ("Käytäntöjen kuvaaminen yhdessä ja julkaiseminen", "Describing practices together and publishing them"),
    ("kirjoittajat, yhteyshenkilöt, tekstissä mainitut", "writers, contact persons, people named in a text"),
    (
        "saman kuvauksen tekijät; lähetetyn kuvauksen koordinaattorit ja arvioijat; julkaistun kaikki",
        "writers of the same description; of a submitted one coordinators and assessors; of a published one everybody",
    ),
)
ASSESSING = Purpose(
    "assessing",
    ("Käytäntöjen arvioiminen", "Assessing practices"),
    ("arvioijat", "assessors"),
    ("koordinaattorit; tekijöille kommentit ilman nimeä", "coordinators; the authors get comments without a name"),
)
ACCOUNTING = Purpose(
    "accounting",
    ("Tieto siitä, kuka päätti ja muutti mitäkin", "Who decided and changed what"),
    ("kirjautuvat", "people who sign in"),
    (
        "saman kuvauksen tekijät, koordinaattorit, ylläpitäjät",
        "writers of the same description, coordinators, administrators",
    ),
)
NOTICES = Purpose(
    "notices",
    ("Viestien lähettäminen sähköpostitse", "Messages by e-mail"),
    ("viestin saajat", "receivers of a message"),
    ("sähköpostin välittäjä, ylläpitäjät", "the carrier of the e-mail, administrators"),
)
ANSWERING = Purpose(
    "answering",
    ("Toiveisiin ja palautteeseen vastaaminen", "Answering wishes and feedback"),
    ("palvelulle kirjoittavat", "people who write to the service"),
    _STAFF,
)
SAFETY = Purpose(
    "safety",
    ("Väärinkäytön ja vahinkojen estäminen", "Preventing misuse and accidents"),
    ("kaikki, jotka lähettävät lomakkeen", "everybody who sends a form"),
    ("ei vastaanottajia", "nobody"),
)
PURPOSES = (SIGNING_IN, BELONGING, DESCRIBING, ASSESSING, ACCOUNTING, NOTICES, ANSWERING, SAFETY)
