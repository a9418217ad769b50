"""What stands beside a page of questions: comments, similar practices, text not yet placed, who else is writing."""

from typing import Any

from django.http import HttpRequest

from ..models import Version
from ..questions import Page


def beside(request: HttpRequest, version: Version, page: Page) -> dict[str, Any]:
    """The context of the fragments in templates/practices/edit/."""
    return {}
