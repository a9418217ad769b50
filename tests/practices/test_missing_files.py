"""A file whose bytes are gone: a calm word in its place, all else goes on, and operators are told which it is."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from practices import exporting, files, materials
from practices.files import storing
from practices.models import Version, VersionAttachment
from practices.states import State

from ..factory import Cast, draft
from .test_files import WELL, add, media, pdf, picture  # noqa: F401  # media is a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast: Cast) -> Iterator[str]:
    """A published practice that shows a picture and two files, one of each lost."""
    version = draft(cast)
    lost = [add(cast, version, "kuva.jpg", picture(), **WELL), add(cast, version, "ohje.pdf", pdf())]
    add(cast, version, "toinen.pdf", pdf(text="BT /F1 12 Tf 9 9 Td (Toinen) Tj ET"))
    for row in lost:
        storing.drop(row.attachment.key)
    Version.unscoped.filter(pk=version.pk).update(state=State.PUBLISHED, published_at=timezone.now(), label="described")
    yield f"/en/practices/{version.practice.public_id}-puron-tarina/"


def test_readers_see_a_word_instead_of_a_broken_picture_or_link(client: Client, address: str) -> None:
    answer = client.get(address, follow=True)
    words = answer.content.decode()
    assert answer.status_code == 200
    told = ("This picture is missing just now.", "This file is missing just now.", "Puro talvella", "toinen.pdf")
    assert [word for word in told if word not in words] == []
    kept = VersionAttachment.unscoped.get(attachment__name="toinen.pdf").attachment
    gone = VersionAttachment.unscoped.exclude(attachment=kept)
    assert [materials.address(row.attachment) in words for row in gone] == [False, False]
    assert materials.address(kept) in words
    assert [client.get(materials.address(row.attachment)).status_code for row in gone] == [404, 404]


def test_writers_are_told_and_operators_get_the_names(client: Client, cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version, "ohje.pdf", pdf())
    client.force_login(cast.author)
    url = f"/en/desk/{version.practice.public_id}/files/"
    assert "The file itself is missing." not in client.get(url).content.decode()
    storing.drop(row.attachment.key)
    assert "The file itself is missing." in client.get(url).content.decode()
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_files", stdout=out)
    assert "ohje.pdf" in out.getvalue()


def test_the_copy_of_a_person_goes_on_without_it(cast: Cast) -> None:
    version = draft(cast)
    row = add(cast, version, "ohje.pdf", pdf())
    storing.drop(row.attachment.key)
    held = zipfile.ZipFile(io.BytesIO(b"".join(exporting.zipped(cast.author))))
    told: dict[str, Any] = json.loads(held.read("data.json"))
    assert held.namelist() == ["data.json"]
    assert told["practices"][0]["versions"][0]["files"][0]["file"].endswith("ohje.pdf")


def test_an_empty_database_beside_files_removes_none(
    cast: Cast,
    media: Path,  # noqa: F811  # the fixture
    time_machine: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for number in range(11):
        folder = media / f"{number:02}" / (f"{number:02}" * 16)
        folder.mkdir(parents=True)
        (folder / "full.pdf").write_bytes(b"x")
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert files.prune() == 0
    assert "11 files are there" in caplog.text
    assert len(list(media.glob("*/*/full.pdf"))) == 11


def test_bytes_without_a_row_go_after_a_day(cast: Cast, media: Path, time_machine: Any) -> None:  # noqa: F811
    lonely = media / "ab" / ("ab" * 16)
    lonely.mkdir(parents=True)
    (lonely / "full.pdf").write_bytes(b"x")
    assert (files.prune(), lonely.exists()) == (0, True)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert files.prune() == 1
    assert not lonely.exists()
