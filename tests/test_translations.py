"""The three catalogues hold every string of the interface, translated, and the collecting of strings misses none."""

from pathlib import Path

import polib
import pytest

from polkka.kit import translations
from scripts import messages
from scripts.messages import Message


@pytest.fixture(scope="module")
def found() -> messages.Found:
    """The strings of the whole tree."""
    return messages.extract()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_catalogue_holds_every_string_and_no_other(language: str, found: messages.Found) -> None:
    held = {messages.message_of(entry) for entry in messages.read(language)}
    asked = set(found.places)
    assert {"missing": asked - held, "unused": held - asked} == {"missing": set(), "unused": set()}, "make messages"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_catalogue_is_translated(language: str) -> None:
    catalogue = messages.read(language)
    assert [entry.msgid for entry in messages.untranslated(catalogue)] == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    assert [entry.msgid for entry in messages.read(language) if not messages.keeps_placeholders(entry)] == []


def test_english_catalogue_says_what_the_source_says() -> None:
    entries = [entry for entry in messages.read(messages.SOURCE) if not entry.msgid_plural]
    assert [entry.msgid for entry in entries if entry.msgstr != entry.msgid] == []


def test_from_python_finds_plain_plural_and_context() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy\n"
        "a = _('one ' 'string')\nb = ngettext('%(n)s dot', '%(n)s dots', n)\n"
        "c = pgettext_lazy('verb', 'order')\nd = f('no')\n"
    )
    assert list(messages.from_python(source, "x.py")) == [
        Message("one string"),
        Message("%(n)s dot", plural="%(n)s dots"),
        Message("order", context="verb"),
    ]


def test_from_python_leaves_other_functions_of_that_name() -> None:
    assert list(messages.from_python("from elsewhere import f as _\n_('no')\n", "x.py")) == []


def test_from_python_refuses_a_string_put_together() -> None:
    with pytest.raises(messages.NotConstant):
        list(messages.from_python("from django.utils.translation import gettext\ngettext(f'{n} dots')\n", "x.py"))


def test_from_template_finds_every_form() -> None:
    source = (
        '{% translate "Say “yes”" %}{% translate "order" context "verb" as word %}{{ x|default:_("nothing") }}'
        '{% include "y.html" with title=_("Title") %}{# {% translate "no" %} #}'
        "{% blocktranslate trimmed with name=user.name %}\n  Hello\n  {{ name }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} dot{% plural %}{{ n }} dots{% endblocktranslate %}"
    )
    assert list(messages.from_template(source, "x.html")) == [
        Message("Say “yes”"),
        Message("order", context="verb"),
        Message("nothing"),
        Message("Title"),
        Message("Hello %(name)s"),
        Message("%(n)s dot", plural="%(n)s dots"),
    ]


def test_merged_keeps_translations_and_drops_what_is_unused() -> None:
    found = messages.Found({Message("kept"): ["a.py"], Message("new"): ["a.py"]})
    old = polib.POFile()
    old.append(polib.POEntry(msgid="kept", msgstr="säilyy"))
    old.append(polib.POEntry(msgid="gone", msgstr="pois"))
    assert [(e.msgid, e.msgstr) for e in messages.merged("fi", found, old)] == [("kept", "säilyy"), ("new", "")]
    assert [(e.msgid, e.msgstr) for e in messages.merged("en", found, polib.POFile())] == [
        ("kept", "kept"),
        ("new", "new"),
    ]


def test_keeps_placeholders_sees_a_lost_one() -> None:
    assert messages.keeps_placeholders(polib.POEntry(msgid="%(n)s left", msgstr="jäljellä")) is False


def test_keeps_placeholders_lets_one_form_say_the_number_as_a_word() -> None:
    forms = {0: "yksi piste", 1: "%(n)s pistettä"}
    entry = polib.POEntry(msgid="One dot", msgid_plural="%(n)s dots", msgstr_plural=forms)
    assert messages.keeps_placeholders(entry) is True


def test_compile_messages_compiles_only_what_has_changed(tmp_path: Path) -> None:
    catalogue = tmp_path / "fi" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    messages.merged("fi", messages.Found({Message("dot"): ["a.py"]}), polib.POFile()).save(str(catalogue))
    assert translations.compile_messages(tmp_path) == [catalogue]
    assert translations.compile_messages(tmp_path) == []
