"""The components that every page is made of: invented data in the shapes that the templates take."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from polkka.portal import covers

PLACES = "#"


def samples() -> dict[str, Any]:
    """Everything from the wordmark to the matrix of the dots."""
    return {
        "themes": themes(),
        "families": families(),
        "pyramid": pyramid(),
        "cards": cards(),
        "labels": labels(),
        "profile": profile(),
        "half_profile": half_profile(),
        "facts": facts(),
        "steps": steps(),
        "pills": ((_("Grades 3–6"), PLACES), (_("No travel"), PLACES)),
        "facet": facet(),
        "long_facet": long_facet(),
        "pages": tuple((n, PLACES, n == 4) for n in (1, 3, 4, 5, 12)),
        "form": sample_form(),
        "tasks": tasks(),
        "errors": ((_("Write an address, for example name@school.example"), "id_email"),),
        "matrix_head": (_("Level"), "CLUE", "SCART", "INTO", "SVEKO"),
        "matrix_rows": (
            ("4. Liikkuvuus", 4, 3, 6, 2),
            ("3. Kansallinen kansainvälisyys", 3, 12, 9, 0),
            ("2. Kotikansainvälisyys", 22, 15, 18, 7),
        ),
    }


def term(vocabulary: str, code: str, name: str, colour: str = "", **more: Any) -> SimpleNamespace:
    """A Term."""
    return SimpleNamespace(vocabulary=vocabulary, code=code, name=name, definition="", colour=colour, **more)


THEMES = {code: term("theme", code, code.upper(), code) for code in ("clue", "scart", "into", "sveko")}
LEVELS = {
    number: term("level", code, name, number=number)
    for number, code, name in (
        (1, "attitudes", "Asenteet, uskallus, ymmärrys"),
        (2, "home", "Kotikansainvälisyys"),
        (3, "national", "Kansallinen kansainvälisyys"),
        (4, "mobility", "Liikkuvuus"),
    )
}


def themes() -> tuple[tuple[SimpleNamespace, str, int, str], ...]:
    """Four themes with their counts."""
    names = (
        ("clue", "Globaalikasvatus, kestävä kehitys ja kansalaisvaikuttaminen", 67),
        ("scart", "Tiede- ja taideopetus, erityinen osaaminen ja lahjakkuus", 30),
        ("into", "Kieltenopetuksen uudistaminen ja kansallinen kielivaranto", 62),
        ("sveko", "Ruotsinkieliset kansainvälisyyshankkeet", 23),
    )
    return tuple((THEMES[code], name, count, PLACES) for code, name, count in names)


def pyramid() -> tuple[tuple[SimpleNamespace, int, str, tuple[tuple[str, int], ...]], ...]:
    """Four levels, some practices without a theme."""
    counts = {
        1: (("clue", 38), ("into", 29), ("sveko", 14)),
        2: (("clue", 22), ("scart", 15), ("into", 18), ("sveko", 7), ("", 3)),
        3: (("clue", 3), ("scart", 12), ("into", 9)),
        4: (("clue", 4), ("scart", 3), ("into", 6), ("sveko", 2)),
    }
    return tuple((LEVELS[n], sum(count for _, count in dots), PLACES, dots) for n, dots in counts.items())


def card(public_id: str, title: str, summary: str, **facts: Any) -> SimpleNamespace:
    """A Card; what is not said is the most usual."""
    theme = facts.get("theme")
    usual = {
        "public_id": public_id,
        "slug": "malli",
        "path": PLACES,
        "title": title,
        "summary": summary,
        "excerpt": "",
        "language": "fi",
        "language_note": "",
        "depth": "practice",
        "depth_name": "käytäntö",
        "label": "described",
        "label_name": "Kuvattu",
        "label_step": 1,
        "theme": None,
        "level": LEVELS[2],
        "stages": (term("stage", "grades-3-6", "3–6 lk"),),
        "time": term("time", "lesson", "enintään 45 min"),
        "cost": term("cost", "none", "ei kustannuksia"),
        "travel": term("travel", "none", "ei matkaa"),
        "published_on": date(2026, 3, 14),
        "is_demo": True,
        "cover": _cover(public_id, theme.code if theme else covers.PLAIN),
    }
    return SimpleNamespace(**(usual | facts))


def _cover(public_id: str, theme: str) -> str:
    return reverse("cover", kwargs={"public_id": public_id, "theme": theme})


def cards() -> tuple[SimpleNamespace, ...]:
    """A practice of each theme, one without a theme and one with long words."""
    return (
        card("7KQ2M9XA", "Ystävyysluokka videon päässä: kahden maan yhteinen lukupiiri",
             "Kaksi viidettä luokkaa lukee samaa kirjaa ja keskustelee siitä etäyhteydellä neljä kertaa lukukaudessa.",
             excerpt="Kaksi viidettä luokkaa lukee samaa kirjaa ja keskustelee siitä <mark>etäyhteydellä</mark>.",
             theme=THEMES["into"], label="expert", label_name="Asiantuntija-arvioitu", label_step=3),
        card("3F8ZC0WD", "Veden matka: sama koe puron, joen ja järven rannalla",
             "Oppilaat mittaavat lähivetensä näkösyvyyden ja vertaavat tuloksia ystävyysluokkien kanssa.",
             theme=THEMES["clue"], label="rooted", label_name="Juurtunut", label_step=4),
        card("B61T5HRE", "Klassrumsdialog över språkgränsen",
             "En finskspråkig och en svenskspråkig vänklass möts på distans varannan vecka.",
             language="sv", language_note="ruotsiksi", theme=THEMES["sveko"], level=LEVELS[3],
             label="peer", label_name="Vertaisarvioitu", label_step=2),
        card("Q0Y4N8SV", "Sama tähtitaivas kahdelta pallonpuoliskolta",
             "Luokka piirtää iltataivaan ja vaihtaa piirrokset ystävyysluokan kanssa etelässä.",
             theme=THEMES["scart"]),
        card("M2J7D6PK", "Hankehakemuksen vuosikello: kuka kirjoittaa, milloin ja kenelle",
             "Kunnan koulut jakavat yhden vuosikellon, jossa hakuajat ja vastuut ovat näkyvissä.",
             level=LEVELS[1], stages=(term("stage", "municipality", "kunta"),), depth_name="vinkki", time=None),
        card("ZX9C3G1T", "Kotikansainvälisyystoimintasuunnitelma monikielisyyskasvatuksen tukena",
             "Suunnitelma kirjattiin koulun lukuvuosisuunnitelmaan ja kestävyyskasvatuksen tavoitteisiin.",
             theme=THEMES["clue"], level=LEVELS[1], depth_name="malli"),
    )  # fmt: skip


def labels() -> tuple[tuple[int, str], ...]:
    """The four labels."""
    return (1, _("Described")), (2, _("Peer-assessed")), (3, _("Expert-assessed")), (4, _("Rooted"))


def families() -> tuple[tuple[str, str], ...]:
    """An example of each pattern: name and URL of a cover that shows it."""
    colours = list(covers.INKS)
    shown = []
    for index, family in enumerate(covers.FAMILIES):
        shown.append((family.__name__, _cover(_example_of(family), colours[index % len(colours)])))
    return tuple(shown)


def _example_of(family: Any) -> str:
    """The first invented id whose cover is of this family."""
    ids = (f"MALLI{number:03}" for number in range(1000))
    return next(public_id for public_id in ids if covers.family_of(public_id) is family)


CRITERIA = (
    ("CUR", "Opetussuunnitelma"),
    ("IMP", "Vaikuttavuus"),
    ("ENV", "Oppimisympäristö"),
    ("NET", "Verkostoituminen"),
    ("SUS", "Kestävyys"),
    ("OUT", "Tuotos"),
    ("RES", "Resurssit"),
)


def profile() -> SimpleNamespace:
    """Two peers, an expert and the authors."""
    answers = (
        (3, 3, 4, ""),
        (3, 2, 3, ""),
        (3.5, 3, 4, "3–4"),
        (3, 3, 3, ""),
        (2, 2, 3, "1–3"),
        (4, 4, 4, ""),
        (2.5, 3, 2, ""),
    )
    return _profile(answers, experts=1, total=76)


def half_profile() -> SimpleNamespace:
    """Two peers and no expert, one criterion not answered."""
    answers = ((2.5, None, 3, ""), (1, None, None, ""), (None, None, 2, ""), (0, None, 1, ""))
    return _profile(answers, experts=0, total=None)


def _profile(answers: tuple[tuple[Any, ...], ...], experts: int, total: int | None) -> SimpleNamespace:
    rows = tuple(
        SimpleNamespace(code=code, name=name, peer=peer, expert=expert, own=own, spread=spread)
        for (code, name), (peer, expert, own, spread) in zip(CRITERIA, answers, strict=False)
    )
    summary = "Vahvin tuotos, heikoin kestävyys."
    return SimpleNamespace(rows=rows, total=total, peers=2, experts=experts, summary=summary)


def facts() -> tuple[tuple[str, str], ...]:
    """The museum label of a practice."""
    return (
        (_("For whom"), "3–6 lk, äidinkieli ja englanti"),
        (_("Time"), "4 × 45 min, yksi lukukausi"),
        (_("Cost"), "Ei kustannuksia"),
        (_("Travel"), "Ei matkaa"),
        (_("Languages"), "suomi, viro, englanti"),
        (_("Where"), "Satakunta"),
    )


def steps() -> tuple[SimpleNamespace, ...]:
    """A method in three steps."""
    texts = (
        ("Valitkaa kirja, jonka molemmat saavat omalla kielellään", "Opettajat ehdottavat kolmea, luokat äänestävät."),
        (
            "Jakakaa roolit ennen ensimmäistä yhteyttä",
            "Kysyjä, tiivistäjä, sanaston vartija ja piirtäjä. Roolit kiertävät.",
        ),
        ("Tavatkaa neljän hengen ryhmissä", "Kuusi laitetta, kuusi pöytää, 20 minuuttia."),
    )
    return tuple(SimpleNamespace(title=title, html=f"<p>{text}</p>") for title, text in texts)


def option(
    code: str, name: str, count: int, *, is_chosen: bool = False, depth: int = 0, colour: str = ""
) -> SimpleNamespace:
    """An Option of a facet."""
    return SimpleNamespace(code=code, name=name, count=count, is_chosen=is_chosen, depth=depth, colour=colour)


def facet() -> SimpleNamespace:
    """Themes with a sub-theme."""
    options = (
        option("clue", "CLUE", 9, colour="clue"),
        option("global-education", "globaalikasvatus", 4, depth=1),
        option("scart", "SCART", 7, colour="scart"),
        option("into", "INTO", 8, colour="into", is_chosen=True),
        option("sveko", "SVEKO", 0, colour="sveko"),
    )
    return SimpleNamespace(code="theme", name=_("Theme"), options=options, n_chosen=1, n_in_sight=5, n_left=0, full="")


def long_facet() -> SimpleNamespace:
    """Partner countries, more than are seen at once."""
    names = ("Viro", "Islanti", "Namibia", "Ruotsi", "Norja", "Tanska", "Latvia", "Liettua", "Puola", "Saksa", "Ranska")
    options = tuple(option(name.lower(), name, 11 - place) for place, name in enumerate(names))
    return SimpleNamespace(
        code="country", name=_("Partner country"), options=options, n_chosen=0, n_in_sight=6, n_left=12, full=""
    )


def tasks() -> tuple[tuple[str, str, str, str], ...]:
    """Pages of a description in all states."""
    return (
        ("Otsikko ja tiivistelmä", PLACES, "done", _("done")),
        ("Haaste", PLACES, "here", _("here")),
        ("Menetelmä, askel askeleelta", PLACES, "missing", _("missing")),
        ("Materiaalit ja lisenssi", PLACES, "optional", _("optional")),
    )


class SampleForm(forms.Form):
    """Every kind of control, one with an error."""

    title = forms.CharField(label="Otsikko", help_text="Mitä tehtiin ja kenen kanssa, 3–9 sanaa.", max_length=120)
    email = forms.EmailField(label="Yhteyshenkilön sähköposti")
    challenge = forms.CharField(
        label="Haaste tai tarve", help_text="Kerro, mikä ei toiminut, kenelle, ja mistä sen huomasitte.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    region = forms.ChoiceField(label="Maakunta", choices=(("", "Valitse"), ("satakunta", "Satakunta")), required=False)
    stage = forms.MultipleChoiceField(
        label="Kenelle", help_text="Valitse kaikki sopivat.", widget=forms.CheckboxSelectMultiple,
        choices=(("preschool", "Esiopetus"), ("grades-1-2", "1–2 lk"), ("grades-3-6", "3–6 lk")),
    )  # fmt: skip
    verdict = forms.ChoiceField(
        label="Ehdotus", widget=forms.RadioSelect,
        choices=(("publish", "Julkaistaan"), ("develop", "Kehitetään edelleen")),
    )  # fmt: skip
    consent = forms.BooleanField(label="Kuvissa olevilta on lupa.", help_text="Säilytä luvat koululla.")


def sample_form() -> SampleForm:
    """The form as it comes back after a mistake."""
    form = SampleForm(
        {
            "title": "Aamunavaus viidellä kielellä",
            "email": "nimi(at)koulu",
            "challenge": "Luokassamme oli oppilaita, jotka osasivat englantia hyvin mutta vaikenivat, kun piti puhua.",
            "stage": ["grades-3-6"],
            "verdict": "publish",
            "consent": "on",
        }
    )
    form.full_clean()
    form.errors.pop("email", None)
    form.add_error("email", _("Write an address, for example name@school.example"))
    return form
