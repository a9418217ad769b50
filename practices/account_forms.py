"""Forms of the account: name and language, kinds of mail, another address and its code, deleting it, another place."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network import mailing
from network.mailing import MailGroup
from network.models import User
from polkka.kit.forms import LONGEST_ADDRESS, NO_ADDRESS
from polkka.kit.languages import OWN_NAMES
from polkka.kit.text import LineInput

from .inputs import MESSAGES
from .places import Place

ADDRESS_MESSAGES = {
    "required": _("Write your e-mail address."),
    "invalid": NO_ADDRESS,
    "max_length": _("This text is longer than it may be."),
}


class PersonForm(forms.Form):
    """What we call the person, and in which language we write to them."""

    use_required_attribute = False
    name = LineInput(
        label=_("Name"),
        help_text=_("Those who write with you and the coordinators see it."),
        max_length=120,
        error_messages={"required": _("Write your name."), **MESSAGES},  # type: ignore[dict-item]  # lazy words are text
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("We write to you in this language."),
        choices=list(OWN_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class DeskForm(forms.Form):
    """What is looked for on the desk."""

    q = LineInput(label=_("Title, project or school"), max_length=200, required=False)


class MailForm(forms.Form):
    """How the person wants each group of messages: at once, once a day, not by mail."""

    use_required_attribute = False

    def __init__(self, groups: Iterable[MailGroup], data: Any = None, **options: Any) -> None:
        super().__init__(data, prefix="mail", **options)
        for group in groups:
            self.fields[group.code] = forms.ChoiceField(
                label=group.name,  # type: ignore[arg-type]  # lazy words are text
                help_text=group.hint,  # type: ignore[arg-type]  # as above
                choices=[(how, name) for how, name in mailing.HOW.items()],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
            )


class _AddressInput(forms.EmailField):
    """An address in small letters, as signing in looks it up."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).strip().lower()


class AddressForm(forms.Form):
    """The new address."""

    use_required_attribute = False
    email = _AddressInput(
        label=_("New e-mail address"),
        help_text=_("We send a code to this address."),
        max_length=LONGEST_ADDRESS,
        error_messages=ADDRESS_MESSAGES,
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        if address == self.user.email.lower():
            raise forms.ValidationError(_("This is your address already."), code="same")
        return address


class CodeForm(forms.Form):
    """The code that was sent to the new address."""

    use_required_attribute = False
    code = LineInput(label=_("Code"), max_length=40, error_messages={"required": _("Write the code of the message.")})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters"}


class DeleteForm(forms.Form):
    """The own address, typed to be sure."""

    use_required_attribute = False
    email = _AddressInput(
        label=_("Your e-mail address"),
        help_text=_("Write the address with which you sign in. Then we know that this is no mistake."),
        max_length=LONGEST_ADDRESS,
        error_messages=ADDRESS_MESSAGES,
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        if address != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address with which you are signed in."), code="another")
        return address


class PlaceForm(forms.Form):
    """Where a draft is moved to."""

    use_required_attribute = False
    place = forms.ChoiceField(
        label=_("Where does the draft belong?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the project or school."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, offered: Iterable[Place], data: Any = None) -> None:
        super().__init__(data)
        self.places = {place.value: place for place in offered}
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(place.value, place.name) for place in self.places.values()]
        self.hints = {place.value: place.hint for place in self.places.values() if place.hint}

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]
