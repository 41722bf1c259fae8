"""Roles, and what each may do: the one table that pages, API and command line ask."""

from dataclasses import dataclass
from enum import StrEnum, auto

from producflow.errors import NotAllowed, NotConfirmed


class Role(StrEnum):
    """What a person is in the plant (SPEC section 6)."""

    OPERATOR = auto()
    TECHNICIAN = auto()
    ANALYST = auto()
    MANAGER = auto()
    ADMIN = auto()


class Permission(StrEnum):
    """One thing that a role may or may not do; its value reads after "may not"."""

    VIEW = "see the plant's data"
    POST_READINGS = "post sensor readings"
    RECORD_PRODUCTION = "enter production records"
    CORRECT_ENTRIES = "correct what others entered, or what was entered before the last shift"
    ANNOTATE = "put notes on charts"
    HAND_OVER = "hand shifts over or take them over"
    SUBSCRIBE = "be told by messages"
    WORK_ALERTS = "enter, acknowledge or resolve alerts"
    WORK_LOGS = "enter or move maintenance jobs"
    IMPORT = "upload files or undo uploads"
    EXPORT = "export data"
    FREEZE = "freeze numbers into a link"
    MANAGE_EQUIPMENT = "change machines"
    MANAGE_THRESHOLDS = "change limits"
    MANAGE_TARGETS = "set goals and rated speeds"
    MANAGE_PLANT = "change plant settings and costs"
    MANAGE_SCREENS = "make or revoke links of screens"
    MANAGE_MESSAGES = "send messages to addresses of others or see what was sent"
    MANAGE_USERS = "manage people and their roles"
    READ_AUDIT = "read the audit log"
    SEE_BACKUPS = "see how backups fare"


_OPERATOR = frozenset(
    {
        *(Permission.VIEW, Permission.POST_READINGS, Permission.RECORD_PRODUCTION),
        *(Permission.ANNOTATE, Permission.HAND_OVER, Permission.SUBSCRIBE),
    }
)
_TECHNICIAN = _OPERATOR | {Permission.WORK_ALERTS, Permission.WORK_LOGS}
_ANALYST = _OPERATOR | {Permission.IMPORT, Permission.EXPORT, Permission.FREEZE}
_MANAGER = (
    _TECHNICIAN
    | _ANALYST
    | {
        *(Permission.MANAGE_EQUIPMENT, Permission.MANAGE_THRESHOLDS, Permission.MANAGE_TARGETS),
        *(Permission.MANAGE_PLANT, Permission.MANAGE_SCREENS, Permission.MANAGE_MESSAGES),
        Permission.CORRECT_ENTRIES,
    }
)

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: _OPERATOR,
    Role.TECHNICIAN: _TECHNICIAN,
    Role.ANALYST: _ANALYST,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: frozenset(Permission),
}

CONFIRMED = frozenset({Permission.MANAGE_USERS})
"""What lets others in: whoever does it must have proved a short time ago who they are."""

LOOKING = frozenset({Permission.VIEW, Permission.EXPORT})
"""What frozen numbers can be used for."""


@dataclass(frozen=True)
class Actor:
    """Whoever is asking: a signed-in person, a program with a token, or the command line."""

    user_id: int | None
    email: str
    full_name: str
    role: Role
    looking: bool = False
    """Whether they look at frozen numbers, where nobody may change anything."""
    provider: str | None = None
    """Name of the provider that they have signed in with, if it was one."""
    factor: bool = False
    """Whether they have just proved a second factor beside their password."""
    unconfirmed: bool = False
    """Whether it is long ago that they proved who they are: a browser may have been left open since."""

    allowed: frozenset[Permission] | None = None
    """What a key may be used for, of what its role may; None for whoever is no key."""
    machines: frozenset[int] | None = None
    """The only machines that a key may name; None where it is not bound to any."""

    def may(self, permission: Permission) -> bool:
        """Tell whether the role allows it, and the scope of a key."""
        if self.allowed is not None and permission not in self.allowed:
            return False
        return permission in ALLOWED[self.role] and (permission in LOOKING or not self.looking)

    def require(self, permission: Permission) -> None:
        """Refuse unless the role allows it.

        Raises
        ------
        NotConfirmed
            Where the role does, but who they are has to be proved again first.
        NotAllowed
            With a sentence that names the role and the thing.
        """
        if self.looking and permission not in LOOKING:
            raise NotAllowed(
                "These numbers are frozen, so nothing can be changed here; show the current numbers first."
            )
        if self.allowed is not None and permission not in self.allowed:
            if permission in CONFIRMED:
                raise NotAllowed(
                    f"An API key may never {permission}, nor keys, whatever its role; sign in as a person."
                )
            raise NotAllowed(
                f"This API key is out of its scope: its kinds of call do not let it {permission}; ask an administrator "
                "for one that may."
            )
        if not self.may(permission):
            able = [role.value for role in Role if permission in ALLOWED[role]]
            raise NotAllowed(f"The role {self.role} may not {permission}; ask a person who is {' or '.join(able)}.")
        if self.unconfirmed and permission in CONFIRMED:
            raise NotConfirmed(f"To {permission}, prove again who you are: open Admin → People.")


# Whoever can run commands against the file on this machine owns its data already.
COMMAND_LINE = Actor(user_id=None, email="command line", full_name="Command line", role=Role.ADMIN)
# Whoever tries to come in and does not.
STRANGER = Actor(user_id=None, email="stranger", full_name="Somebody who is not signed in", role=Role.OPERATOR)
# What the program does by itself, such as raising an alert from readings.
SYSTEM = Actor(user_id=None, email="system", full_name="ProducFlow", role=Role.ADMIN)
