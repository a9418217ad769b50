"""What a coordinator does next, and the deeds with what each means: invented data in the shapes the templates take."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _


def samples() -> dict[str, Any]:
    """A step that may wait, one that may not, and the row of deeds."""
    calm = SimpleNamespace(text=_("Ask two peers."), place="g-deciding", is_late=False)
    late = SimpleNamespace(text=_("The views differ: ask a third assessor."), place="g-deciding", is_late=True)
    return {"deciding": SimpleNamespace(steps=[calm, late], deeds=deeds())}


def deeds() -> list[SimpleNamespace]:
    """The rows of components/deeds.html."""
    told = [
        (_("Publish"), _("Everybody can read it, now or at a time that you give. A letter goes to the authors.")),
        (_("Return for changes"), _("The authors get a letter, your requests one by one, and a new draft.")),
        (_("Decline"), _("It is not taken into the collection. A letter tells the authors why.")),
    ]
    return [
        SimpleNamespace(words=words, meaning=meaning, url="#g-deciding", is_main=n == 0)
        for n, (words, meaning) in enumerate(told)
    ]
