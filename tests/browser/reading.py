"""What readers with other settings get: asserts that look at the page as the browser has laid it out."""

from playwright.sync_api import Page

SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; }"
        + "* { word-spacing: .16em !important } p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""The spacing of WCAG 1.4.12."""
CUT = """() => [...document.querySelectorAll("main *")].filter(e => {
    const style = getComputedStyle(e), clips = s => s === "hidden" || s === "clip";
    if (e.closest(".unseen, [hidden], svg") || !e.textContent.trim() || style.display === "inline") return false;
    return (clips(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
        || (clips(style.overflowY) && e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 1);
}).map(e => e.className || e.tagName)"""
"""Text that its box cuts off."""
WIDE = """() => [...document.querySelectorAll("body *")].filter(e => {
    const box = e.getBoundingClientRect(), isFixed = getComputedStyle(e).position === "fixed";
    return box.width > 1 && box.right > innerWidth + 1 && !e.closest(".unseen, svg") && !isFixed;
}).slice(0, 3).map(e => e.tagName + "." + e.className)"""
MOVING = """() => [...document.querySelectorAll("*")].filter(e => {
    const style = getComputedStyle(e);
    return style.scrollBehavior === "smooth" || [style.transitionDuration, style.animationDuration]
        .some(all => all.split(",").some(time => parseFloat(time) > 0.01));
}).map(e => e.tagName + "." + e.className).slice(0, 5)"""
UNSEEN_DOTS = """() => [...document.querySelectorAll("main svg")].filter(svg => {
    const drawn = [...svg.querySelectorAll("circle, rect, path")];
    const paper = getComputedStyle(document.body).backgroundColor;
    return drawn.length && drawn.every(e => {
        const style = getComputedStyle(e);
        return [style.fill, style.stroke].every(colour => colour === "none" || colour === paper);
    });
}).map(svg => svg.outerHTML.slice(0, 120))"""
"""Drawings of which nothing can be told from the paper."""
FOCUS = """() => {
    const e = document.activeElement;
    if (e === document.body) return "";
    const shown = e => e !== null && getComputedStyle(e).outlineStyle !== "none"
        && parseFloat(getComputedStyle(e).outlineWidth) >= 2;
    const box = e.getBoundingClientRect(), what = e.outerHTML.slice(0, 120);
    if (!shown(e) && !shown(e.closest("label")) && !shown(e.closest(".card"))) return "no outline: " + what;
    if (box.bottom < 0 || box.top > innerHeight) return "out of sight: " + what;
    return "";
}"""
"""What is wrong with the focus, "" for nothing."""


def scrolls_sideways(page: Page) -> list[str]:
    """The elements that make the page wider than the window."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    return list(page.evaluate(WIDE)) or ["something"]


def tab_through(page: Page, most: int) -> list[str]:
    """Press Tab so many times, or until the page is through; what is wrong with the stops."""
    faults, stops = [], 0
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        if fault := page.evaluate(FOCUS):
            faults.append(fault)
    return faults if stops else ["no stop at all"]
