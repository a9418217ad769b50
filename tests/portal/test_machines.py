"""What browsers and machines fetch unasked: the security contact, the manifest and the icons."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, ImageChops

from polkka.kit.languages import CODES
from scripts import icons

IMG = settings.BASE_DIR / "static" / "img"
SECURITY = "/.well-known/security.txt"


def image(name: str) -> Image.Image:
    return Image.open(BytesIO((IMG / name).read_bytes()))


def fields(client: Client) -> list[tuple[str, str]]:
    response = client.get(SECURITY)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return [tuple(line.split(": ", 1)) for line in response.content.decode().splitlines()]  # type: ignore[misc]


def test_security_contact_is_told_as_the_rfc_wants_it(client: Client, base: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:turva@polkka.example"
    found = fields(client)
    assert [name for name, _value in found] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    told = dict(found)
    expires = datetime.strptime(told["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert told["Contact"] == "mailto:turva@polkka.example"
    assert told["Preferred-Languages"] == "fi, sv, en"
    assert told["Canonical"] == settings.SITE_URL + SECURITY
    settings.SECURITY_POLICY = "https://polkka.example/turva"
    assert fields(client)[-1] == ("Policy", "https://polkka.example/turva")


def test_security_contact_is_the_contact_page_where_none_is_set(client: Client, base: None) -> None:
    contacts = [value for name, value in fields(client) if name == "Contact"]
    assert len(contacts) == len(CODES)
    for address in contacts:
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200


@pytest.mark.parametrize("language", CODES)
def test_manifest_speaks_the_language_of_its_page(language: str, client: Client, base: None) -> None:
    address = f"/{language}/manifest.webmanifest"
    assert f'<link rel="manifest" href="{address}">' in client.get(f"/{language}/").content.decode()
    response = client.get(address)
    told = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert (told["lang"], told["start_url"], told["short_name"]) == (language, f"/{language}/", "POLKKA")
    assert {(one["sizes"], one.get("purpose", "any")) for one in told["icons"]} == {
        ("any", "any"), ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    }  # fmt: skip
    for one in told["icons"]:
        name = one["src"].removeprefix("/static/img/")
        assert (IMG / name).exists()
        if one["type"] == "image/png":
            width, height = image(name).size
            assert one["sizes"] == f"{width}x{height}"


def test_manifest_without_a_language_leads_to_the_reader_s(client: Client, base: None) -> None:
    response = client.get("/manifest.webmanifest", HTTP_ACCEPT_LANGUAGE="sv-FI,sv;q=0.9")
    assert (response.status_code, response["Location"]) == (302, "/sv/manifest.webmanifest")
    assert "Accept-Language" in response["Vary"]


def test_policy_lets_the_manifest_in(client: Client, base: None) -> None:
    assert "manifest-src 'self'" in client.get("/fi/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "kind", "size"),
    [("/favicon.ico", "image/x-icon", (48, 48)), ("/apple-touch-icon.png", "image/png", (180, 180))],
)
def test_icon_stands_where_browsers_look(
    address: str, kind: str, size: tuple[int, int], client: Client, base: None
) -> None:
    response = client.get(address)
    assert response["Content-Type"] == kind
    assert response["Cache-Control"] == "public, max-age=86400"
    assert not response.cookies
    assert Image.open(BytesIO(response.content)).size == size


def test_favicon_holds_the_small_sizes() -> None:
    assert image("favicon.ico").info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_icons_are_as_they_are_drawn_from_the_mark() -> None:
    for name, drawn in icons.icons().items():
        kept = image(name)
        assert (kept.mode, kept.size) == (drawn.mode, drawn.size), name
        difference = ImageChops.difference(kept.convert("RGBA"), drawn.convert("RGBA"))
        assert max(high for _low, high in difference.getextrema()) <= 2, name


def test_letter_of_a_full_icon_stays_inside_any_mask() -> None:
    icon = icons.draw(200, is_full=True)
    ground = icon.getpixel((0, 0))
    dark = [(x, y) for x in range(200) for y in range(200) if icon.getpixel((x, y)) != ground]
    assert max(((x - 100) ** 2 + (y - 100) ** 2) ** 0.5 for x, y in dark) < 80
