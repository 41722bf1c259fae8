"""Everything that can go wrong and that a person can do something about.

Each message is one sentence for the person who caused it: what happened, to which thing, and how to mend it.
Programming mistakes are not in this tree; they stay ordinary Python exceptions.

    ProducFlowError
    ├── InvalidInput        a value that cannot be
    │   └── ImportRefused   a file that is no table, is empty or is over the limit
    ├── NotFound            no such thing
    ├── Conflict            the natural key is taken, or the thing has moved on
    ├── NotSignedIn         no, expired or revoked proof of who you are
    │   └── Unfinished      the password is right, and more is asked for
    ├── NotAllowed          the role may not do this
    │   └── NotConfirmed    the role may, once it is proved again who it is
    ├── TooManyAttempts     slow down; says for how long
    ├── ProviderUnavailable the provider that people sign in with does not answer
    ├── PrinterUnavailable  no browser that could print, or it does not answer
    ├── LakeUnavailable     a lake that is away, or whose files or engine cannot be used
    ├── SettingsInvalid     the environment asks for something that cannot be
    └── StoreUnavailable    the database cannot be used
        ├── DatabaseBusy        another process holds it
        ├── DatabaseNewer       written by a newer version
        └── DatabaseUnreadable  damaged, or not a database
"""

from typing import Any, ClassVar, TypeVar

T = TypeVar("T")


class ProducFlowError(Exception):
    """Base of all of them; ``str(error)`` is the sentence to show."""

    http_status: ClassVar[int] = 500


class InvalidInput(ProducFlowError):
    """A value that cannot be.

    Parameters
    ----------
    message : str
        One sentence naming the value and how to mend it.
    field : str, optional
        The field at fault, as the SPEC names it.
    """

    http_status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ImportRefused(InvalidInput):
    """A file that cannot be read as a table at all; it leaves no trace."""


class NotFound(ProducFlowError):
    """No such thing."""

    http_status = 404


def existing(row: T | None, what: str, number: int | None) -> T:
    """What was asked for by its number, or :class:`NotFound`."""
    if row is None:
        raise NotFound(f"There is no {what} {number}.")
    return row


class Conflict(ProducFlowError):
    """The natural key is taken, or the thing is no longer in the state that the change needs."""

    http_status = 409


class NotSignedIn(ProducFlowError):
    """No proof of who is asking, or one that no longer holds."""

    http_status = 401


class Unfinished(NotSignedIn):
    """The password is right, but before anybody is signed in, more is asked for.

    Parameters
    ----------
    message : str
        One sentence that says what, for whoever cannot be asked for it here.
    entering : Entering
        How far they have come, see :mod:`producflow.access.sign_in`.
    """

    def __init__(self, message: str, entering: Any) -> None:
        super().__init__(message)
        self.entering = entering


class NotAllowed(ProducFlowError):
    """The role may not do this."""

    http_status = 403


class NotConfirmed(NotAllowed):
    """The role may do this, but it is long ago that whoever asks proved who they are."""


class TooManyAttempts(ProducFlowError):
    """Too many failures or calls in a short time.

    Parameters
    ----------
    message : str
        One sentence that says when to try again.
    retry_after : float
        Time until the next attempt is looked at. [s]
    """

    http_status = 429

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProviderUnavailable(ProducFlowError):
    """The provider that people sign in with does not answer, or not as one."""

    http_status = 503


class PrinterUnavailable(ProducFlowError):
    """A page cannot be put on paper at the moment."""

    http_status = 503


class LakeUnavailable(ProducFlowError):
    """A lake cannot be read, or what is to sum it up cannot be reached."""

    http_status = 503


class SettingsInvalid(ProducFlowError):
    """A setting from the environment, ``.env`` or ``secrets.toml`` that cannot be."""


class StoreUnavailable(ProducFlowError):
    """The database cannot be used at the moment."""

    http_status = 503


class DatabaseBusy(StoreUnavailable):
    """Another process owns the database file.

    Parameters
    ----------
    message : str
        One sentence that says who holds the file and what to do.
    pid : int, optional
        The process that holds it.
    """

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class DatabaseNewer(StoreUnavailable):
    """The file was written by a newer version of ProducFlow."""


class DatabaseUnreadable(StoreUnavailable):
    """The file is damaged, or is not a ProducFlow database."""
