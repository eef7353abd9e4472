"""Printers of this machine and jobs for them. A paper is a PDF; what cannot be printed can be saved."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_

_SECONDS = 30
_NO_CUPS = N_("the program lp (CUPS) is missing on this computer. Save the document as PDF instead.")
_NO_ANSWER = N_("the print service does not answer. Save the document as PDF instead.")
_WINDOWS = N_("on Windows, save the document as PDF and print it from there.")


@dataclass(frozen=True)
class Printer:
    """A printer by the name the print service knows it by."""

    name: str
    is_default: bool = False


def printers() -> list[Printer]:
    """The printers of this machine, the default first. Raises UserError if there is no print service."""
    listed = _run(["lpstat", "-e"]).stdout.decode(errors="replace").split()
    # "system default destination: NAME", in the language of LC_ALL=C; without a default there is no colon.
    told = _run(["lpstat", "-d"]).stdout.decode(errors="replace")
    default = told.rpartition(":")[2].strip() if ":" in told else ""
    return sorted((Printer(name, name == default) for name in listed), key=lambda p: (not p.is_default, p.name))


def print_pdf(pdf: bytes, printer: str | None = None, title: str = "", copies: int = 1, pages: str = "") -> None:
    """Hands a PDF to a printer, the default one for None; `pages` like "1-3,7", all for "".

    Returns when the print service has taken the job. Raises UserError if it does not.
    """
    command = ["lp", "-n", str(max(1, copies))]
    if printer:
        command += ["-d", printer]
    if title:
        command += ["-t", " ".join(title.split())]
    if pages:
        command += ["-P", pages.replace(" ", "")]
    done = _run([*command, "-"], pdf)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().removeprefix("lp: ")
        raise UserError("printer.failed", reason=said or _NO_ANSWER)


def _run(command: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    if os.name == "nt":
        raise UserError("printer.failed", reason=_WINDOWS)
    program = shutil.which(command[0])
    if program is None:
        raise UserError("printer.failed", reason=_NO_CUPS)
    try:
        return subprocess.run([program, *command[1:]], input=given, capture_output=True, timeout=_SECONDS, check=False,
                              env={**os.environ, "LC_ALL": "C"})
    except (subprocess.TimeoutExpired, OSError) as problem:
        raise UserError("printer.failed", reason=_NO_ANSWER) from problem
