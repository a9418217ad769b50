"""Word documents made in code, sound and hostile ones."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image


@cache
def docx(fill: Callable[[Any], None]) -> bytes:
    """A Word document filled by `fill`, the same bytes each time."""
    document = Document()
    fill(document)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def link(paragraph: Any, url: str, words: str) -> None:
    """A link as Word writes it."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = words
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def picture() -> io.BytesIO:
    kept = io.BytesIO()
    Image.new("RGB", (2, 2)).save(kept, "PNG")
    kept.seek(0)
    return kept


def practice(document: Any) -> None:
    """A practice as a school may have written it, in Finnish."""
    document.add_heading("Lukupiiri videolla", 0)
    document.add_paragraph("Kaksi luokkaa lukee samaa kirjaa.")
    document.add_heading("1. Tausta ja tarve", 1)
    paragraph = document.add_paragraph("Oppilaat ")
    paragraph.add_run("eivät").bold = True
    paragraph.add_run(" puhu * ja ")
    link(paragraph, "https://example.org/a", "ohje")
    document.add_heading("Toteutus", 1)
    document.add_paragraph("Kokoonnuttiin neljästi.")
    document.add_paragraph("Valitkaa kirja. Yhdessä.", style="List Number")
    document.add_paragraph("Lukekaa luku", style="List Number")
    document.add_heading("Kumppanit", 1)
    document.add_paragraph("Tallinnan koulu – parit", style="List Bullet")
    document.add_heading("Rahoitus", 1)
    document.add_paragraph("Kolme tuhatta euroa.")
    table = document.add_table(2, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"solu {number}"
    document.add_picture(picture())


def answers_table(document: Any) -> None:
    """The questions in the left column of a table, the answers in the right one."""
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("Haaste", "Puhe puuttuu."), ("Tulokset", "Puhe löytyi.")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The same packed file with parts changed or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.pop(name, None) or old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return kept.getvalue()


@cache
def hostile() -> dict[str, tuple[str, bytes, str]]:
    """Name of the case → (name of the file, its bytes, the reason for which it is refused)."""
    sound = docx(practice)
    with zipfile.ZipFile(io.BytesIO(sound)) as packed:
        types, main = packed.read("[Content_Types].xml"), packed.read("word/document.xml")
    entity = main.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1)
    laughs = main.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>', 1)
    macros = types.replace(b"document.main+xml", b"document.macroEnabled.main+xml")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w"):
        pass
    crowd = main.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 210_000, 1)
    return {
        "crowded": ("a.docx", repacked(sound, {"word/document.xml": crowd}), "bomb"),
        "inflating": ("a.docx", repacked(sound, {"word/media/big.bin": bytes(70_000_000)}), "bomb"),
        "inflating text": ("a.docx", repacked(sound, {"word/document.xml": main + b" " * 11_000_000}), "bomb"),
        "many parts": ("a.docx", repacked(sound, {f"word/x{n}.bin": b"" for n in range(2_100)}), "bomb"),
        "outer entity": ("a.docx", repacked(sound, {"word/document.xml": entity}), "bomb"),
        "entities": ("a.docx", repacked(sound, {"word/document.xml": laughs}), "bomb"),
        "macro part": ("a.docx", repacked(sound, {"word/vbaProject.bin": b"x"}), "macros"),
        "macro type": ("a.docx", repacked(sound, {"[Content_Types].xml": macros}), "macros"),
        "macro name": ("a.docm", sound, "macros"),
        "old word": ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "old"),
        "old word renamed": ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "old"),
        "other type": ("a.pdf", b"%PDF-1.7", "kind"),
        "double ending": ("a.docx.exe", sound, "kind"),
        "no ending": ("a", sound, "kind"),
        "text as word": ("a.docx", b"hello", "broken"),
        "other archive": ("a.docx", empty.getvalue(), "broken"),
        "cut at half": ("a.docx", sound[: len(sound) // 2], "broken"),
        "cut at the end": ("a.docx", sound[:-20], "broken"),
        "bad xml": ("a.docx", repacked(sound, {"word/document.xml": main[:-40]}), "broken"),
        "no styles": ("a.docx", repacked(sound, {"word/styles.xml": b"<x/>"}), "broken"),
        "word as text": ("a.md", sound, "text"),
        "nul": ("a.md", b"abc\0def", "text"),
        "picture as text": ("a.md", picture().getvalue() * 3, "text"),
        "too large": ("a.md", b"a" * 5_000_001, "size"),
        "empty": ("a.md", b" \n\xe2\x80\x8b ", "empty"),
        "too much to wait": ("a.md", b"# Muuta\n\n" + b"sana " * 13_000, "long"),
    }
