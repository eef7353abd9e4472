"""The login before the records of a Panasonic over TCP (port 2300): it asks for a name, always SMDR, and a password.

The prompts, "-" and "Enter Password:", have no line end. A serial server in front of the telephone system asks for
nothing; then the records come at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from hotline_desk.adapters.telephony.smdr_panasonic import PanasonicTranslator
from hotline_desk.adapters.telephony.wire import decode
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent

_NAME = b"SMDR\r\n"
_NAME_ASKED = re.compile(r"\W*(?:-|>|(?:login|user(?: ?name)?|account) ?:) *", re.IGNORECASE)
_SECRET_ASKED = re.compile(r".{0,60}pass(?:word|code) ?[:>]? *", re.IGNORECASE)
_NEGOTIATION = re.compile(rb"\xff(?:[\xfb-\xfe].|\xfa.*?\xff\xf0|[\xf0-\xf9])", re.DOTALL)
_LET_IN_AFTER_S = 4.0


class PanasonicSession:
    """One connection. `ready` once records come, or nothing more is asked for a while.

    `trouble` is a key of ERRORS that ends the connection: a password is asked for and there is none, or again.
    """

    def __init__(self, feed: str, plan: NumberPlan, secret: str) -> None:
        self.ready = False
        self.trouble = ""
        self._secret = secret
        self._translator = PanasonicTranslator(feed, plan)
        self._to_say = b""
        self._named = self._said_secret = False
        self._quiet_since: float | None = None

    @property
    def dropped(self) -> int:
        """Records that could not be understood."""
        return self._translator.dropped

    @property
    def secret(self) -> str:
        """What must not be shown of the dialogue."""
        return self._secret

    def decode(self, line: bytes) -> str:
        """The text of a line, without what terminals agree upon between them."""
        return decode(_NEGOTIATION.sub(b"", line))

    def hear(self, line: str, at: datetime) -> Sequence[CallEvent]:
        """The event that a record received `at` (UTC) makes."""
        event = self._translator.read(line, at)
        if event is None:
            self.asked(line)
            return ()
        self.ready = True
        return (event,)

    def asked(self, unfinished: str) -> bool:
        """Whether this asks for name or password; the answer is what is said next."""
        if self.ready or not unfinished.strip():
            return False
        if _SECRET_ASKED.fullmatch(unfinished):
            self._answer_with_secret()
        elif _NAME_ASKED.fullmatch(unfinished) and not self._named:
            self._named, self._to_say = True, _NAME
        else:
            return False
        self._quiet_since = None
        return True

    def say(self, now: float) -> bytes:
        """What is to be sent at this moment of the monotonic clock."""
        message, self._to_say = self._to_say, b""
        if message or self._quiet_since is None:
            self._quiet_since = now
        elif now - self._quiet_since >= _LET_IN_AFTER_S:
            self.ready = True
        return message

    def _answer_with_secret(self) -> None:
        if not self._secret:
            self.trouble = "feed.secret"
        elif self._said_secret:
            self.trouble = "feed.login"
        else:
            self._said_secret, self._to_say = True, f"{self._secret}\r\n".encode()
