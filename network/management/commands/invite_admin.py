"""Make the first administrator, or let one in whose phone is lost, and print a one-time link."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from network import factor, sessions
from network.models import Duty, User
from network.views import invitation_token


class Command(BaseCommand):
    help = "Make EMAIL an administrator and print a link that signs in once within a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--lost-phone", action="store_true", help="take the second step off; a new one is set up")

    def handle(self, *args: Any, email: str, lost_phone: bool = False, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        with transaction.atomic():
            user = User.objects.filter(email=email).first() or User.objects.create_user(email)
            EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
            Duty.objects.get_or_create(user=user, kind=Duty.Kind.ADMINISTRATOR)
            if lost_phone:
                factor.drop(user)
                sessions.end(user)
        with translation.override(user.language):
            path = reverse("invitation", kwargs={"token": invitation_token(user)})
        self.stdout.write(f"{settings.SITE_URL}{path}")
