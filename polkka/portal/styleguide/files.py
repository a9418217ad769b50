"""Files: how one is described by its authors, how pictures and files are shown to readers, links that do not answer."""

from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from practices.file_forms import FileForm
from practices.file_rows import FileRow
from practices.files import WARNINGS
from practices.link_checks import Broken
from practices.materials import Material, Picture, size_name
from practices.showing import faults


def samples() -> dict[str, Any]:
    """Two files of a draft, one with a fault; pictures with and without a caption; two links that do not answer."""
    return {
        "files": {"rows": [_picture(), _document()], "pictures": _shown(), "listed": _listed(), "broken": _broken()}
    }


def _row(pk: int, **attachment: Any) -> Any:
    told = {"caption": "", "alt": "", "is_decorative": False, "language": "", "licence": "cc-by-4.0", "consent": ""}
    held = {"warnings": [], "width": None, "height": None} | attachment
    return SimpleNamespace(pk=pk, attachment=SimpleNamespace(**held), **told)


def _told(row: Any, form: FileForm, thumbnail: str = "") -> FileRow:
    warnings = [WARNINGS[code] for code in row.attachment.warnings]
    return FileRow(
        row,
        form,
        row.attachment.kind.upper(),
        size_name(row.attachment.size),
        "#g-files",
        thumbnail,
        faults(row),
        warnings,
    )


def _cover(public_id: str = "KYLPY123", theme: str = "into") -> str:
    return reverse("cover", kwargs={"public_id": public_id, "theme": theme})


def _picture() -> FileRow:
    """Described and decorative at once, which cannot be."""
    row = _row(
        1, name="Puron varrella, kolmosluokkalaiset mittaavat.jpg", kind="jpg", size=2_310_000, width=480, height=320
    )
    sent = {
        "f1-was": "{}",
        "f1-alt": "Kaksi lasta mittaa veden lämpöä.",
        "f1-is_decorative": "on",
        "f1-licence": "cc0-1.0",
    }
    form = FileForm(row, sent)
    form.full_clean()
    return _told(row, form, _cover())


def _document() -> FileRow:
    row = _row(2, name="Työohje.pdf", kind="pdf", size=410_000, warnings=["untagged", "author"])
    return _told(row, FileForm(row))


def _shown() -> tuple[Picture, ...]:
    told = [("Puro toukokuussa", "Kaksi lasta polvillaan puron reunalla."), ("", "")]
    return tuple(
        Picture(_cover(theme=theme), _cover(theme=theme), "", 480, 320, alt, caption, "CC BY 4.0")
        for theme, (caption, alt) in zip(("clue", "sveko"), told, strict=True)
    )


def _listed() -> tuple[Material, ...]:
    file = Material("Työohje", "#g-files", "PDF", size="410 kt", language="Suomi", licence="CC0 1.0", is_file=True)
    return (file, Material("Äänite", "https://example.org/aanite", "MP3", host="example.org"))


def _broken() -> list[Broken]:
    return [Broken("Vanha ohje", "https://example.org/vanha", 404), Broken("Sivusto", "https://poissa.example/", None)]
