"""Files of a ticket on their way out: opened by another program as a copy, or saved."""

from __future__ import annotations

from pathlib import Path

from hotline_desk.adapters.desktop.copies import PrivateCopies
from hotline_desk.core.errors import UserError
from hotline_desk.services.context import Context
from hotline_desk.services.tickets.attachments import Attachment, attachment_bytes

__all__ = ["PrivateCopies", "copy_to_open", "save_copy"]


def copy_to_open(ctx: Context, file: Attachment, copies: PrivateCopies) -> Path:
    """A private copy for the system's program. Raises UserError for a file that might do harm: that is only saved."""
    if file.dangerous:
        raise UserError("attachment.dangerous", name=file.name)
    return copies.make(file.name, attachment_bytes(ctx, file.uid))


def save_copy(ctx: Context, uid: str, place: Path) -> Path:
    """Writes a file where the user wants it. Raises UserError if there is one already or it cannot be written."""
    body = attachment_bytes(ctx, uid)
    try:
        with place.open("xb") as file:
            file.write(body)
    except FileExistsError as there:
        raise UserError("file.exists", place=str(place)) from there
    except OSError as trouble:
        raise UserError("file.unwritable", place=str(place), reason=trouble.strerror or str(trouble)) from trouble
    return place
