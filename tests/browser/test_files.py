"""Files in a real browser: several at once, a refused one beside them, what is told of them; scripts or none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from practices.models import VersionAttachment

from ..factory import Cast, draft
from ..practices.files_made import pdf, picture
from .conftest import Visitor
from .reading import scrolls_sideways
from .test_chain import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_files_are_added_described_and_taken_away(
    visitor: Callable[..., Visitor], people: Cast, settings: Any, tmp_path: Path, script: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name, content in (("ohje.pdf", pdf()), ("kuva.jpg", picture()), ("paha.pdf", b"<html><script>1</script>")):
        (tmp_path / name).write_bytes(content)
    person = visitor("en", script=script, viewport={"width": 320, "height": 700})
    page = person.page
    sign_in(person, people.author)
    person.goto(f"/en/desk/{draft(people).practice.public_id}/files/")
    person.look()
    page.set_input_files("#id_files", [tmp_path / "ohje.pdf", tmp_path / "paha.pdf", tmp_path / "kuva.jpg"])
    if not script:
        person.go(page.locator("button[value=add]"))
    expect(page.locator(".file-row")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("paha.pdf")
    expect(page.locator("main")).to_contain_text("The content is not what the name says.")
    person.look()
    assert scrolls_sideways(page) == []
    page.fill("[name$=-alt]", "Puro talvella")
    page.check("[name$=-consent][value=nobody]")
    if script:
        expect(page.locator("[data-kept]")).to_contain_text("Saved at")
    else:
        person.go(page.locator("button.button[value=save]"))
        expect(page.locator("[name$=-alt]")).to_have_value("Puro talvella")
    stored = VersionAttachment.unscoped.get(attachment__kind="jpg")
    assert (stored.alt, stored.consent) == ("Puro talvella", "nobody")
    person.go(page.locator("button[value^=away]").first)
    expect(page.locator(".file-row")).to_have_count(1)
    person.look()
    person.go(page.locator("button[value^=back]"))
    expect(page.locator(".file-row")).to_have_count(2)
