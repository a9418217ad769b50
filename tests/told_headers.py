"""What every answer must tell browsers, whoever asks for whatever: looked for by the walk over all addresses too."""

from typing import Any

from polkka.kit.headers import ALWAYS, PERMISSIONS, PERMITTED, POLICY, RESOURCE

MUST_SAY = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")


def lacking(response: Any) -> list[str]:
    """The headers that are missing, other than they shall be, or too weak; [] if all is well."""
    wrong = [name for name, value in ALWAYS.items() if response.headers.get(name) != value]
    policy = response.headers.get(POLICY, "")
    if response.status_code == 304:
        return wrong
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    wrong += [PERMISSIONS for _ in [0] if response.headers.get(PERMISSIONS) != (PERMITTED if is_page else None)]
    wrong += [f"{POLICY}: {said}" for said in MUST_SAY if said not in policy]
    wrong += [f"{POLICY}: unsafe" for _ in [0] if "unsafe-eval" in policy or _unsafe_style(response, policy)]
    wrong += [RESOURCE for _ in [0] if response.headers.get(RESOURCE) not in ("same-origin", "cross-origin")]
    return wrong


def _unsafe_style(response: Any, policy: str) -> bool:
    """Style within the answer itself is for drawings alone; script within it for nothing."""
    is_drawing = response.headers.get("Content-Type", "").startswith("image/svg")
    return "unsafe-inline" in policy and not (is_drawing and "script-src" not in policy)
