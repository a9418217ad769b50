"""Relations between practices, written in the admin and read on both pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from polkka.kit.languages import speaking
from polkka.upkeep import generation
from practices.models import Relation, Version
from tests.factory import Cast
from tests.portal.published import publish, withdraw

ADD = reverse("admin:practices_relation_add")
LIST = reverse("admin:practices_relation_changelist")


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def two(cast: Cast) -> tuple[Version, Version]:
    return publish(cast, "Puron tarina"), publish(cast, "Lammen tarina")


def names(two: tuple[Version, Version]) -> tuple[str, str]:
    return two[0].practice.public_id, two[1].practice.public_id


def add(desk: Client, source: str, target: str, kind: str = "builds_on") -> Any:
    return desk.post(ADD, {"source": source, "target": target, "kind": kind})


def test_readers_see_a_relation_on_both_pages(desk: Client, two: tuple[Version, Version]) -> None:
    one, other = names(two)
    before = generation.number()
    assert add(desk, one, "Lammen tarina").status_code == 302
    assert generation.number() > before
    relation = Relation.unscoped.get()
    assert (relation.source.public_id, relation.kind, relation.target.public_id) == (one, "builds_on", other)
    for shown, there in ((one, "Lammen tarina"), (other, "Puron tarina")):
        with speaking("fi"):
            page = desk.get(reverse("permanent", args=[shown]), follow=True).content.decode()
        assert page.count(there) >= 1
    shown = desk.get(ADD, {"source": other})
    assert [card.public_id for _words, card in shown.context["known"]] == [one]


def refused(desk: Client, source: str, target: str, kind: str = "requires") -> bool:
    """Whether it was refused with what was typed still in the form."""
    answer = add(desk, source, target, kind)
    return answer.status_code == 200 and f'value="{target}"' in answer.content.decode()


def test_what_cannot_be_is_refused_and_stays_in_the_form(
    desk: Client, cast: Cast, two: tuple[Version, Version]
) -> None:
    one, other = names(two)
    wrong = [(one, one), (one, "Mitätöntä"), (one, other, "likes")]
    assert [refused(desk, *sent) for sent in wrong] == [True] * 3
    assert not Relation.unscoped.exists()
    add(desk, one, other)
    assert (refused(desk, one, other), refused(desk, other, one)) == (True, True)
    Relation.unscoped.all().delete()
    withdraw(cast, two[1])
    assert refused(desk, one, other)
    assert not Relation.unscoped.exists()


def test_only_who_decides_on_the_source_relates_it(client: Client, cast: Cast, two: tuple[Version, Version]) -> None:
    one, other = names(two)
    client.force_login(cast.other_coordinator)
    assert add(client, one, other).status_code == 200
    relation = Relation.unscoped.create(source=two[0].practice, target=two[1].practice, kind="applies")
    assert list(client.get(LIST).context["cl"].result_list) == []
    delete = reverse("admin:practices_relation_delete", args=[relation.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert Relation.unscoped.exists()
    client.force_login(cast.coordinator)
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not Relation.unscoped.exists()


def test_a_relation_is_changed_in_place(desk: Client, two: tuple[Version, Version]) -> None:
    one, other = names(two)
    add(desk, one, other)
    relation = Relation.unscoped.get()
    change = reverse("admin:practices_relation_change", args=[relation.pk])
    assert desk.post(change, {"source": one, "target": other, "kind": "replaces"}).status_code == 302
    relation.refresh_from_db()
    assert relation.kind == "replaces"
    assert desk.get(LIST).status_code == 200


def test_others_write_none(client: Client, cast: Cast, two: tuple[Version, Version]) -> None:
    for part in ("counsellor", "administrator", "peer"):
        client.force_login(getattr(cast, part))
        assert add(client, *names(two)).status_code in (403, 404)
    assert not Relation.unscoped.exists()
