"""The store of files: its contract, parts of a file, and what is told while it is not reached."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from polkka.upkeep.away import Away
from practices import materials
from practices.files import storing
from practices.models import Attachment
from practices.stores.folder import FOLDER

from ..factory import Cast, draft
from .store_contract import walk
from .test_files import add, author, media, mp3, pdf, url_of  # noqa: F401  # author and media are fixtures
from .test_hostile_files import send


class Gone:
    """A store over the network that is not reached."""

    is_near = False

    def __getattr__(self, name: str) -> Any:
        def ask(*told: Any) -> None:
            raise Away("MEDIA_STORE: EndpointConnectionError")

        return ask


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Any:
    def now() -> None:
        for place in ("practices.files.storing.store", "practices.whereabouts.store"):
            monkeypatch.setattr(place, Gone)

    return now


def test_folder_keeps_the_contract(media: Path) -> None:  # noqa: F811
    walk(FOLDER, storing.incoming())


def test_part_of_a_file(author: Client, cast: Cast) -> None:  # noqa: F811
    whole, n = mp3(), len(mp3())
    url = materials.address(add(cast, draft(cast), "ääni.mp3", whole).attachment)
    parts = {
        "bytes=0-3": (206, f"bytes 0-3/{n}", whole[:4]),
        "bytes=4-": (206, f"bytes 4-{n - 1}/{n}", whole[4:]),
        "bytes=-2": (206, f"bytes {n - 2}-{n - 1}/{n}", whole[-2:]),
        "bytes=0-999999": (206, f"bytes 0-{n - 1}/{n}", whole),
        "bytes=-999999": (206, f"bytes 0-{n - 1}/{n}", whole),
        "bytes=999999-": (416, f"bytes */{n}", b""),
        "bytes=-0": (416, f"bytes */{n}", b""),
        **dict.fromkeys(("bytes=3-1", "bytes=-", "bytes=0-1,3-4", "lines=0-3"), (200, "", whole)),
    }
    for asked, (status, told, content) in parts.items():
        answer = author.get(url, headers={"range": asked})
        got = b"".join(answer)
        assert (answer.status_code, answer.get("Content-Range", ""), got) == (status, told, content), asked
        assert answer["Cache-Control"] == "no-store"
        if status != 416:
            assert (answer["Content-Type"], int(answer["Content-Length"])) == ("audio/mpeg", len(got))


def test_whoever_has_an_older_copy_gets_the_whole(author: Client, cast: Cast) -> None:  # noqa: F811
    url = materials.address(add(cast, draft(cast), "ääni.mp3", mp3()).attachment)
    answer = author.get(url, headers={"range": "bytes=0-3", "if-range": '"x"'})
    assert (answer.status_code, b"".join(answer)) == (200, mp3())
    assert Client().get(url, headers={"range": "bytes=0-3"}).status_code == 404


def test_nothing_is_written_while_the_store_is_away(author: Client, cast: Cast, gone: Any) -> None:  # noqa: F811
    version = draft(cast)
    row = add(cast, version, "ääni.mp3", mp3())
    gone()
    author.raise_request_exception = False
    assert author.get(url_of(version)).status_code == 200, "pages are drawn without asking it"
    answers = [send(author, url_of(version), ("ohje.pdf", pdf())), author.get(materials.address(row.attachment))]
    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(503, "10")] * 2
    assert (Attachment.unscoped.count(), list(storing.incoming().iterdir())) == (1, [])
