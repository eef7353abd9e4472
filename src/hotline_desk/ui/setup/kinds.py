"""The kinds of telephone lines, for people: a symbol, a sentence, and what to dial or set there."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_
from hotline_desk.services.feeds import KINDS


@dataclass(frozen=True)
class KindOfLine:
    """All texts are message ids. `steps` are done once at the telephone system before it can be connected;
    `example` is what an address looks like; `note` says what such a line cannot tell, "" for nothing.
    """

    code: str
    icon: str
    sentence: str
    steps: tuple[str, ...]
    example: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return KINDS[self.code]


_COMES_TO_US = N_("The telephone system connects to this computer: enter the computer's address and the port below "
                  "there. The firewall must let it in.")

KINDS_OF_LINES: tuple[KindOfLine, ...] = (
    KindOfLine(
        "fritzbox", "router", N_("The box tells every call in its network. Nothing but a code to dial once."),
        (N_("At a telephone of the FRITZ!Box dial #96*5* once. It then tells the programs in your network of calls."),),
        example=N_("for example fritz.box or 192.168.178.1"),
        note=N_("The box doesn't tell which telephone rings, only who answers.")),
    KindOfLine(
        "asterisk", "server", N_("Also FreePBX and others made of it, by the manager interface (AMI)."),
        (N_("In manager.conf make a user for this program with read = call,agent and write = originate,reporting, and "
            "let him come from this computer alone (permit)."),
         N_("Load it with “manager reload”. The ports are 5038, and 5039 with encryption.")),
        example=N_("for example 192.168.178.2 or asterisk.example.net:5038"),
        note=N_("Trunk and context need not be known: the test call learns them.")),
    KindOfLine(
        "push", "cloud", N_("sipgate, Placetel and others, or telephones with an action URL, send each call to this "
                            "desk."),
        (N_("Enter the URL below at the provider or in the telephone. The token in it is the secret; keep it so."),
         N_("From the internet it must lead through a reverse proxy with encryption: enter the address from outside. "
            "In the house enter 0.0.0.0 instead of 127.0.0.1.")),
        example=N_("for example 127.0.0.1:8765 or 0.0.0.0:8765")),
    KindOfLine(
        "tapi", "monitor", N_("The telephone system's driver for Windows (TSP), which also lets the desk dial."),
        (N_("Install the TAPI driver of the telephone system and choose your telephone there."),),
        note=N_("Works on Windows only.")),
    KindOfLine(
        "hipath", "building-2", N_("HiPath 3000, HiPath 500, OpenScape Business, by V.24 or over the network."),
        (N_("In the Manager E set call data output to “compressed”, with incoming calls and ringing telephones."),
         _COMES_TO_US),
        example=N_("for example 0.0.0.0:4000"),
        note=N_("The system doesn't tell when somebody answers; the talk is known when it is over.")),
    KindOfLine(
        "modem", "usb", N_("An analogue modem with caller id, or an ISDN adapter, at a serial port or USB."),
        (N_("Connect the modem to the telephone socket, in parallel with the telephone, and to this computer."),
         N_("The provider must send caller ids (CLIP); it may have to be booked.")),
        example=N_("for example 192.168.178.5:4001"),
        note=N_("A modem cannot tell who answers.")),
    KindOfLine(
        "smdr+avaya", "list", N_("The records (SMDR) that the IP Office writes after each call."),
        (N_("In the Manager under System, SMDR choose “SMDR only” for output, with this computer's address and the "
            "port below."),),
        example=N_("for example 0.0.0.0:8808"),
        note=N_("Calls are told when they are over: they stand in the call journal, and nothing pops up.")),
    KindOfLine(
        "smdr+panasonic", "list", N_("The records (SMDR) that a KX-TDA, TDE or NS writes after each call."),
        (N_("Switch on SMDR over the network (port 2300) in the maintenance console; the login is SMDR with its "
            "password."),),
        example=N_("for example 192.168.178.3:2300"),
        note=N_("Calls are told when they are over: they stand in the call journal, and nothing pops up.")),
)


def kind_of_line(code: str) -> KindOfLine:
    """The kind with this code. Raises KeyError for an unknown one."""
    for kind in KINDS_OF_LINES:
        if kind.code == code:
            return kind
    raise KeyError(code)
