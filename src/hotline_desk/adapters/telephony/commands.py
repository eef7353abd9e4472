"""The commands that make a modem show callers, one after the other, each with time for its answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence

LOGGER = logging.getLogger(__name__)
_RESET = "ATZ"
_SHOW_CALLERS = ("AT+VCID=1", "AT#CID=1")
_IN_WORDS = "ATV1"
_NEVER_ANSWER = "ATS0=0"
_ALIVE = "AT"
_NONE = "none"
_ANSWER_S = 3.0
_BREATH_S = 0.2
_ASK_EVERY_S = 30.0
_TRIES = 3
_GOOD = frozenset({"OK", "0"})
_BAD = frozenset({"ERROR", "4"})


class Commands:
    """Says the commands and hears their results.

    `ready` once callers are shown, or cannot be: an ISDN adapter tells them unasked. `answered` once the modem has
    answered anything. `mute` if it does not answer at all.
    """

    def __init__(self, feed: str, own: Sequence[str] = ()) -> None:
        self.answered = self.mute = False
        self._feed = feed
        self._own = [] if list(own) == [_NONE] else [command for command in own if command.isprintable()]
        self._queue = [] if list(own) == [_NONE] else [_RESET, *(self._own or _SHOW_CALLERS)]
        self.ready = not self._queue
        self._asked = ""
        self._tries = 0
        self._until: float | None = None
        self._result: bool | None = None
        self._next_question: float | None = None

    def hear(self, text: str) -> bool:
        """Whether this line is the result of a command."""
        result = text.upper()
        if result not in _GOOD and result not in _BAD:
            return False
        self.answered = True
        if self._asked:
            self._result = result in _GOOD
        return True

    def due(self, idle: bool) -> list[float]:
        """The moments at which there may be something to say."""
        if self._asked or (idle and self._until is not None):
            return [self._until] if self._until is not None else []
        wanted = idle and not self._queue and self._next_question is not None
        return [self._next_question] if wanted and self._next_question is not None else []

    def say(self, now: float, idle: bool) -> bytes:
        """The command that is due at this moment of the monotonic clock; none while the telephone rings."""
        if self._asked:
            self._wait_for_result(now)
        if self._asked or not idle or (self._until is not None and now < self._until):
            return b""
        self._until = None
        if self._queue:
            return self._ask(self._queue[0], now)
        if not self.answered:
            return b""
        if self._next_question is None:
            self._next_question = now + _ASK_EVERY_S
        if now < self._next_question:
            return b""
        self._next_question = now + _ASK_EVERY_S
        return self._ask(_ALIVE, now)

    def _ask(self, command: str, now: float) -> bytes:
        self._asked, self._result, self._until = command, None, now + _ANSWER_S
        return f"{command}\r".encode("latin-1", "replace")

    def _wait_for_result(self, now: float) -> None:
        if self._result is None and self._until is not None and now < self._until:
            return
        asked, result = self._asked, self._result
        self._asked, self._result, self._until = "", None, now + _BREATH_S
        if asked != _ALIVE:
            self._go_on(asked, result)

    def _go_on(self, asked: str, result: bool | None) -> None:
        """What follows on a command that was answered well, badly, or not at all."""
        if asked == _RESET and result is None:
            self._tries += 1
            self.mute = self._tries >= _TRIES
            return
        self._queue.pop(0)
        if asked in _SHOW_CALLERS and not self._own:
            if result:
                self._queue = [_NEVER_ANSWER]
            elif not self._queue:
                LOGGER.info("%s: it does not know how to show callers; maybe it does so unasked", self._feed)
                self._queue = [_IN_WORDS, _NEVER_ANSWER]
        if result is False:
            LOGGER.info("%s: the modem refuses %s", self._feed, asked)
        self.ready = self.ready or not self._queue or self._queue[0] in (_NEVER_ANSWER, _IN_WORDS)
