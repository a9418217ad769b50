"""Answers what a person may do: finds the roles, looks up network/roles.py. Grants nothing by itself."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from network.models import Membership, User
from network.roles import ROLES, permissions

from .models import Coordinator, ProjectMember


def roles_of(user: User) -> frozenset[str]:
    """The roles of a person; kept on the object for the rest of the request."""
    held: frozenset[str] | None = getattr(user, "_roles", None)
    if held is None:
        roles = set(user.duties.values_list("kind", flat=True))
        if Coordinator.objects.filter(user=user).exists():
            roles.add("coordinator")
        is_member = Membership.objects.filter(user=user).exists()
        if is_member or ProjectMember.objects.filter(user=user).exists():
            roles.add("author")
        held = frozenset(roles)
        user._roles = held  # type: ignore[attr-defined]  # kept for one request, no field
    return held


def put_to_sleep(user: Any) -> None:
    """For this request the person has none of the roles that run the portal."""
    user._roles = frozenset(role for role in roles_of(user) if "polkka.admin" not in ROLES[role])


class RoleBackend(AuthenticationBackend):
    """The one backend: allauth signs people in by it, Django asks it what they may do."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """There are no passwords: a code signs in, and allauth checks it itself."""

    def has_perm(self, user_obj: Any, perm: str, obj: object = None) -> bool:
        return perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(p.startswith(f"{app_label}.") and "_" in p for p in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj: Any, obj: object = None) -> frozenset[str]:
        if not (user_obj.is_authenticated and user_obj.is_active):
            return frozenset()
        return permissions(roles_of(user_obj))
