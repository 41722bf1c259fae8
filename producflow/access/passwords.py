"""Passwords: bcrypt, at one cost for everybody, known or not."""

import bcrypt

from producflow.errors import InvalidInput

ROUNDS = 12  # about a quarter of a second
LONGEST_BYTES = 72  # what bcrypt looks at; more would be ignored in silence
SHORTEST = 12  # characters

# Has the form of a hash and belongs to no password: an unknown account costs the same time as a known one.
NOBODY = f"$2b${ROUNDS:02d}$" + "." * 53


def hash_password(password: str) -> str:
    """Hash of a new password, to be kept instead of it.

    Parameters
    ----------
    password : str
        Any characters, spaces at the ends included, up to 72 bytes of UTF-8.

    Raises
    ------
    InvalidInput
        If it is too short or too long.
    """
    if len(password) < SHORTEST:
        raise InvalidInput(f"A password needs {SHORTEST} characters or more.", "password")
    size = len(password.encode())
    if size > LONGEST_BYTES:
        raise InvalidInput(
            f"The password takes {size} bytes and may take {LONGEST_BYTES}; shorten it (letters with accents take two "
            f"bytes or more).",
            "password",
        )
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS)).decode("ascii")


def check_password(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the one behind a hash, taking the same time whatever the answer.

    Parameters
    ----------
    password : str
        As it was typed.
    password_hash : str or None
        None for an account that does not exist.
    """
    given = password.encode()
    matches = bcrypt.checkpw(given[:LONGEST_BYTES], (password_hash or NOBODY).encode("ascii"))
    return matches and password_hash is not None and len(given) <= LONGEST_BYTES
