"""Contact sheets: every kind of page at three widths, one sheet for each language and colour scheme."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from .site import Look, Site
from .visits import LOCALES

WIDTHS = {320: 150, 768: 210, 1440: 330}
"""Width of the window → width on the sheet, in pixels."""
HEIGHT = 330  # of a row on the sheet
GAP, LABEL, COLUMNS = 10, 16, 3
SCHEMES = {"light": ("#ffffff", "#1a1a1a"), "dark": ("#101418", "#f0f0f0")}
BUDGET = 5_600_000  # bytes of all sheets together
DRAWN = """() => Promise.all([...document.images]
    .filter(image => image.getBoundingClientRect().top < innerHeight)
    .map(image => { image.loading = "eager"; return image.decode().catch(() => null); }))"""
"""Waits for the pictures that can be seen."""
QUALITIES = (60, 50, 40, 30, 22)


@dataclass
class Row:
    """One page at all widths, and those at which it is wider than its window."""

    look: Look
    shots: list[Image.Image]
    too_wide: list[int]


def take(site: Site, browser: Browser, folder: Path, say: Callable[[str], None]) -> list[str]:
    """Write the sheets into `folder`; what is wider than its window, in words."""
    sheets, faults = {}, []
    for scheme in SCHEMES:
        for language in LOCALES:
            rows = _rows(site, browser, scheme, language)
            sheets[f"{language}-{scheme}"] = _sheet(rows, scheme)
            faults += [f"{r.look.name} ({language}, {scheme}): wider than {w} px" for r in rows for w in r.too_wide]
            say(f"    {language}, {scheme}: {len(rows)} pages at {len(WIDTHS)} widths")
    _write(sheets, folder)
    return faults


def _rows(site: Site, browser: Browser, scheme: str, language: str) -> list[Row]:
    context = browser.new_context(
        locale=LOCALES[language],
        color_scheme=scheme,  # type: ignore[arg-type]  # one of SCHEMES
        reduced_motion="reduce",
    )
    page, rows = context.new_page(), []
    for look in site.looks:
        if look.language != language:
            continue
        page.goto(site.url + look.path)
        row = Row(look, [], [])
        for width, shown in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": round(HEIGHT * width / shown)})
            page.evaluate(DRAWN)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                row.too_wide.append(width)
            shot = Image.open(io.BytesIO(page.screenshot(type="jpeg", quality=90)))
            row.shots.append(shot.resize((shown, HEIGHT), Image.Resampling.LANCZOS))
        rows.append(row)
    context.close()
    return rows


def _sheet(rows: list[Row], scheme: str) -> Image.Image:
    back, ink = SCHEMES[scheme]
    across = sum(WIDTHS.values()) + GAP * len(WIDTHS) + 2 * GAP
    down = HEIGHT + LABEL + GAP
    n_down = -(-len(rows) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * across, n_down * down + GAP), back)
    pen = ImageDraw.Draw(sheet)
    for place, row in enumerate(rows):
        x, y = GAP + place // n_down * across, GAP + place % n_down * down
        pen.text((x, y), f"{row.look.name}  {row.look.path}"[:110], fill=ink)
        for shot in row.shots:
            sheet.paste(shot, (x, y + LABEL))
            pen.rectangle((x - 1, y + LABEL - 1, x + shot.width, y + LABEL + shot.height), outline="#8a8a8a")
            x += shot.width + GAP
    return sheet


def _write(sheets: dict[str, Image.Image], folder: Path) -> None:
    """As good as fits the budget."""
    for quality in QUALITIES:
        written = {}
        for name, sheet in sheets.items():
            buffer = io.BytesIO()
            sheet.save(buffer, "WEBP", quality=quality, method=6)
            written[name] = buffer.getvalue()
        if sum(map(len, written.values())) <= BUDGET:
            break
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    for name, data in written.items():
        (folder / f"{name}.webp").write_bytes(data)
