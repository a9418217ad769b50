"""robots.txt."""

from django.conf import settings
from django.test import Client


def test_robots_leave_contacts_and_desks_alone(client: Client, base: None) -> None:
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert {
        "Disallow: /fi/kaytannot/*/yhteys/",
        "Disallow: /sv/praxis/*/kontakt/",
        "Disallow: /en/practices/*/contact/",
        "Disallow: /fi/tyopoyta/",
        "Disallow: /admin/",
    } <= set(lines)


def test_robots_are_led_to_the_map(client: Client, base: None) -> None:
    line = client.get("/robots.txt").content.decode().splitlines()[-1]
    assert line == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
    assert client.get("/sitemap.xml").status_code == 200


def test_robots_refuse_a_post(client: Client, base: None) -> None:
    assert client.post("/robots.txt").status_code == 405
