"""What the parts look at, made when the first one asks for it and ended with the run."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType

from .site import Made, Site, behind_proxy
from .site import made as make
from .target import Target, planted, portal


class Places:
    """The site as readers see it, the portal that is attacked, the site of planted faults; a context of its own."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._open = say, ExitStack()

    def __enter__(self) -> "Places":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @cached_property
    def made(self) -> Made:
        self._say("Making a site to look at …")
        return self._open.enter_context(make())

    @cached_property
    def site(self) -> Site:
        return self._open.enter_context(behind_proxy(self.made))

    @cached_property
    def portal(self) -> Target:
        return self._open.enter_context(portal(self.made))

    @cached_property
    def planted(self) -> Target:
        return self._open.enter_context(planted(self.made))
