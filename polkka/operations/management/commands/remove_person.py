"""Remove a person who has asked for it by letter."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from polkka.operations.privacy import requests
from practices.removing import remove_person


class Command(BaseCommand):
    help = "Remove the person with the address EMAIL, and the address from what was sent with it. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", required=True, help="address of the administrator who answers for it")
        parser.add_argument("--confirm", default="", help="the same address again, instead of being asked for it")

    def handle(self, *args: Any, email: str, by: str, confirm: str, **options: Any) -> None:
        administrator = requests.administrator(by)
        person = requests.person(email)
        if administrator is None:
            raise CommandError(f"{by} is not an administrator.")
        if person is None and not requests.besides(email):
            raise CommandError(f"Nothing is kept under the address {email}.")
        for line in requests.losses(person) if person else []:
            self.stdout.write(line)
        if (confirm or input("The address again: ")).strip().lower() != email.strip().lower():
            raise CommandError("Nothing was removed: the address was not the same.")
        if person:
            remove_person(person, by=administrator)
        requests.forget(email)
        self.stdout.write("Removed. What was published stays, without the name.")
