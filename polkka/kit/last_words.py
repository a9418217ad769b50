"""What a page says when neither database nor catalogue of translations can be asked: why, in three languages."""

from typing import Final

Said = dict[str, tuple[str, str]]
"""Language → what happened, and what to do."""

WHY: Final[dict[str, Said]] = {
    "away": {
        "fi": (
            "Palaamme hetken kuluttua",
            "Portaali ei juuri nyt saa yhteyttä tietoihinsa. Yritä hetken kuluttua uudelleen. "
            "Tallennettu teksti on tallessa.",
        ),
        "sv": (
            "Vi är tillbaka om en stund",
            "Portalen kommer just nu inte åt sina uppgifter. Försök igen om en stund. Sparad text finns kvar.",
        ),
        "en": (
            "Back in a moment",
            "The portal cannot reach its data just now. Try again in a moment. Saved text is safe.",
        ),
    },
    "busy": {
        "fi": (
            "Juuri nyt on ruuhkaa",
            "Portaalissa tapahtuu nyt niin paljon, ettei tätä ehditty tehdä. Yritä hetken kuluttua uudelleen. "
            "Tallennettu teksti on tallessa.",
        ),
        "sv": (
            "Fullt upp just nu",
            "Portalen har så mycket att göra att den inte hann med det här. Försök igen om en stund. "
            "Sparad text finns kvar.",
        ),
        "en": (
            "Very busy just now",
            "So much is going on that this could not be done in time. Try again in a moment. Saved text is safe.",
        ),
    },
    "read_only": {
        "fi": (
            "Juuri nyt ei voi tallentaa",
            "Portaalia voi jonkin aikaa vain lukea. Yritä myöhemmin uudelleen. Tallennettu teksti on tallessa.",
        ),
        "sv": (
            "Just nu går det inte att spara",
            "Under en tid kan portalen bara läsas. Försök igen senare. Sparad text finns kvar.",
        ),
        "en": (
            "Nothing can be saved just now",
            "The portal can only be read for a while. Try again later. Saved text is safe.",
        ),
    },
    "full": {
        "fi": (
            "Tätä ei voitu tallentaa",
            "Portaalin levytila on lopussa, ja ylläpito on saanut siitä tiedon. Lukeminen onnistuu tavalliseen "
            "tapaan. Yritä hetken kuluttua uudelleen.",
        ),
        "sv": (
            "Det här gick inte att spara",
            "Portalens diskutrymme är slut, och de som sköter portalen har fått veta det. Allt kan läsas som vanligt. "
            "Försök igen om en stund.",
        ),
        "en": (
            "This could not be saved",
            "The portal has run out of space, and those who run it have been told. Everything can be read as usual. "
            "Try again in a while.",
        ),
    },
}
"""Why the portal answers 503 → what it says."""

KEPT: Final[dict[str, dict[str, str]]] = {
    "fi": {
        "heading": "Kirjoittamasi teksti",
        "copy": "Tätä ei tallennettu. Kopioi teksti tästä talteen.",
        "again": "Tätä ei tallennettu. Kopioi teksti tästä talteen tai lähetä se hetken kuluttua uudelleen.",
        "files": "Tiedostot on valittava uudelleen.",
        "button": "Lähetä uudelleen",
        "home": "Etusivulle",
        "mark": "Jos kerrot tästä meille, mainitse tunniste",
    },
    "sv": {
        "heading": "Det du skrev",
        "copy": "Det här sparades inte. Kopiera texten härifrån.",
        "again": "Det här sparades inte. Kopiera texten härifrån eller skicka den på nytt om en stund.",
        "files": "Filerna måste väljas på nytt.",
        "button": "Skicka på nytt",
        "home": "Till startsidan",
        "mark": "Om du berättar om det här för oss, uppge koden",
    },
    "en": {
        "heading": "What you had written",
        "copy": "This was not saved. Copy it from here.",
        "again": "This was not saved. Copy it from here, or send it again in a moment.",
        "files": "Files have to be chosen anew.",
        "button": "Send again",
        "home": "To the front page",
        "mark": "If you tell us of this, quote",
    },
}
"""Words around what a form held, by language."""
