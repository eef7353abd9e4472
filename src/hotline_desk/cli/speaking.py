"""The terminal: UTF-8 whatever it says it is, in the language of whoever sits there."""

from __future__ import annotations

import contextlib
import io
import os
import sys

from hotline_desk.core.text import Translator


def speak_utf8() -> None:
    """Makes stdout and stderr UTF-8; what cannot be written is escaped instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def environment_texts() -> Translator:
    """Texts in the language of the environment; used until a company is open and says its own."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            language, _, country = value.partition(".")[0].partition("_")
            return Translator(language, country)
    return Translator("en")


def fall_silent() -> None:
    """Nobody listens any more (a closed pipe): what is still said goes nowhere instead of failing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def complain(sentence: str) -> None:
    """One sentence on stderr."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)
