"""A practice as a source: the reference that others write of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

SITE = "POLKKA"
_TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What a reference names. `author` is the organisation; `language` is that of the title; `address` is permanent."""

    public_id: str
    author: str
    title: str
    year: int
    number: int
    language: str
    address: str


def apa(source: Source) -> str:
    """The reference as APA 7 writes an undivided work of an organisation, in the language of the title."""
    with override(source.language):
        edition = f" ({_('version %(n)s') % {'n': source.number}})" if source.number > 1 else ""
    return f"{source.author}. ({source.year}). {source.title}{edition}. {SITE}. {source.address}"


def bibtex(source: Source) -> str:
    """The reference as a BibTeX entry; what TeX would take for a command is written out."""
    fields = {
        "author": f"{{{_tex(source.author)}}}",
        "title": f"{{{_tex(source.title)}}}",
        "year": str(source.year),
        "howpublished": SITE,
        "edition": str(source.number),
        "langid": {"fi": "finnish", "sv": "swedish", "en": "english"}[source.language],
        "url": source.address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{polkka-{source.public_id},", *lines, "}"])


def _tex(value: str) -> str:
    return "".join(_TEX.get(character, character) for character in value)
