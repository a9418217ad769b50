"""Who may come in: every view declares it; a view that declares nothing answers 404."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Access:
    """`kind`: public, signed_in or deed; `deed`: the permission needed; `parks`: a POST is kept if the session ended.

    `is_same_for_all`: the answer does not depend on the person, so that every cache may keep it.
    """

    kind: str
    deed: str = ""
    parks: bool = False
    is_same_for_all: bool = False


PUBLIC = Access("public")
PICTURE = Access("public", is_same_for_all=True)
SIGNED_IN = Access("signed_in")


def public(view: View) -> View:
    """Anybody may read this page."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def picture(view: View) -> View:
    """Anybody may have it, and it is the same for everybody: nobody asks who is asking."""
    view.access = PICTURE  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody signed in may try; the view itself fetches only what the person may see."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def parks(view: View) -> View:
    """As `signed_in`, and a POST that comes after the session ended is kept and shown again after sign-in."""
    view.access = Access("signed_in", parks=True)  # type: ignore[attr-defined]
    return view


def needs(deed: str, *, parks: bool = False) -> Callable[[View], View]:
    """Only people whose roles allow `deed` (see network/roles.py); to others the page is missing. `parks` as above."""

    def declare(view: View) -> View:
        view.access = Access("deed", deed, parks=parks)  # type: ignore[attr-defined]
        return view

    return declare
