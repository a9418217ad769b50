"""The message at the top of every page: it comes and goes on time, kept pages too."""

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from polkka.portal.models import Banner
from polkka.upkeep import generation
from tests.factory import Cast

ADD = reverse("admin:portal_banner_add")
TEXTS = {"text_fi": "Huolto <b>lauantaina</b>", "text_sv": "Service på lördag", "text_en": "Service on Saturday"}
HOUR = timedelta(hours=1)


def laid(**values: Any) -> Banner:
    row = Banner.objects.create(**{**TEXTS, **values})
    generation.bump()
    return row


def page(client: Client, address: str = "/fi/") -> str:
    return str(client.get(address).content.decode())


def test_every_page_says_it_in_its_language(client: Client, base: None) -> None:
    laid()
    assert "Huolto &lt;b&gt;lauantaina&lt;/b&gt;" in page(client, "/fi/")
    assert TEXTS["text_sv"] in page(client, "/sv/")
    assert TEXTS["text_en"] in page(client, "/en/nothing/")


def test_a_disturbance_stands_first_and_is_called_one(client: Client, base: None) -> None:
    laid(text_en="News", url="/en/")
    laid(kind=Banner.Kind.WARNING)
    laid(text_en="Third")
    told = page(client, "/en/")
    assert told.index("banner-warning") < told.index(">News</a>")
    assert "Third" not in told


def test_a_kept_page_lets_it_come_and_go_on_time(client: Client, base: None, settings: Settings) -> None:
    settings.PAGE_CACHE = True
    now = timezone.localtime().replace(hour=12, microsecond=0)
    laid(from_at=now + HOUR, to_at=now + 2 * HOUR)
    tags = []
    for moment, is_shown in ((0, False), (59, False), (60, True), (119, True), (120, False)):
        with time_machine.travel(now + timedelta(minutes=moment), tick=False):
            answer = client.get("/en/about/")
            tags.append(answer["ETag"])
            assert (moment, TEXTS["text_en"] in answer.content.decode()) == (moment, is_shown)
            assert client.get("/en/about/", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert tags[0] == tags[1] == tags[4] != tags[2] == tags[3]


def test_it_costs_no_query(client: Client, base: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    laid()
    client.get("/en/about/")
    with django_assert_num_queries(2) as asked:  # the generation and the text
        page(client, "/en/about/")
    assert not [query for query in asked.captured_queries if "banner" in query["sql"]]


WRONG: tuple[dict[str, str], ...] = (
    {"url": "http://elsewhere.example/"},
    {"url": "javascript:alert(1)"},
    {"url": "//elsewhere.example/"},
    {"url": "/fi/sivu-jota-ei-ole/"},
    {"from_at_0": "2026-02-02", "from_at_1": "10:00", "to_at_0": "2026-02-02", "to_at_1": "09:00"},
    {"text_sv": ""},
    {"text_fi": "a" * 241},
)


def test_what_cannot_be_is_refused_and_stays(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    for wrong in WRONG:
        answer = client.post(ADD, {**TEXTS, "kind": "news", "active": "on", **wrong})
        assert (wrong, answer.status_code) == (wrong, 200)
        form = answer.context["adminform"].form
        assert (bool(form.errors), form["text_en"].value()) == (True, TEXTS["text_en"])
    assert not Banner.objects.exists()


def test_a_coordinator_puts_one_up(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    for url in ("", "/en/about/", "https://elsewhere.example/a?b=c"):
        assert client.post(ADD, {**TEXTS, "kind": "news", "active": "on", "url": url}).status_code == 302
        assert TEXTS["text_en"] in page(Client(), "/en/")
        assert client.get(reverse("admin:portal_banner_changelist")).status_code == 200
        Banner.objects.all().delete()
        generation.bump()
        assert TEXTS["text_en"] not in page(Client(), "/en/")
