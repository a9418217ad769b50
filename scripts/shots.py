"""Pictures of the running demo, made with Chromium and the test requirements:

`python scripts/shots.py http://127.0.0.1:8000 docs/shots`: the main pages, at 1280 and 390 pixels, light and dark;
`python scripts/shots.py http://127.0.0.1:8000 docs/editors/kuvat guide`: the coordinators' guide (shots_guide.py).
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = {"desk": 1280, "phone": 390}
SCHEMES = ("light", "dark")
AUTHOR, COORDINATOR = "linnea@polkka.example", "kaisa@polkka.example"
CODE = re.compile(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?$", re.MULTILINE)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]


def sign_in(page: Page, site: str, address: str) -> None:
    """Sign in as a demo person; the code is read from the outbox page of the demo."""
    page.goto(f"{site}/fi/tyopoyta/")
    page.fill("[name=email]", address)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    confirm = page.url
    page.goto(f"{site}/outbox/")
    code = CODE.search(page.locator("main").inner_text())
    if code is None:
        raise SystemExit("No code on the outbox page.")
    page.goto(confirm)
    page.fill("[name=code]", code[0])
    with page.expect_navigation():
        page.locator("main form button").first.click()


def addresses(page: Page, site: str) -> dict[str, tuple[str, str]]:
    """Name of the picture → (who looks, address)."""
    page.goto(f"{site}/fi/kaytannot/?q=lukupiiri")
    practice = page.locator("main h2 a, main h3 a").first.get_attribute("href") or ""
    sign_in(page, site, AUTHOR)
    form = page.locator("a[href*='/muokkaa/'], a[href*='/redigera/']").first
    href = form.get_attribute("href") if form.count() else None
    return {
        "home": ("", "/fi/"),
        "list": ("", "/fi/kaytannot/?q=luokka&travel=none"),
        "practice": ("", practice),
        "form": (AUTHOR, re.sub(r"[^/]+/$", "challenge/", href or "/fi/tyopoyta/")),
        "admin": (COORDINATOR, "/admin/"),
    }


def take(browser: Browser, site: str, folder: Path) -> None:
    """Take every picture."""
    scout = browser.new_page(locale="fi-FI")
    pages = addresses(scout, site)
    for scheme in SCHEMES:
        for person in ("", AUTHOR, COORDINATOR):
            context = browser.new_context(locale="fi-FI", color_scheme=scheme)
            page = context.new_page()
            if person:
                sign_in(page, site, person)
            for name, (who, path) in pages.items():
                if who != person:
                    continue
                for size, width in WIDTHS.items():
                    page.set_viewport_size({"width": width, "height": 900})
                    page.goto(site + path)
                    page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=name == "home")
            context.close()


def main() -> None:
    site, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        if sys.argv[3:] == ["guide"]:
            import shots_guide

            shots_guide.take(browser, site, folder, sign_in)
        else:
            take(browser, site, folder)
        browser.close()


if __name__ == "__main__":
    main()
