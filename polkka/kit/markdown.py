"""Markdown to safe HTML: rendered once, then passed through an allow-list. The only `mark_safe` of the portal."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_letters = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading"])


def letter(text: str) -> SafeString:
    """Safe HTML of a letter somebody typed: Markdown in which a new line is a new line."""
    return _cleaned(_letters.render(text))


def render(text: str, *, lower: int = 2) -> SafeString:
    """Safe HTML of a Markdown text; links carry rel, everything else is dropped.

    Headings are lowered by `lower` levels: by 2 a text begins at h3, by 0 its ## is the h2 under the title of a page.
    """
    html = _parser.render(text)
    for level in (2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + lower}>").replace(f"</h{level}>", f"</h{level + lower}>")
    return _cleaned(html)


def _cleaned(html: str) -> SafeString:
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener",
        )
    )


def safe(html: str) -> SafeString:
    """Mark HTML that our own code built from escaped pieces (highlights, drawings)."""
    return mark_safe(html)


def plain(text: str) -> str:
    """The words of a Markdown text without its marks, on one line."""
    return " ".join(nh3.clean(_parser.render(text), tags=set()).split())
