"""The catalogue of actions as the sections of the key card: by menu, what can be done here and now by this user."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from hotline_desk.services.key_profiles import KeyLine, KeySection
from hotline_desk.ui.shell.action import Action
from hotline_desk.ui.shell.keys import keys_of, shown
from hotline_desk.ui.shell.shell import Shell
from hotline_desk.ui.shell.window import MENUS

_OF_THE_TICKET = "ticket"


def sections_of(shell: Shell) -> list[KeySection]:
    """What has a key and is allowed to this user, in the language of the screen.

    What works everywhere goes before what certain frames do.
    """
    texts, commands = shell.texts, shell.commands
    usable = [action for action in commands.catalogue.values()
              if commands.allowed(action.id) and keys_of(action, commands.own_keys)]
    made = []
    for menu, name in MENUS:
        title = texts.tr(name).replace("&", "")
        of_menu = [action for action in usable if (action.menu or _OF_THE_TICKET) == menu]
        made.append(KeySection(title, _lines(shell, [action for action in of_menu if not action.where])))
        made.append(KeySection(texts.tr("{menu}: in their own windows", menu=title),
                               _lines(shell, [action for action in of_menu if action.where])))
    return [section for section in made if section.lines]


def _lines(shell: Shell, actions: Sequence[Action]) -> tuple[KeyLine, ...]:
    lines: list[KeyLine] = []
    for _id, group in groupby(actions, lambda action: action.id.rpartition(".")[0] if action.number else action.id):
        lines += _line(shell, list(group))
    return tuple(lines)


def _line(shell: Shell, group: list[Action]) -> list[KeyLine]:
    """A row of numbered actions whose keys end with their numbers is one line; else each has its own."""
    commands, own = shell.commands, shell.commands.own_keys
    if len(group) > 1 and all(action.id not in own and action.keys[0].endswith(f"+{action.number}")
                              for action in group):
        first, last = group[0], group[-1]
        text = shell.texts.tr(first.text, n=f"{first.number}–{last.number}")
        return [KeyLine((f"{shown(first.keys[0])} … {last.number}",), text)]
    return [KeyLine(tuple(dict.fromkeys(map(shown, keys_of(action, own)))), commands.text(action.id),
                    action.id in own and tuple(keys_of(action, own)) != action.keys) for action in group]
