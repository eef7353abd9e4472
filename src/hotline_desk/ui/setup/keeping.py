"""What is said when a secret could not be kept."""

from __future__ import annotations

from hotline_desk.adapters.secrets import variable_of
from hotline_desk.ui.shell.shell import Shell


def say_if_unsafe(shell: Shell, name: str, safe: bool) -> None:
    """Tells how to go on without a keyring; nothing if the secret of the line lies in one."""
    if not safe:
        shell.messages.say(shell.texts.tr(
            "This computer has no keyring that can be used: the secret is forgotten when the desk is closed. To keep "
            "it, set {variable} before the start.", variable=variable_of(name)), "warning", key="keyring")
