"""Who may come in: every view declares it; a view that declares nothing answers 404."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

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

    def refuses(self, user: Any) -> bool:
        """Whether somebody who is signed in may not come in."""
        return self.kind == "deed" and not user.has_perm(self.deed)


PUBLIC = Access("public")
PICTURE = Access("public", is_same_for_all=True)
SIGNED_IN = Access("signed_in")


def _declared(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # a function takes any attribute; its type cannot say so
    return view


def public(view: View) -> View:
    """Anybody may read this page."""
    return _declared(view, PUBLIC)


def picture(view: View) -> View:
    """Anybody may have it, and it is the same for everybody: nobody asks who is asking."""
    return _declared(view, PICTURE)


def signed_in(view: View) -> View:
    """Anybody signed in may try; the view itself fetches only what the person may see."""
    return _declared(view, SIGNED_IN)


def parks(view: View) -> View:
    """As `signed_in`, and a POST that comes after the session ended is kept and shown again after sign-in."""
    return _declared(view, Access("signed_in", parks=True))


def needs(deed: str, *, parks: bool = False) -> Callable[[View], View]:
    """Only people whose roles allow `deed` (see network/roles.py); to others the page is missing. `parks` as above."""

    def declare(view: View) -> View:
        return _declared(view, Access("deed", deed, parks=parks))

    return declare
