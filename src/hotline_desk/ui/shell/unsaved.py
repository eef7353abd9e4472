"""What happens when a frame with unsaved text is closed: it stays, says so, and offers the way out."""

from __future__ import annotations

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.frame import Frame


def may_close(frame: Frame) -> bool:
    """For `can_close`: True without unsaved changes; else the frame stays and a message offers to discard them."""
    if not frame.dirty:
        return True
    texts = frame.shell.texts

    def discard() -> None:
        frame.set_dirty(False)
        frame.close_wanted.emit()

    frame.shell.messages.say(
        texts.tr(N_("“{title}” is not saved yet. {key} saves."), title=frame.title(),
                 key=frame.shell.commands.key("frame.save")),
        "warning", key=f"unsaved:{frame.kind}:{frame.uid}", action_text=texts.tr(N_("Close without saving")),
        action=discard)
    return False
