"""The messages at the top of every page."""

from typing import Any

from ..banners import Shown

BANNERS = (
    Shown("Portaali on huollossa lauantaina 5.12. kello 8–10. Luonnokset säilyvät.", "", True),
    Shown("Ilmoittaudu kevään koulutukseen 15. tammikuuta mennessä.", "/fi/", False),
)


def samples() -> dict[str, Any]:
    """A disturbance, and an announcement that leads somewhere."""
    return {"banner_samples": BANNERS}
