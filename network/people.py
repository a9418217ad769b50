"""People who have not signed in yet: an address becomes a person who is unverified until a code comes back."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from polkka.kit.languages import current

from .models import User


def make_unverified(email: str) -> None:
    """A person with an address that is still to be verified; two requests at once make one."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, language=current())
            EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    except IntegrityError:
        return


def write_as_much(email: str) -> None:
    """Write the rows of somebody as they are: the time of an answer shall not tell new from known.

    A new address also costs a question for a person without a row of addresses, which allauth asks through a cursor of
    the server, and a password that nobody can use.
    """
    list(User.objects.filter(email=email).iterator())
    make_password(None)
    with transaction.atomic():
        User.objects.filter(email=email).update(language=F("language"))
        EmailAddress.objects.filter(email=email).update(primary=F("primary"))


def by_address(email: str) -> User:
    """The person with this address, made if there is none."""
    email = email.strip().lower()
    found = User.objects.filter(email=email).first()
    if found is None:
        make_unverified(email)
        found = User.objects.get(email=email)
    return found
