"""How the letters of a company look."""

from __future__ import annotations

import io
from dataclasses import dataclass

from hotline_desk.core.errors import UserError
from hotline_desk.core.text import N_

STANDARD_COLOUR = "#1f4fa3"


@dataclass(frozen=True)
class Design:
    """`logo` is a PNG or JPEG, `colour` "#rrggbb", `line` stands under the company's name.

    `giro` prints a GiroCode beside what is to be paid.
    """

    logo: bytes | None = None
    colour: str = STANDARD_COLOUR
    logo_place: str = "right"
    line: str = ""
    giro: bool = True


def logo_size(logo: bytes) -> tuple[int, int]:
    """Width and height of a logo in pixels. Raises UserError if it is neither PNG nor JPEG."""
    from PIL import Image, UnidentifiedImageError  # loaded when there is a picture to look at

    try:
        with Image.open(io.BytesIO(logo), formats=("PNG", "JPEG")) as picture:
            picture.load()
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise UserError("document.drawing", reason=N_("the logo is no picture (PNG or JPEG)")) from problem
