"""Forms of arriving: who I am and where I belong, inviting a co-author, and adding people to a project."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from polkka.kit.forms import LONGEST_ADDRESS, NO_ADDRESS
from polkka.kit.languages import OWN_NAMES, current
from polkka.kit.text import LineInput
from projects.models import Project, ProjectMember

from . import inputs
from .places import Place

MESSAGES: Any = inputs.MESSAGES
NEW_SCHOOL, NEW_PROJECT = "new-school", "new-project"
KINDS = [(code, capfirst(name)) for code, name in Organisation.Kind.choices]
OF_PROJECT, OF_SCHOOL = ("project_name",), ("school_name", "municipality", "kind")
NEEDED = {NEW_SCHOOL: OF_SCHOOL, NEW_PROJECT: OF_PROJECT + OF_SCHOOL}


class NameInput(LineInput):
    """A person's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Your name"),
            help_text=_("Co-authors and coordinators see it."),
            max_length=User._meta.get_field("name").max_length,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Write your name."), **MESSAGES},
            **options,
        )


class JoinForm(forms.Form):
    """Accepting an invitation: a name, if the person has none yet."""

    use_required_attribute = False
    name = NameInput()

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        if user.name:
            del self.fields["name"]


class WelcomeForm(forms.Form):
    """Who a person is, and the school or project found by search or proposed.

    `found`: the places that the search gave; `data` is None until the page is sent for good.
    """

    use_required_attribute = False
    name = NameInput()
    language = forms.ChoiceField(
        label=_("In which language do you read these pages and our messages?"),
        choices=list(OWN_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the language."), "invalid_choice": _("Choose one of these.")},
    )
    place = forms.ChoiceField(
        label=_("Which of these is yours?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Search for your school or project and choose it, or say that it is not in the list."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    project_name = LineInput(
        label=_("Name of the project"),
        max_length=Project._meta.get_field("name").max_length,
        error_messages={"required": _("Write the name of the project."), **MESSAGES},
    )
    school_name = LineInput(
        label=_("Name of the school"),
        help_text=_("For a project: the school that leads it. If it is here already, it will be recognised."),
        max_length=Organisation._meta.get_field("name").max_length,
        error_messages={"required": _("Write the name of the school."), **MESSAGES},
    )
    municipality = LineInput(
        label=_("Municipality"),
        max_length=Organisation._meta.get_field("municipality").max_length,
        error_messages={"required": _("Write the municipality."), **MESSAGES},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=KINDS,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(
        self, user: User, found: Iterable[Place], data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.found = {place.value: place for place in found}
        super().__init__(data, initial={"language": current(), **(initial or {})}, label_suffix="")
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((place.value, place.name) for place in self.found.values()),
            (NEW_SCHOOL, _("My school is not in the list")),
            (NEW_PROJECT, _("My project is not in the list")),
        ]
        self.hints = {"place": {place.value: place.hint for place in self.found.values()}}
        place = str(data.get("place", "")) if data is not None else NEW_PROJECT
        for name in (*OF_PROJECT, *OF_SCHOOL):  # asked only of what is not in the list
            self.fields[name].required = name in NEEDED.get(place, ())
        if user.name:
            del self.fields["name"], self.fields["language"]


class InviteForm(forms.Form):
    """A link for one co-author, by mail if an address is given."""

    use_required_attribute = False
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link is sent there. Leave this empty if you give the link to the person yourself."),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": NO_ADDRESS, **MESSAGES},
    )


class MemberForm(forms.Form):
    """Somebody to add to a project."""

    use_required_attribute = False
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send a message that tells how to sign in."),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the e-mail address."), "invalid": NO_ADDRESS, **MESSAGES},
    )
    role = forms.ChoiceField(
        label=_("What will the person do?"),
        choices=[
            (ProjectMember.Role.EDITOR.value, _("Write (editor)")),
            (ProjectMember.Role.MANAGER.value, _("Write and choose the people (project manager)")),
        ],
        initial=ProjectMember.Role.EDITOR.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
