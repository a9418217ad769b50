"""What readers have sent with their address: for the copy of a person’s data, and emptied when the person goes."""

from typing import Any

from .models import Feedback, Wish


def told(address: str) -> dict[str, Any]:
    """Wishes and feedback sent with the address."""
    wishes = Wish.objects.filter(email__iexact=address).order_by("pk")
    letters = Feedback.objects.filter(email__iexact=address).order_by("pk")
    return {
        "wishes": list(wishes.values("words", "purpose", "state", "created_at")),
        "feedback": list(letters.values("kind", "public_id", "page", "text", "state", "created_at")),
    }


def forget(address: str) -> None:
    """The words stay to be answered to nobody; the address goes."""
    for model in (Wish, Feedback):
        model._default_manager.filter(email__iexact=address).update(email="")
