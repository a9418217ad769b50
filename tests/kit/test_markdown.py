"""Markdown becomes safe HTML, whatever is in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polkka.kit import markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Kaksi** kertaa", "<p><strong>Kaksi</strong> kertaa</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("# Otsikko", "<h3>Otsikko</h3>\n"),
        ("[linkki](https://example.org)", '<p><a href="https://example.org" rel="nofollow noopener">linkki</a></p>\n'),
    ],
)
def test_render_of_common_marks(source: str, html: str) -> None:
    assert markdown.render(source) == html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/x.png)",
        '<a href="x" onclick="y">z</a>',
        "<style>p{}</style>",
        '[x](https://example.org "a\\" onmouseover=\\"b")',
    ],
)
def test_render_lets_nothing_dangerous_through(source: str) -> None:
    html = markdown.render(source)
    assert not re.search(r"<(script|style|img|svg|iframe)|<[^>]+ (on\w+|style)=|href=\"(javascript|data):", html)


@given(st.text())
def test_render_of_any_text_has_only_allowed_tags(source: str) -> None:
    tags = set(re.findall(r"<([a-z0-9]+)", markdown.render(source)))
    assert tags <= markdown.TAGS


def test_plain_gives_the_words() -> None:
    assert markdown.plain("**Kaksi**\n\n- kertaa & [linkki](https://example.org)") == "Kaksi kertaa &amp; linkki"


def test_letter_keeps_new_lines_and_emphasis() -> None:
    assert markdown.letter("Hei,\n**kiitos**\n\n# ei otsikko\n<b>") == (
        "<p>Hei,<br>\n<strong>kiitos</strong></p>\n<p># ei otsikko<br>\n&lt;b&gt;</p>\n"
    )
