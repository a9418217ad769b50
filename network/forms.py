"""Signing in: an address nobody has used yet becomes a person who is unverified until the code comes back."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from polkka.kit.forms import LONGEST_ADDRESS, NO_ADDRESS

from . import events, factor
from .models import User
from .people import make_unverified, write_as_much


class RequestCodeForm(RequestLoginCodeForm):
    """Asks for a code; makes the person if the address is new."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("E-mail address")
        field.help_text = _("We send a code to this address. There is no password.")
        field.error_messages |= {
            "required": _("Write your e-mail address."),
            "invalid": NO_ADDRESS,
        }
        field.widget.attrs.pop("placeholder", None)
        field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))

    def clean_email(self) -> str:
        """Make the person, after the limits have let the request through; for one who is there do as much work."""
        email: str = super().clean_email()
        is_known = User.objects.filter(email=email).exists()
        if is_known:
            write_as_much(email)
        else:
            make_unverified(email)
        found = User.objects.filter(email=email, is_active=True).first()
        if not is_known:
            self._user = found
        return email


class CodeForm(ConfirmLoginCodeForm):
    """Asks for the code of the message."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.error_messages["required"] = _("Write the code of the message.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "characters"}


def _as_code(field: forms.Field) -> None:
    """A field into which a code of digits is typed, or pasted by the browser."""
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20}


class SecondStepForm(AuthenticateForm):
    """Asks for the code of the app, or for a recovery code. Throttled; a code is taken once."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code of the app, or a recovery code")
        field.error_messages["required"] = _("Write the code.")
        field.validators.append(MaxLengthValidator(20))
        _as_code(field)

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except forms.ValidationError:
            events.note("wrong code of the app", self.user)
            raise
        if not factor.is_first_use(self.user, code):
            events.note("used code of the app", self.user)
            raise get_adapter().validation_error("incorrect_code")
        return code


class SetUpForm(forms.Form):
    """The first code of an app, which proves that the app holds the secret. Throttled."""

    use_required_attribute = False
    code = forms.CharField(label=_("Code of the app"), max_length=20, error_messages={"required": _("Write the code.")})

    def __init__(self, user: Any, secret: str, data: Any = None) -> None:
        super().__init__(data)
        self.user, self.secret = user, secret
        _as_code(self.fields["code"])

    def clean_code(self) -> str:
        let_go = check_rate_limit(self.user)
        code: str = "".join(self.cleaned_data["code"].split())
        if not (factor.fits(self.secret, code) and factor.is_first_use(self.user, code)):
            raise get_adapter().validation_error("incorrect_code")
        let_go()
        return code


class MailCodeForm(forms.Form):
    """The code of a message, asked of somebody who is signed in already."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code"), max_length=40, error_messages={"required": _("Write the code of the message.")}
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters"}
