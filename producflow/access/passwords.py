"""Passwords: which are good enough, and bcrypt at one cost for everybody, known or not."""

import bcrypt

from producflow.errors import InvalidInput

ROUNDS = 12  # about a quarter of a second
LONGEST_BYTES = 72  # what bcrypt looks at; more would be ignored in silence
SHORTEST = 12  # characters
LEAST_NAME = 5  # characters; a shorter name stands in many a good password by chance
LEAST_SCORE = 3
"""Of zxcvbn, from 0 to 4: less than a hundred million guesses are too few."""
RULE = f"At least {SHORTEST} characters and at most {LONGEST_BYTES} bytes; any characters, a few words will do."

# Has the form of a hash and belongs to no password: an unknown account costs the same time as a known one.
NOBODY = f"$2b${ROUNDS:02d}$" + "." * 53


def sound_password(password: str, email: str) -> str:
    """Return a new password if it is good enough.

    Raises
    ------
    InvalidInput
        If it is shorter than 12 characters, longer than 72 bytes in UTF-8, contains the name in the address, or is
        guessed early: one of the commonest, or made of one, of repeats or of rows of keys.

    Notes
    -----
    After NIST SP 800-63B: length counts, any character is welcome, no mixture of kinds is asked for, and what attackers
    try first is refused. The lists, of 30,000 passwords and 60,000 words and names, come with zxcvbn: nobody is asked.
    """
    from zxcvbn import zxcvbn  # at first use: its lists are built when it is brought in

    if len(password) < SHORTEST:
        raise InvalidInput(f"A password needs at least {SHORTEST} characters; a few words will do.", "password")
    size = len(password.encode())
    if size > LONGEST_BYTES:
        raise InvalidInput(
            f"A password may have up to {LONGEST_BYTES} bytes; this one has {size}, so shorten it.", "password"
        )
    if "\0" in password:
        raise InvalidInput("A password cannot contain a zero byte; leave it out.", "password")
    name = email.split("@")[0].casefold()
    if len(name) >= LEAST_NAME and name in password.casefold():
        raise InvalidInput("A password must not contain the name in the email address; choose another.", "password")
    if zxcvbn(password, user_inputs=[email, name, "producflow"])["score"] < LEAST_SCORE:
        raise InvalidInput(
            "This password is easily guessed: it is one of the commonest, or made of one, of repeats or of rows of "
            "keys; choose another, a few words will do.",
            "password",
        )
    return password


def hash_password(password: str) -> str:
    """Hash of a sound password, to be kept instead of it."""
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
    # bcrypt 5 raises above 72 bytes. What is longer is compared all the same, so that the answer takes as long as any.
    matches = bcrypt.checkpw(given[:LONGEST_BYTES], (password_hash or NOBODY).encode("ascii"))
    return matches and password_hash is not None and len(given) <= LONGEST_BYTES
