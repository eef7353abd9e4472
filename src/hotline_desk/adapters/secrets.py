"""Where the secret of a telephone line or a mail account is kept: never in its URL, which is shown, stored and logged.

The environment goes first, so that a monitor without a desktop can be given one; then the keyring of the system.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, MutableMapping
from functools import cache
from typing import Any

LOGGER = logging.getLogger(__name__)
VARIABLE = "HOTLINE_DESK_FEED_SECRET"
SERVICE = "Hotline Desk"
_PLAIN_TEXT = "keyrings.alt"


def secret_of(name: str, environment: Mapping[str, str] | None = None, variable: str = VARIABLE) -> str:
    """The secret of the line of this name, "" if none is known. May take a while: not for a UI thread.

    `HOTLINE_DESK_FEED_SECRET_OFFICE` is meant for the line “Office” alone, `HOTLINE_DESK_FEED_SECRET` for all.
    Accounts of another kind have a `variable` of their own, so that nobody is sent a secret of somebody else.
    """
    kept = os.environ if environment is None else environment
    return kept.get(variable_of(name, variable)) or kept.get(variable) or _of_keyring(name)


def variable_of(name: str, variable: str = VARIABLE) -> str:
    """The variable of the environment that is meant for this line alone."""
    own = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name.upper())
    return f"{variable}_{own}"


def keep_secret(name: str, secret: str, environment: MutableMapping[str, str] | None = None,
                variable: str = VARIABLE) -> bool:
    """Keeps the secret of a line in the keyring; False if there is none that can be trusted.

    Then the line has it only until this program ends. May ask the owner to unlock the keyring: not for a UI thread.
    """
    kept = os.environ if environment is None else environment
    kept.pop(variable_of(name, variable), None)
    if variable in kept:
        kept[variable_of(name, variable)] = secret  # what is typed now goes before what was given at the start
    try:
        _keyring().set_password(SERVICE, name, secret)
    except Exception as trouble:  # every back end has errors of its own; all mean that it is not kept there
        LOGGER.info("the keyring does not take a secret: %s", type(trouble).__name__)
        kept[variable_of(name, variable)] = secret
        return False
    finally:
        _of_keyring.cache_clear()
    return True


def forget_secret(name: str, environment: MutableMapping[str, str] | None = None) -> None:
    """Takes the secret of a line away, wherever `keep_secret` put it."""
    kept = os.environ if environment is None else environment
    kept.pop(variable_of(name), None)
    try:
        _keyring().delete_password(SERVICE, name)
    except Exception as trouble:  # it was not there, or there is no keyring: gone either way
        LOGGER.debug("nothing to forget in the keyring: %s", type(trouble).__name__)
    finally:
        _of_keyring.cache_clear()


@cache
def _of_keyring(name: str) -> str:
    """Asked once per start: a locked keyring would ask its owner again at each attempt to connect."""
    try:
        return _keyring().get_password(SERVICE, name) or ""
    except Exception as trouble:  # as above; the line then says what is missing
        LOGGER.info("the keyring gives no secret: %s", type(trouble).__name__)
        return ""


def _keyring() -> Any:
    """The keyring of this system. Raises LookupError if there is only one that keeps plain text."""
    import keyring  # takes a tenth of a second and more, and most lines have no secret

    found = keyring.get_keyring()
    first = next(iter(getattr(found, "backends", ())), found)
    if type(first).__module__.startswith(_PLAIN_TEXT):
        raise LookupError("a keyring of plain text is none")
    return found
