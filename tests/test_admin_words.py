"""The admin speaks the language of the person: heads of columns, names of apps, keywords."""

import pytest
from django.apps import apps
from django.contrib.admin.templatetags.admin_list import result_headers
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from taggit.models import Tag

from network.models import User
from polkka.portal.models import Pick

from .factory import Cast
from .portal.published import publish


def heads(client: Client, person: User, model: str, language: str) -> list[str]:
    """What stands above the columns of a list that has rows, the box of the choices left out."""
    client.force_login(person)
    response = client.get(reverse(f"admin:{model}_changelist"), headers={"accept-language": language})
    with override(language):
        found = [str(head["text"]) for head in result_headers(response.context["cl"])]
    return [head for head in found if "<" not in head]


@pytest.mark.parametrize(("language", "title"), [("fi", "Otsikko"), ("sv", "Rubrik"), ("en", "Title")])
def test_the_list_of_versions_tells_titles(client: Client, cast: Cast, language: str, title: str) -> None:
    publish(cast)
    assert heads(client, cast.chief, "practices_version", language)[0] == title


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", ["käytäntö", "pysyvä nimi"]),
        ("sv", ["praxis", "permanent namn"]),
        ("en", ["practice", "permanent name"]),
    ],
)
def test_the_list_of_picks_tells_title_and_permanent_name_apart(
    client: Client, cast: Cast, language: str, told: list[str]
) -> None:
    public_id = publish(cast).practice.public_id
    Pick.objects.create(public_id=public_id)
    assert heads(client, cast.coordinator, "portal_pick", language)[:2] == told
    page = client.get(reverse("admin:portal_pick_changelist"), {"o": "2"})
    assert page.status_code == 200
    assert f">{public_id}</a>" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "app_names", "keywords", "columns"),
    [
        ("fi", ["Hakuindeksi", "Avainsanat"], ("avainsana", "avainsanat"), ["nimi", "tunnus"]),
        ("sv", ["Sökindex", "Nyckelord"], ("nyckelord", "nyckelord"), ["namn", "kod"]),
        ("en", ["Search index", "Keywords"], ("keyword", "keywords"), ["name", "code"]),
    ],
)
def test_apps_are_called_by_what_they_hold(
    language: str, app_names: list[str], keywords: tuple[str, str], columns: list[str]
) -> None:
    with override(language):
        assert [str(Tag._meta.get_field(name).verbose_name) for name in ("name", "slug")] == columns
        assert [str(apps.get_app_config(label).verbose_name) for label in ("search", "taggit")] == app_names
        assert (str(Tag._meta.verbose_name), str(Tag._meta.verbose_name_plural)) == keywords


@pytest.mark.parametrize(("language", "told"), [("fi", "Julkaistu"), ("sv", "Publicerad")])
def test_the_history_tells_moves_in_words(client: Client, cast: Cast, language: str, told: str) -> None:
    version = publish(cast)
    User.objects.filter(pk=cast.chief.pk).update(language=language)
    client.force_login(cast.chief)
    page = client.get(reverse("admin:practices_historyentry_changelist"), {"move": "publish"})
    assert page.context["cl"].result_count == 1
    assert f'<td class="field-done">{told}</td>' in page.content.decode()
    assert told in [words for _code, words in page.context["cl"].filter_specs[0].lookup_choices]
    entry = page.context["cl"].result_list[0]
    for address in (f"historyentry/{entry.pk}/change", f"version/{version.pk}/history"):
        assert told in client.get(f"/admin/practices/{address}/").content.decode()
