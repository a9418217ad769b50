"""What each in a school gains from a theme: loaded from content/, changed by a chief coordinator."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from polkka.upkeep import generation
from taxonomy.loading import load_vocabularies
from taxonomy.models import Concept, Gain
from tests.factory import Cast
from tests.test_admin import change, enter

FOLDER: Path = settings.BASE_DIR / "content" / "vocabularies"


def test_the_four_themes_have_gains(base: None) -> None:
    found = set(Gain.objects.values_list("concept__code", "who"))
    themes = {concept.code for concept in Concept.objects.filter(vocabulary__code="theme", parent=None)}
    assert found == {(theme, who) for theme in themes for who in Gain.Who.values}
    assert len(themes) == 4


def test_loading_again_keeps_what_an_editor_changed(base: None) -> None:
    gain = Gain.objects.get(concept__code="clue", who="pupil")
    original = gain.text_sv
    Gain.objects.filter(pk=gain.pk).update(text_fi="Oma sana.", text_sv="Gammalt.")
    gain.refresh_from_db()
    gain.loaded["text_sv"] = "Gammalt."
    gain.save()
    assert load_vocabularies(FOLDER) == 1
    gain.refresh_from_db()
    assert (gain.text_fi, gain.text_sv) == ("Oma sana.", original)


def test_a_chief_changes_a_gain_on_the_page_of_its_theme(client: Client, cast: Cast) -> None:
    enter(client, cast.chief)
    concept, before = Concept.objects.get(vocabulary__code="theme", code="clue"), generation.number()
    assert change(client, "taxonomy_concept", concept, **{"gains-0-text_fi": "Oma sana."}).status_code == 302
    assert concept.gains.filter(text_fi="Oma sana.").count() == 1
    assert generation.number() > before


@pytest.mark.parametrize("part", ["coordinator", "counsellor", "administrator"])
def test_others_only_see_gains(client: Client, cast: Cast, part: str) -> None:
    enter(client, getattr(cast, part))
    concept = Concept.objects.get(vocabulary__code="theme", code="clue")
    page = client.get(f"/admin/taxonomy/concept/{concept.pk}/change/").content.decode()
    assert "gains-group" in page
    assert 'name="gains-0-text_fi"' not in page
