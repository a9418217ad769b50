"""What a site for trying things out says of itself on every page; also where no catalogue can be asked."""

from django.conf import settings

WORDS = {
    "fi": "Tämä on kokeilusivusto. Tänne kirjoitettu voidaan poistaa milloin tahansa.",
    "sv": "Det här är en testwebbplats. Det som skrivs här kan tas bort när som helst.",
    "en": "This is a trial site. What is written here may be deleted at any time.",
}
"""Language → sentence."""


def words(language: str) -> str:
    """The sentence in a language, "" on any other site."""
    return WORDS[language] if settings.STAGING else ""
