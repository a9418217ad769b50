"""A Word document as Markdown: headings, bold, italic, lists, links, tables, notes; pictures are counted only."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from .word_check import Unreadable, check

HEADING = re.compile(r"(?:heading|otsikko|rubrik)\s*(\d)", re.IGNORECASE)
DEEPEST = 5  # styles looked at below one another
LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText")}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


@dataclass
class Piece:
    """Text in one manner; `url` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


@dataclass
class Reader:
    """What is known of a document while it is walked through."""

    document: Any
    is_question: Callable[[str], bool]
    formats: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    styles: dict[str, Any] = field(default_factory=dict)
    counters: dict[tuple[str, int], int] = field(default_factory=dict)
    boxes: list[Any] = field(default_factory=list)
    pictures: int = 0


def as_markdown(data: bytes, is_question: Callable[[str], bool]) -> tuple[str, int]:
    """The text as Markdown and the number of pictures left out. Raises Unreadable.

    `is_question` says of the first cell of a table of two columns whether the row is an answer under that heading.
    """
    check(data)
    try:
        document = Document(io.BytesIO(data))
        styles = {style.style_id: style for style in document.styles}
        reader = Reader(document, is_question, _formats(document), _notes(document), styles)
        blocks = list(_blocks(reader, document.element.body))
    except Exception as error:  # a damaged document breaks python-docx in any of a dozen ways
        raise Unreadable("broken") from error
    return _joined(blocks), reader.pictures


def _formats(document: Any) -> dict[tuple[str, str], str]:
    """(number of a list, level) → "bullet", "decimal" …"""
    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None)
    if part is None:
        return {}
    root = part.element
    levels = {
        abstract.get(qn("w:abstractNumId")): {
            level.get(qn("w:ilvl")): level.find(qn("w:numFmt")).get(qn("w:val"))
            for level in abstract.findall(qn("w:lvl"))
            if level.find(qn("w:numFmt")) is not None
        }
        for abstract in root.findall(qn("w:abstractNum"))
    }
    found = {}
    for num in root.findall(qn("w:num")):
        for level, kind in levels.get(num.find(qn("w:abstractNumId")).get(qn("w:val")), {}).items():
            found[num.get(qn("w:numId")), level] = kind
    return found


def _notes(document: Any) -> dict[str, str]:
    """Number of a footnote → its words."""
    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype == NOTES), None)
    if part is None:
        return {}
    root = parse_xml(part.blob)
    return {note.get(qn("w:id")): "".join(note.itertext()).strip() for note in root.findall(qn("w:footnote"))}


@dataclass
class Block:
    """A paragraph, heading or table as Markdown; lists run on without an empty line."""

    text: str
    is_item: bool = False


def _joined(blocks: list[Block]) -> str:
    said = ""
    for before, block in zip([None, *blocks[:-1]], blocks, strict=True):
        between = "" if before is None else "\n" if before.is_item and block.is_item else "\n\n"
        said += between + block.text
    return said


def _blocks(reader: Reader, parent: Any) -> Iterator[Block]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield from _paragraph(reader, child)
            boxes, reader.boxes = reader.boxes, []
            for box in boxes:
                yield from _blocks(reader, box)
        elif child.tag == qn("w:tbl"):
            yield from _table(reader, child)
        elif child.tag not in LEFT_OUT and child.tag != qn("w:sectPr"):
            yield from _blocks(reader, child)


def _paragraph(reader: Reader, element: Any) -> Iterator[Block]:
    pieces = _merged(list(_pieces(reader, element)))
    level = _level(reader, element)
    if level:
        words = " ".join("".join(piece.text for piece in pieces).split())
        if words:
            yield Block(f"{'#' * level} {words}")
        return
    text = "".join(_told(piece) for piece in pieces).strip()
    if not text:
        return
    marker = _marker(reader, element)
    yield Block(marker + text.replace("\n", "\n" + " " * len(marker)) if marker else _plain(text), bool(marker))


def _plain(text: str) -> str:
    return "\\" + text if text.startswith("#") else text


def _pieces(reader: Reader, parent: Any, url: str = "") -> Iterator[Piece]:
    """The runs of a paragraph, also those inside links, insertions and fields; nothing that was deleted."""
    for child in parent:
        tag = child.tag
        if tag in LEFT_OUT or not isinstance(tag, str):
            continue
        if tag == qn("w:r"):
            yield from _run(reader, child, url)
        elif tag == qn("w:hyperlink"):
            yield from _pieces(reader, child, _target(reader, child) or url)
        elif tag not in (qn("w:pPr"), qn("w:sdtPr"), FALLBACK):
            yield from _pieces(reader, child, url)


def _target(reader: Reader, link: Any) -> str:
    rel = reader.document.part.rels.get(link.get(qn("r:id")) or "")
    url = rel.target_ref if rel is not None and rel.is_external else ""
    return url if re.fullmatch(r"(https?://|mailto:)[^\s<>()]+", url) else ""


def _run(reader: Reader, run: Any, url: str) -> Iterator[Piece]:
    manner = run.find(qn("w:rPr"))
    bold, italic = (_is_on(manner, name) for name in ("w:b", "w:i"))
    text = ""
    for child in run:
        if child.tag == qn("w:t"):
            text += child.text or ""
        elif child.tag in (qn("w:br"), qn("w:cr")):
            text += "\n"
        elif child.tag == qn("w:tab"):
            text += " "
        elif child.tag == qn("w:noBreakHyphen"):
            text += "-"
        elif child.tag == qn("w:footnoteReference"):
            note = reader.notes.get(child.get(qn("w:id")), "")
            text += f" ({note})" if note else ""
        else:
            _drawn(reader, child)
    if text:
        yield Piece(text, bold, italic, url)


def _is_on(manner: Any, name: str) -> bool:
    found = manner.find(qn(name)) if manner is not None else None
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")


def _drawn(reader: Reader, element: Any) -> None:
    """Count the pictures of a drawing and remember its boxes of text."""
    if element.tag == FALLBACK or not isinstance(element.tag, str):
        return
    if element.tag in (BLIP, IMAGE):
        reader.pictures += 1
    if element.tag == qn("w:txbxContent"):
        reader.boxes.append(element)
        return
    for child in element:
        _drawn(reader, child)


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Neighbours in the same manner as one: Word cuts runs wherever the cursor has been."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and (last.bold, last.italic, last.url) == (piece.bold, piece.italic, piece.url):
            last.text += piece.text
        else:
            merged.append(piece)
    return merged


def _told(piece: Piece) -> str:
    inner = piece.text.strip()
    if not inner:
        return piece.text
    start = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    end = piece.text[len(piece.text.rstrip()) :]
    words = inner.replace("*", "\\*")
    if piece.url:
        words = f"[{words.replace('[', '(').replace(']', ')')}]({piece.url})"
    mark = "**" * piece.bold + "*" * piece.italic
    if "\n" in words:
        mark = ""
    return f"{start}{mark}{words}{mark[::-1]}{end}"


def _style(reader: Reader, element: Any) -> Any:
    manner = element.find(qn("w:pPr"))
    named = manner.find(qn("w:pStyle")) if manner is not None else None
    return reader.styles.get(named.get(qn("w:val"))) if named is not None else None


def _level(reader: Reader, element: Any) -> int:
    """1–6 for a heading, 0 for anything else."""
    style = _style(reader, element)
    for _step in range(DEEPEST):
        if style is None:
            break
        name = style.name or ""
        if name.lower() == "title":
            return 1
        if match := HEADING.match(name):
            return min(max(int(match[1]), 1), 6)
        style = style.base_style
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    level = int(outline.get(qn("w:val"), "9")) if outline is not None else 9
    return level + 1 if level < 6 else 0


def _marker(reader: Reader, element: Any) -> str:
    """What a paragraph of a list begins with: "- " or its number, moved in by its level; "" outside lists."""
    style = _style(reader, element)
    numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if numbered is None and style is not None:
        numbered = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    name = (style.name or "") if style is not None else ""
    if numbered is None and not name.startswith(("List Bullet", "List Number")):
        reader.counters.clear()
        return ""
    number, level = (_value(numbered, part) for part in ("w:numId", "w:ilvl"))
    if number == "0":
        return ""
    depth = int(level or 0)
    kind = reader.formats.get((number, level or "0"), "decimal" if name.startswith("List Number") else "bullet")
    if kind in ("bullet", "none"):
        return " " * 4 * depth + "- "
    key = (number, depth)
    reader.counters[key] = reader.counters.get(key, 0) + 1
    for other in [one for one in reader.counters if one[0] == number and one[1] > depth]:
        del reader.counters[other]
    return f"{' ' * 4 * depth}{reader.counters[key]}. "


def _value(numbered: Any, name: str) -> str:
    found = numbered.find(qn(name)) if numbered is not None else None
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _table(reader: Reader, table: Any) -> Iterator[Block]:
    rows = [[list(_blocks(reader, cell)) for cell in _cells(row)] for row in table.findall(qn("w:tr"))]
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    width = max(len(row) for row in rows)
    if width == 1:
        yield from (block for row in rows for cell in row for block in cell)
    elif width == 2 and any(reader.is_question(_words(row[0])) for row in rows):
        yield from _as_answers(reader, rows)
    else:
        lines = [[_words(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        said = [f"| {' | '.join(line)} |" for line in lines]
        yield Block("\n".join([said[0], "|" + " --- |" * width, *said[1:]]))


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row itself, not those of tables inside them."""
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _cells(child)


def _as_answers(reader: Reader, rows: list[list[list[Block]]]) -> Iterator[Block]:
    """A table whose rows are a question and its answer."""
    for first, *others in rows:
        if reader.is_question(_words(first)):
            yield Block(f"## {_words(first)}")
        else:
            yield from first
        yield from (block for cell in others for block in cell)


def _words(cell: list[Block]) -> str:
    return " ".join(" ".join(block.text for block in cell).replace("|", "\\|").split()).lstrip("# ")
