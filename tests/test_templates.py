"""Checks over all templates: they compile, name parts that are there, are used, and keep to the content policy."""

import re
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.utils import get_app_template_dirs

from .tree import ROOT, TEMPLATES, files, modules, name, templates, text

TEMPLATE_NAMES = [path.relative_to(TEMPLATES).as_posix() for path in templates()]
PART = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
BY_CUSTOM = {"429.html"}  # allauth asks for it without having one
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}", re.DOTALL)
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|\sstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)


def body(template: Path) -> str:
    """A template without its comments."""
    return COMMENT.sub("", text(template))


@pytest.mark.parametrize("template", TEMPLATE_NAMES)
def test_template_compiles(template: str) -> None:
    engines["django"].get_template(template)


def exists(template: str) -> bool:
    try:
        engines["django"].get_template(template.partition("#")[0])
    except TemplateDoesNotExist:
        return False
    return True


def test_templates_name_parts_that_are_there() -> None:
    parts = [(name(path), part) for path in templates() for part in PART.findall(body(path))]
    assert [(path, part) for path, part in parts if not exists(part)] == []


def is_used(template: str, sources: dict[Path, str]) -> bool:
    """Named by our code or another template, a kind of mail, or in the place of a package’s own template."""
    others = [source for path, source in sources.items() if path != TEMPLATES / template]
    words = [f'"{template}"', f"'{template}'", f"{template}#"]
    if template.startswith("email/"):
        words.append(f'"{Path(template).stem}"')
    is_named = template in BY_CUSTOM or any(word in source for source in others for word in words)
    places = [template, f"admin/{Path(template).name}"] if template.startswith("admin/") else [template]
    return is_named or any(
        (Path(folder) / place).exists() for folder in get_app_template_dirs("templates") for place in places
    )


def test_every_template_is_used() -> None:
    ours = [path for path in modules() if not path.is_relative_to(ROOT / "tests")]
    sources = {path: text(path) for path in ours} | {path: body(path) for path in templates()}
    assert [template for template in TEMPLATE_NAMES if not is_used(template, sources)] == []


def test_templates_have_no_inline_script_or_style() -> None:
    found = [(name(path), match[0]) for path in templates() for match in INLINE.finditer(body(path))]
    assert found == []


def test_drawings_have_no_script_and_no_foreign_address() -> None:
    drawings = [path for path in files() if path.suffix == ".svg"]
    foreign = re.compile(r"<script|\son[a-z]+=|(?:href|src)=[\"'](?!#)", re.IGNORECASE)
    assert [name(path) for path in drawings if foreign.search(text(path))] == []
