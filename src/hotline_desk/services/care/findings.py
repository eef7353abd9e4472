"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass

from hotline_desk.core.text import N_, Translator

SCHEMA, STRUCTURE, AUDIT, CHAIN, NUMBERS = "schema", "structure", "audit", "chain", "numbers"
DOCUMENTS, CLAIMS, TICKETS, CALLS, SEARCH = "documents", "claims", "tickets", "calls", "search"
TALKS, PAUSES, LINES, ASIDE = "talks", "pauses", "lines", "aside"
FILES, UNUSED, LINKS = "files", "unused", "links"
QUOTAS, FEES, CORRECTIONS = "quotas", "fees", "corrections"

_SENTENCES = {
    SCHEMA: N_("The schema differs from what this version needs: {where}"),
    STRUCTURE: N_("The database itself reports: {where}"),
    AUDIT: N_("The audit was changed at {where}"),
    CHAIN: N_("The chain of documents is broken at {where}"),
    NUMBERS: N_("Numbers are missing: {where}"),
    DOCUMENTS: N_("A document does not add up: {where}"),
    CLAIMS: N_("Work is billed wrongly: {where}"),
    QUOTAS: N_("More of a quota is used than was granted: {where}"),
    FEES: N_("A monthly fee stands on a cancelled document: {where}"),
    CORRECTIONS: N_("A correction does not fit its invoice: {where}"),
    TICKETS: N_("A ticket is not whole: {where}"),
    CALLS: N_("A rule failed at a call: {where}"),
    TALKS: N_("Who talked in a call does not add up: {where}"),
    PAUSES: N_("Parked time does not add up: {where}"),
    LINES: N_("A call differs from what the telephone lines told of it: {where}"),
    ASIDE: N_("An event of a telephone line could not be stored: {where}"),
    FILES: N_("An attachment is not what was kept: {where}"),
    UNUSED: N_("A file is kept that belongs to no ticket: {where}"),
    LINKS: N_("Linked tickets do not add up: {where}"),
    SEARCH: N_("The search does not know the ticket as it is: {where}"),
}


@dataclass(frozen=True)
class Finding:
    """Something that must not be: the check that saw it, and where."""

    check: str
    where: str

    def sentence(self, texts: Translator) -> str:
        """For a person."""
        return texts.tr(_SENTENCES[self.check], where=self.where)
