"""Remote sessions: by which program, with which session id, and how a measure says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import LANGUAGES, N_, Translator

OWN = "own"
SESSION_TEXT = N_("Remote session: {tool} {id}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:-]{0,63}")
_PART = re.compile(r'"([^"]*)"|(\S+)')
_ID_PLACE = "{id}"


@dataclass(frozen=True)
class RemoteTool:
    """A program for remote sessions. `command` is what is started, `places` where else it lies than on the path.

    A place may begin with the name of an environment variable in per cent signs.
    """

    name: str
    command: tuple[str, ...]
    places: tuple[str, ...] = ()


TOOLS: dict[str, RemoteTool] = {
    "teamviewer": RemoteTool("TeamViewer", ("teamviewer", "-i", _ID_PLACE), (
        r"%ProgramFiles%\TeamViewer\TeamViewer.exe", r"%ProgramFiles(x86)%\TeamViewer\TeamViewer.exe",
        "/Applications/TeamViewer.app/Contents/MacOS/TeamViewer")),
    "rustdesk": RemoteTool("RustDesk", ("rustdesk", "--connect", _ID_PLACE), (
        r"%ProgramFiles%\RustDesk\rustdesk.exe", "/Applications/RustDesk.app/Contents/MacOS/RustDesk")),
    "anydesk": RemoteTool("AnyDesk", ("anydesk", _ID_PLACE), (
        r"%ProgramFiles(x86)%\AnyDesk\AnyDesk.exe", r"%ProgramFiles%\AnyDesk\AnyDesk.exe",
        "/Applications/AnyDesk.app/Contents/MacOS/AnyDesk")),
}


@dataclass(frozen=True)
class RemoteSession:
    """A remote session that runs: the measure that counts it, and its ticket. Instants UTC."""

    uid: str
    ticket_uid: str
    number: str
    subject: str
    customer: str
    tool: str
    session_id: str
    began_at: datetime


def session_id(text: str) -> str:
    """A session id without the blanks in which programs group it.

    Raises UserError for anything that could mean more to a program than an id.
    """
    plain = "".join(text.split())
    if not _ID.fullmatch(plain):
        raise UserError("remote.id", value=text.strip())
    return plain


def own_tool(command: str) -> RemoteTool:
    """The tool behind a company's own command, named like its program. Quotes hold together what has blanks.

    Raises UserError if it is empty or a quote is left open.
    """
    if command.count('"') % 2 or not command.strip():
        raise UserError("remote.command", example=_ID_PLACE)
    parts = tuple(quoted or plain for quoted, plain in _PART.findall(command))
    name = re.split(r"[\\/]", parts[0])[-1]
    return RemoteTool(re.sub(r"(?i)\.(exe|bat|cmd|sh)$", "", name), parts)


def needs_id(tool: RemoteTool) -> bool:
    """Whether the tool has to be told with whom."""
    return any(_ID_PLACE in part for part in tool.command)


def filled(command: Sequence[str], wanted: str) -> tuple[str, ...]:
    """The command for this session id; it stays one part of it whatever it says."""
    return tuple(part.replace(_ID_PLACE, wanted) for part in command)


def session_text(texts: Translator, tool: str, wanted: str) -> str:
    """How a measure says that it is a remote session."""
    return texts.tr(SESSION_TEXT, tool=tool, id=wanted).strip()


def session_in(text: str) -> tuple[str, str] | None:
    """Tool and session id of a measure that is a remote session, in whichever language it was written; else None."""
    first = text.partition("\n")[0]
    for language in LANGUAGES:
        begin = Translator(language).tr(SESSION_TEXT).partition("{tool}")[0]
        if first.startswith(begin):
            tool, _blank, wanted = first[len(begin):].strip().rpartition(" ")
            return (tool, wanted) if tool else (wanted, "")
    return None
