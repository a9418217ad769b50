"""The pictures of the coordinators' guide: the demo in Finnish, 1280 pixels wide, light, each a part of a page.

Nothing is decided and nobody is written to; one spreadsheet is sent in for the picture of its preview.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page

CHIEF, COORDINATOR, ASSESSOR = "riitta@polkka.example", "kaisa@polkka.example", "petra@polkka.example"
WIDTH, MARGIN, MOST_BYTES = 1280, 16, 120_000
NEW, DIFFER = "Ranskaa lounaalla", "Kaksi nuorisovaltuustoa"
"""Beginnings of titles in the demo: one that was just submitted, one whose two assessors differ."""
FINNISH = """document.querySelectorAll('input[type=date], input[type=time]').forEach(field => {
  const day = field.value.split('-').reverse().map(Number).join('.'), is_day = field.type === 'date'
  const shown = field.value && (is_day ? day : field.value.replace(':', '.'))
  field.type = 'text'; field.value = shown; field.placeholder = is_day ? 'pp.kk.vvvv' : ''; field.size = 10
})"""
"""Days and times as a Finnish browser shows them: the one that takes the pictures knows no Finnish."""
SHEET = """nimi;kunta;tyyppi;maakunta;sähköpostiosoite
Tuulenpesän koulu;Tuulensuu;peruskoulu;Etelä-Savo;koulu@tuulenpesa.example
Länsirannan koulu;Länsiranta;peruskoulu;Uusimaa;kanslia@lansiranta.example
Aallonmurtajan lukio;Kaarnalahti;lukio;Uusimaa;lukio@aallonmurtaja.example
Revontulen lukio;Tunturila;lukeo;Lappia;lukio@revontuli
"""


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks, how one comes to the page, what is shown (CSS) and at most how high (px)."""

    name: str
    who: str
    come: Callable[[Page, str], None]
    part: str
    height: int = 900


def to(path: str) -> Callable[[Page, str], None]:
    return lambda page, site: _go(page, site + path)


def deciding(title: str) -> Callable[[Page, str], None]:
    """The page of the decision on the practice with this title."""

    def come(page: Page, site: str) -> None:
        _go(page, f"{site}/admin/find/?q={title}")
        page.locator(f"#content a:has-text('{title}')").first.click()
        page.wait_for_load_state("networkidle")

    return come


def moving(name: str) -> Callable[[Page, str], None]:
    """The page of a move of the practice on which assessors differ."""

    def come(page: Page, site: str) -> None:
        deciding(DIFFER)(page, site)
        page.locator(f"a[href*='/siirra/{name}/']").first.click()
        page.wait_for_load_state("networkidle")

    return come


def planned(page: Page, site: str) -> None:
    moving("publish")(page, site)
    page.locator("[name=when][value=later]").check()
    page.fill("[name=day]", "2027-01-11")
    page.fill("[name=clock]", "08:30")
    words = "Kiitos. Kahden avaimen malli on helppo ottaa käyttöön muuallakin. Julkaisemme sen maanantaina."
    page.fill("textarea[name=note]", words)


def returned(page: Page, site: str) -> None:
    moving("return")(page, site)
    for box in page.locator("[name=pick]").all()[1:4:2]:
        box.check()


def many(page: Page, site: str) -> None:
    _go(page, f"{site}/admin/practices/version/?state__exact=submitted")
    for box in page.locator("input.action-select").all()[:3]:
        box.check()
    page.select_option("select[name=action]", "return_many")
    page.locator("button[name=index]").first.click()
    page.wait_for_load_state("networkidle")


def merging(page: Page, site: str) -> None:
    _go(page, f"{site}/admin/taxonomy/vocabulary/")
    page.locator("#result_list tbody tr:has-text('theme') a[href*='/tree/']").click()
    page.locator("tr:has-text('language-awareness') a[href*='/merge/']").first.click()
    wanted = page.locator("[name=target] option:has-text('Kieltenopetus')").first.get_attribute("value")
    page.select_option("[name=target]", wanted)
    page.locator(".curating-choice input[type=submit]").click()
    page.wait_for_load_state("networkidle")


def loading(page: Page, site: str) -> None:
    _go(page, f"{site}/admin/practices/sheet/add/")
    page.locator("[name=kind]").first.check()
    sent = {"name": "koulut.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    page.set_input_files("input[type=file]", sent)
    page.locator("#content form [type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def judging(page: Page, site: str) -> None:
    _go(page, f"{site}/fi/arvioinnit/")
    page.locator("main h2 + * a, main li a, main article a").first.click()
    page.wait_for_load_state("networkidle")


SHOTS = (
    Shot("etusivu", COORDINATOR, to("/admin/"), "#container", 1000),
    Shot("versiot", CHIEF, to("/admin/practices/version/?q=lukupiiri"), "#container", 800),
    Shot("alkutarkistus", CHIEF, deciding(NEW), "section[aria-labelledby=gate]", 760),
    Shot("arvioijat", CHIEF, deciding(DIFFER), "section[aria-labelledby=assessors]", 860),
    Shot("arvioija", ASSESSOR, judging, "main", 1000),
    Shot("tulos", CHIEF, deciding(DIFFER), "section[aria-labelledby=result]", 900),
    Shot("palautus", CHIEF, returned, "main", 1000),
    Shot("ajastus", CHIEF, planned, "main", 1100),
    Shot("monta", CHIEF, many, "#container", 690),
    Shot("yksimielisyys", CHIEF, to("/admin/criteria/criteriaset/calibration/"), "#container", 1000),
    Shot("kasite", CHIEF, merging, "#container", 640),
    Shot("taulukko", CHIEF, loading, "#container", 440),
)  # fmt: skip


def take(browser: Browser, site: str, folder: Path, sign_in: Callable[[Page, str, str], None]) -> None:
    """Take every picture of the guide into the folder."""
    for who, shots in _by_person():
        context = browser.new_context(locale="fi-FI", timezone_id="Europe/Helsinki", color_scheme="light")
        page = context.new_page()
        page.set_viewport_size({"width": WIDTH, "height": 900})
        sign_in(page, site, who)
        for shot in shots:
            shot.come(page, site)
            page.locator("h1").first.click()
            page.evaluate(FINNISH)
            clip = _clip(page, shot)
            page.set_viewport_size({"width": WIDTH, "height": int(clip["y"] + clip["height"])})
            (folder / f"{shot.name}.png").write_bytes(small(page.screenshot(clip=clip)))
            page.set_viewport_size({"width": WIDTH, "height": 900})
        context.close()


def small(picture: bytes) -> bytes:
    """A PNG with as many colours as let it stay below the limit."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        held = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
        if held.tell() < MOST_BYTES:
            return held.getvalue()
    raise SystemExit("A picture stays too large: show less of the page.")


def _by_person() -> Iterator[tuple[str, list[Shot]]]:
    for who in (COORDINATOR, CHIEF, ASSESSOR):
        yield who, [shot for shot in SHOTS if shot.who == who]


def _go(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")


def _clip(page: Page, shot: Shot) -> FloatRect:
    """The part of the page over its whole width."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(shot.part).first.bounding_box()
    if box is None:
        raise SystemExit(f"Nothing to show for {shot.name}.")
    top = max(0.0, box["y"] - MARGIN)
    return {"x": 0, "y": top, "width": WIDTH, "height": min(box["height"] + 2 * MARGIN, shot.height)}
