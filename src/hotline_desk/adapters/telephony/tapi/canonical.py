"""Numbers as Windows' dialling rules understand them."""

from __future__ import annotations

import phonenumbers


def canonical(number: str) -> str:
    """"+49 (30) 1234567" for +49301234567; the number itself if it is not one of the public network.

    Only with its area code in brackets the rules can see that a call is a local one.
    """
    try:
        read = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    national = phonenumbers.national_significant_number(read)
    length = phonenumbers.length_of_geographical_area_code(read)
    area = f"({national[:length]}) " if length else ""
    return f"+{read.country_code} {area}{national[length:]}"
