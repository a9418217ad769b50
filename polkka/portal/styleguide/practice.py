"""The components of the page of a practice: materials, reference, small profile, differences, card."""

from types import SimpleNamespace
from typing import Any

from polkka.portal.qr import code
from polkka.portal.sheet import Sheet
from practices.citing import Source, apa, bibtex
from practices.materials import Material

from . import basics

ADDRESS = "https://polkka.example/p/7KQ2M9XA"
TITLE = "Ystävyysluokka videon päässä: kahden maan yhteinen lukupiiri"


def samples() -> dict[str, Any]:
    """Everything that templates/styleguide/practice.html takes."""
    source = Source("7KQ2M9XA", "Kuusiharjun koulu", TITLE, 2026, 3, "fi", ADDRESS)
    materials = (
        Material("Roolikortit tulostettaviksi", "#g-materials", "PDF", "", "240 kt", "suomi, viro", "CC BY-SA 4.0"),
        Material("Tapaamisten runko minuutteina", "#g-materials", "Verkkosivu", "lukupiiri.example"),
    )
    return {
        "materials": materials,
        "cite": {"title": TITLE, "permanent": ADDRESS, "apa": apa(source), "bibtex": bibtex(source)},
        "changes": changes(),
        "card_practice": card_practice(),
        "sheet": sheet(materials),
        "qr": code(ADDRESS),
    }


def changes() -> tuple[SimpleNamespace, ...]:
    """A sentence with words taken away and brought in, and a choice."""

    def piece(kind: str, text: str = "") -> SimpleNamespace:
        return SimpleNamespace(kind=kind, text=text)

    sentence = (
        piece("gap"), piece("same", "lukee samaa kirjaa ja keskustelee siitä"), piece("removed", "kaksi"),
        piece("added", "neljä"), piece("same", "kertaa lukukaudessa."),
    )  # fmt: skip
    return (
        SimpleNamespace(heading="Tiivistelmä", pieces=sentence, language="fi"),
        SimpleNamespace(heading="Avainsanat", pieces=(piece("added", "lukupiiri"),), language="fi"),
    )


def card_practice() -> SimpleNamespace:
    """What the card takes of a practice."""
    shown = basics.cards()[0]
    return SimpleNamespace(
        card=shown, number=3, permanent=ADDRESS, owner=("Kuusiharjun koulu", "", "", "#"),
        project=("Lukupiiri yli rajojen", "#"), licence_name="CC BY 4.0",
    )  # fmt: skip


def sheet(materials: tuple[Material, ...]) -> Sheet:
    """A card with every part."""
    return Sheet(
        title=TITLE,
        summary="Kaksi viidettä luokkaa lukee samaa kirjaa ja keskustelee siitä videolla neljä kertaa lukukaudessa.",
        facts=basics.facts()[:4],
        challenge="Oppilaat osasivat englantia mutta vaikenivat, kun piti puhua vieraalle.",
        steps=(
            ("Valitkaa lyhyt kirja.", "Molemmat saavat sen omalla kielellään."),
            ("Jakakaa roolit.", "Kysyjä, tiivistäjä, sanaston vartija, piirtäjä."),
            ("Vaihtakaa kieltä joka kerta.", ""),
        ),
        method="",
        n_left=1,
        result="Ensimmäisessä tapaamisessa puhui 9 oppilasta 24:stä, neljännessä 22.",
        resources="Kuusi laitetta, kaksi tilaa, kirjat kirjastosta.",
        pitfalls="Liian pitkä kirja.",
        monday="Kysy luokalta: minkä kirjan haluaisit jonkun muunmaalaisen lukevan?",
        materials=materials,
        n_materials_left=0,
        qr=code(ADDRESS),
    )
