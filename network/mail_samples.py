"""Invented things that the examples of messages tell, in the three languages; nobody and nothing in them exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Said:
    """The same words in the three languages."""

    fi: str
    sv: str
    en: str


def in_language(told: Any, language: str) -> Any:
    """What an example tells in one language; lists and mappings with all that is in them."""
    if isinstance(told, Said):
        return getattr(told, language)
    if isinstance(told, Mapping):
        return {key: in_language(value, language) for key, value in told.items()}
    if isinstance(told, list):
        return [in_language(value, language) for value in told]
    return told


TITLE = Said("Puron tarina", "Bäckens berättelse", "The story of the stream")
COMMON: Mapping[str, Any] = MappingProxyType(
    {
        "name": Said("Aino Malli", "Anna Modell", "Anna Model"),
        "title": TITLE,
        "url": Said(
            "https://polkka.example/fi/esimerkki/",
            "https://polkka.example/sv/exempel/",
            "https://polkka.example/en/example/",
        ),
        "letter": "",
        "who": Said("Eero Esimerkki", "Erik Exempel", "Eric Example"),
        "address": Said("eero@koulu.example", "erik@skola.example", "eric@school.example"),
        "place": Said("Koivulan koulu", "Björkbacka skola", "Birchwood School"),
        "deadline": Said("31.3.2027", "31.3.2027", "31 Mar 2027"),
    }
)
"""What most messages tell."""
LETTER = {
    "letter": Said(
        "Kiitos. Tekstistä saa hyvin kiinni.", "Tack. Texten är lätt att följa.", "Thank you. It reads well."
    )
}
POINTS = {
    "points": [
        Said(
            "Kertokaa, montako oppilasta oli mukana.",
            "Berätta hur många elever som var med.",
            "Tell how many pupils took part.",
        )
    ]
}
AT = {"at": Said("1.4.2027 8.00", "1.4.2027 kl. 8.00", "1 Apr 2027, 08:00")}
WHY = {
    "why": Said(
        "käytäntö on muuttunut sen jälkeen", "praxisen har ändrats efter beslutet", "the practice has changed since"
    )
}
CORRECTED = {
    "reason": Said("Kirjoitusvirhe.", "Ett skrivfel.", "A typo."),
    "lines": [
        Said("Tiivistelmä: purossa → puroissa", "Sammanfattning: bäcken → bäckarna", "Summary: stream → streams"),
    ],
    "differing": [],
}
TRANSLATED = {"language": Said("Svenska", "Suomi", "Suomi")}
DECLINED = {"reason": Said("En ehdi nyt.", "Jag hinner inte nu.", "I have no time now."), "conflict": False}
QUESTION = {
    "asker": Said("Lukija", "En läsare", "A reader"),
    "message": Said(
        "Voiko tätä kokeilla esiopetuksessa?",
        "Går det att pröva det här i förskolan?",
        "Can this be tried in pre-primary education?",
    ),
    "reply_to": Said("lukija@koulu.example", "lasare@skola.example", "reader@school.example"),
}
PROBLEM = {
    "text": Said("Kuvassa näkyy oppilaan nimi.", "En elevs namn syns på bilden.", "The picture shows a pupil’s name.")
}
FEEDBACK = {
    "page": Said("/fi/kaytannot/", "/sv/praxis/", "/en/practices/"),
    "text": Said("Haku toimii hyvin.", "Sökningen fungerar bra.", "The search works well."),
    "answer_by": Said("14.4.2027", "14.4.2027", "14 Apr 2027"),
}
WISH = {"words": Said("kemian etävaihto", "kemiutbyte på distans", "chemistry exchange online")}
DIGEST = {
    "n": 3,
    "more": 0,
    "groups": [
        {
            "name": Said("Koordinaatio", "Samordning", "Coordination"),
            "lines": [
                {
                    "text": Said(
                        "Lähetetty: Puron tarina", "Inlämnad: Bäckens berättelse", "Submitted: The story of the stream"
                    ),
                    "url": "https://polkka.example/1/",
                },
                {
                    "text": Said(
                        "Arviointi on valmis: Ystäväluokka",
                        "En bedömning är klar: Vänklassen",
                        "An assessment is ready: Partner class",
                    ),
                    "url": "https://polkka.example/2/",
                },
            ],
        },
        {
            "name": Said("Kommentit", "Kommentarer", "Comments"),
            "lines": [
                {
                    "text": Said(
                        "Uusi kommentti: Puron tarina",
                        "En ny kommentar: Bäckens berättelse",
                        "A new comment: The story of the stream",
                    ),
                    "url": "",
                }
            ],
        },
    ],
}
