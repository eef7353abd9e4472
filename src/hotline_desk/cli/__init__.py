"""What can be typed. Nothing but the desk and the demo loads Qt."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hotline_desk.cli.grammar import parser
from hotline_desk.cli.running import run
from hotline_desk.cli.speaking import environment_texts, speak_utf8

__all__ = ["main", "parser"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is 0, or 1 after one sentence on stderr. Wrong usage exits with 2."""
    speak_utf8()
    texts = environment_texts()
    given = list(sys.argv[1:] if arguments is None else arguments)
    return run(parser(texts).parse_args(given), texts)
