"""Hostile files: every one is refused in words, or cleaned, and nothing of it stays anywhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from practices.files import checking, naming, storing
from practices.files.words import REASONS, Refusal
from practices.inspecting import archives, pdfs
from practices.inspecting.looking import look
from practices.inspecting.refusing import Found, Refused
from practices.models import Attachment, Version, VersionAttachment

from ..factory import Cast, draft
from .files_made import GOOD, HOSTILE, mp3, mp4, pdf, phone_picture, picture


def look_here(path: Path, kind: str, out: Path) -> Found:
    """As `checking.inspect`, without a process of its own."""
    try:
        return look(path, kind, out)
    except Refused as refusal:
        raise Refusal(refusal.code) from refusal


@pytest.fixture
def media(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(checking, "inspect", look_here)
    yield tmp_path / "media"


@pytest.fixture
def page(client: Client, cast: Cast) -> str:
    client.force_login(cast.author)
    return f"/en/desk/{draft(cast).practice.public_id}/files/"


def send(client: Client, url: str, *files: tuple[str, bytes], **more: str):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(url, {"deed": "add", "once": "key-of-a-form", "files": uploads, **more, "whole": "1"})


def left(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_is_refused(tmp_path: Path, what: str) -> None:
    name, make, code = HOSTILE[what]
    (tmp_path / "source").write_bytes(make())
    (tmp_path / "out").mkdir()
    with pytest.raises(Refusal) as refusal:
        look_here(tmp_path / "source", naming.kind_of(name), tmp_path / "out")
    assert (refusal.value.code, list((tmp_path / "out").iterdir())) == (code, [])


def test_hostile_files_are_refused_in_words_and_nothing_stays(client: Client, page: str, media: Path) -> None:
    for start in range(0, len(HOSTILE), 10):
        sent = list(HOSTILE.values())[start : start + 10]
        response = send(client, page, *((name, make()) for name, make, _code in sent))
        reasons = [str(REASONS[code]) for _name, _make, code in sent]
        assert [str(reason) for _name, reason in response.context["refused"]] == reasons
        assert all(reason in response.content.decode() for reason in reasons)
    assert (Attachment.unscoped.count(), VersionAttachment.unscoped.count(), left(media)) == (0, 0, [])


def test_good_files_are_taken(client: Client, page: str, media: Path) -> None:
    for name, make in list(GOOD.items())[:10]:
        assert send(client, page, (name, make())).status_code == 302
    assert [attachment.name for attachment in Attachment.unscoped.order_by("pk")] == list(GOOD)[:10]
    eleventh = send(client, page, ("video.mp4", GOOD["video.mp4"]()))
    assert [str(reason) for _name, reason in eleventh.context["refused"]] == [str(REASONS["room"])]
    assert len(left(media)) == 13, "ten files, and a smaller width of each of the three pictures"


def test_good_ones_are_kept_beside_a_refused_one(client: Client, page: str, media: Path) -> None:
    response = send(client, page, ("ohje.pdf", pdf()), ("kuva.svg", b"<svg/>"), ("kuva.png", picture("png")))
    assert [name for name, _reason in response.context["refused"]] == ["kuva.svg"]
    assert [row.row.attachment.name for row in response.context["rows"]] == ["ohje.pdf", "kuva.png"]


def test_reasons_are_in_the_language_of_the_reader() -> None:
    with override("en"):
        english = {code: str(reason) for code, reason in REASONS.items()}
    for language in ("fi", "sv"):
        with override(language):
            assert [code for code, reason in REASONS.items() if str(reason) == english[code]] == []


@pytest.mark.parametrize("what", ["PDF with script", "30,000 times 30,000 pixels", "document that inflates"])
def test_process_of_its_own_gives_the_same_answer(tmp_path: Path, what: str) -> None:
    name, make, code = HOSTILE[what]
    (tmp_path / "source").write_bytes(make())
    with pytest.raises(Refusal) as refusal:
        checking.inspect(tmp_path / "source", naming.kind_of(name), tmp_path)
    assert refusal.value.code == code


def test_process_that_is_ended_or_breaks_is_a_refusal() -> None:
    for status, code in ((-9, "slow"), (-24, "slow"), (1, "broken")):
        with pytest.raises(Refusal) as refusal:
            checking.answer(status, b"")
        assert refusal.value.code == code


def test_bounds_hold_whatever_the_library_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())
    monkeypatch.setattr(pdfs, "MOST_OBJECTS", 3)
    with pytest.raises(Refused, match="unfolds"):
        look(tmp_path / "a.pdf", "pdf", tmp_path)
    (tmp_path / "a.docx").write_bytes(GOOD["ohje.docx"]())
    monkeypatch.setattr(archives, "MOST_UNFOLDED", 50)
    with pytest.raises(Refused, match="unfolds"):
        look(tmp_path / "a.docx", "docx", tmp_path)


def test_stored_picture_tells_nothing_but_itself(client: Client, page: str, media: Path) -> None:
    send(client, page, ("kuva.jpg", phone_picture()))
    attachment = Attachment.unscoped.get()
    stored = left(media)
    assert sorted(path.name for path in stored) == ["full.jpg"]
    assert (attachment.width, attachment.height) == (400, 640), "turned upright"
    for path in stored:
        assert b"anaria" not in path.read_bytes()
        with Image.open(path) as image:
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)


def test_widths_are_made_and_never_larger_than_the_picture(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(picture("png", (3000, 1000)))
    found = look(tmp_path / "source", "png", tmp_path)
    sizes = {}
    for path in tmp_path.glob("*.*"):
        with Image.open(path) as image:
            sizes[path.name] = image.size
    assert (found.width, found.height) == (2400, 800)
    assert sizes == {"480.webp": (480, 160), "960.webp": (960, 320), "1600.webp": (1600, 533), "full.png": (2400, 800)}


@pytest.mark.parametrize("name", ["ääni.mp3", "video.mp4"])
@pytest.mark.parametrize("part", [10, 50, 99])
def test_cut_connection_leaves_nothing(client: Client, page: str, media: Path, name: str, part: int) -> None:
    content = {"ääni.mp3": mp3() + b"\0" * 40_000, "video.mp4": mp4(40_000)}[name]
    upload = SimpleUploadedFile(name, content)
    body = encode_multipart(BOUNDARY, {"deed": "add", "once": "key-of-a-form", "files": upload, "whole": "1"})
    response = client.generic("POST", page, body[: len(body) * part // 100], content_type=MULTIPART_CONTENT)
    assert response.status_code in (200, 400)
    assert (Attachment.unscoped.count(), left(media)) == (0, [])


def test_too_large_a_file_is_not_read_to_its_end(client: Client, page: str, media: Path, monkeypatch) -> None:
    monkeypatch.setattr("practices.files.words.LARGEST", 1000)
    response = send(client, page, ("iso.mp4", GOOD["video.mp4"]() + b"\0" * 200_000), ("ohje.pdf", pdf()))
    assert [name for name, _reason in response.context["refused"]] == ["iso.mp4"]
    assert [attachment.name for attachment in Attachment.unscoped.all()] == ["ohje.pdf"]
    assert sorted(path.name for path in left(media)) == ["full.pdf"]


def test_body_beyond_the_limit_is_answered_413(client: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polkka.kit.requests.LARGEST_WITH_FILES", 2_550_000)
    response = client.generic("POST", page, b"x" * 2_600_000, content_type=MULTIPART_CONTENT)
    assert response.status_code == 413
    assert "2.5 MB" in response.content.decode() or "2.6 MB" in response.content.decode()
    monkeypatch.undo()
    desk = client.generic(
        "POST", page.replace("files/", "edit/basics/"), b"x" * 2_600_000, content_type=MULTIPART_CONTENT
    )
    assert desk.status_code == 413, "no other page takes so much"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("kuva.jpg", "kuva.jpg"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("lasku\u202efdp.pdf", "laskufdp.pdf"),
        ("a\0b\x1f.pdf", "ab.pdf"),
        ("..\\..\\windows\\ohje.pdf", "ohje.pdf"),
        ("../../etc/ohje.PDF", "ohje.pdf"),
        ("CON.pdf", "file-con.pdf"),
        ("kuva.exe.jpeg", "kuva-exe.jpg"),
        (".pdf", "file.pdf"),
        ("\u200b\u2060.pdf", "file.pdf"),
        ("pa\u0308iva\u0308.pdf", "päivä.pdf"),
        ('a"<b>|c?.pdf', "abc.pdf"),
    ],
)
def test_name_is_cleaned(given: str, shown: str) -> None:
    assert naming.shown_name(given, naming.kind_of(given)) == shown


def test_what_broke_off_is_swept_a_day_later(db: None, media: Path, time_machine) -> None:
    with storing.workshop() as folder:
        (folder / "source").write_bytes(b"half")
        lost = media / "ab" / "abcdef"
        lost.mkdir(parents=True)
        (lost / "full.pdf").write_bytes(b"nobody's")
        assert storing.prune() == 0
        time_machine.move_to(timezone.now() + timedelta(days=2))
        assert storing.prune() == 2
    assert left(media) == []


def test_draft_with_files_can_be_discarded(client: Client, cast: Cast, page: str, media: Path, time_machine) -> None:
    send(client, page, ("ohje.pdf", pdf()))
    version = Version.unscoped.get()
    version.practice.delete()
    assert Attachment.unscoped.count() == 0
    time_machine.move_to(timezone.now() + timedelta(days=2))
    storing.prune()
    assert left(media) == []
