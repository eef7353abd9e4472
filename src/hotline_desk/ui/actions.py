"""The catalogue of actions: menus, toolbar, palette, key editor and reference page are made from it.

Data only. `where` names the kinds of frames that bind an action; empty means that any frame or the desk may.
"""

from __future__ import annotations

from collections.abc import Mapping

from hotline_desk.core.text import N_
from hotline_desk.ui.shell.action import Action

_JOURNAL, _ARCHIVE, _BILLING, _NOTIFIER = "module.journal", "module.archive", "module.billing", "module.notifier"
# Alt+F4 closes the window on most systems.
_OWN_KEYS = ("Alt+F1", "Alt+F2", "Alt+F3", "Alt+F5", "Alt+F6", "Alt+F7", "Alt+F8", "Alt+F9")

_FILE = (
    Action("start.open", N_("Start page"), ("Alt+Home",), "house", menu="file"),
    Action("frame.save", N_("Save"), ("Ctrl+S",), "save", menu="file", section=1),
    Action("frame.print", N_("Print"), ("Ctrl+P",), "printer", menu="file", section=2),
    Action("frame.pdf", N_("Save as PDF"), ("Ctrl+Shift+P",), "file-down", menu="file", section=2),
    Action("buttons.open", N_("Own buttons"), ("Ctrl+Shift+F8",), "square-mouse-pointer", permission="own.edit",
           menu="file", section=3),
    Action("settings.open", N_("Settings"), ("Ctrl+,",), "settings", permission="own.edit", menu="file", section=3),
    Action("keys.open", N_("Keys"), ("Shift+F1",), "keyboard", permission="own.edit", menu="file", section=3),
    Action("setup.open", N_("Set-up assistant"), ("Ctrl+Shift+E",), "wand-sparkles", permission="settings.edit",
           menu="file", section=3),
    Action("desk.quit", N_("Quit"), ("Ctrl+Q",), "log-out", menu="file", section=4),
)

_EDIT = (
    Action("desk.palette", N_("Search everything"), ("Ctrl+K",), "command", menu="edit"),
    Action("frame.find", N_("Filter this list"), ("Ctrl+F",), "list-filter", menu="edit"),
    Action("desk.refresh", N_("Refresh"), ("F5",), "refresh-cw", menu="edit"),
    Action("desk.message", N_("Go to the message"), ("Shift+F2",), "message-square", menu="edit"),
    Action("record.new", N_("New entry"), ("Ctrl+Shift+N",), "plus", menu="edit", section=1),
    Action("record.open", N_("Open entry"), ("Ctrl+O",), "square-arrow-out-up-right", menu="edit", section=1),
    Action("record.archive", N_("Put entry away"), ("Ctrl+Shift+Del",), "archive", menu="edit", section=1),
    Action("edit.stamp", N_("Now as begin or end"), ("Ctrl+T",), "clock", menu="edit", section=2),
    Action("edit.me", N_("Me as agent"), ("Ctrl+M",), "user-check", menu="edit", section=2),
    Action("panel.confirm", N_("Confirm"), ("Ctrl+Enter", "Ctrl+Return"), "check", menu="edit", section=3),
    Action("panel.back", N_("Back"), ("Esc",), "undo-2", menu="edit", section=3),
)

_TICKET = (
    Action("ticket.new", N_("New ticket"), ("Ctrl+N",), "ticket-plus", permission="ticket.edit", menu="ticket",
           toolbar=True),
    Action("tasks.open", N_("Open tasks"), ("F11",), "list-todo", permission="ticket.read", menu="ticket",
           toolbar=True),
    Action("archive.open", N_("Archive"), ("F3",), "search", permission="ticket.read", module=_ARCHIVE,
           menu="ticket", toolbar=True),
    Action("ticket.customer", N_("Customer"), ("F4",), "building-2", permission="address.read", menu="ticket",
           section=1),
    Action("address.from_caller", N_("Make an address of the caller"), ("Ctrl+G",), "user-plus",
           permission="address.edit", where=("ticket", "connect"), menu="ticket", section=1),
    Action("address.keep_number", N_("Keep the number at the customer"), ("Ctrl+Shift+O",), "phone",
           permission="address.edit", where=("ticket",), menu="ticket", section=1),
    Action("ticket.resubmit", N_("Resubmit"), ("F6",), "calendar-clock", permission="ticket.edit", menu="ticket",
           section=2),
    Action("ticket.forward", N_("Forward"), ("F7",), "forward", permission="ticket.edit", menu="ticket", section=2),
    Action("ticket.close", N_("Close ticket"), ("F9",), "circle-check", permission="ticket.edit", menu="ticket",
           section=2),
    Action("ticket.reopen", N_("Reopen ticket"), ("Shift+F9",), "rotate-ccw", permission="ticket.edit",
           menu="ticket", section=2),
    Action("ticket.to_action", N_("Turn into an action"), ("Ctrl+F8",), "zap", permission="ticket.edit",
           where=("ticket",), menu="ticket", section=2),
    Action("worklog.toggle", N_("Start or stop the clock"), ("F8",), "timer", permission="ticket.edit",
           menu="ticket", section=3),
    Action("worklog.add", N_("Add measure"), ("Ctrl+L",), "list-plus", permission="ticket.edit", where=("ticket",),
           menu="ticket", section=3),
    Action("worklog.edit", N_("Edit measure"), ("Ctrl+E",), "pencil", permission="ticket.edit", where=("ticket",),
           menu="ticket", section=3),
    Action("worklog.remove", N_("Remove measure"), ("Ctrl+D",), "trash-2", permission="ticket.edit",
           where=("ticket",), menu="ticket", section=3),
    *(Action(f"own.{n}", N_("Own button {n}"), (key,), number=n, permission="ticket.edit", where=("ticket",))
      for n, key in enumerate(_OWN_KEYS, 1)),
    *(Action(f"related.{n}", N_("Other ticket {n} of the side"), (f"Alt+{n}",), number=n, permission="ticket.read",
             where=("ticket",)) for n in range(1, 10)),
)

_TELEPHONE = (
    Action("call.take", N_("Take the call"), ("F2",), "phone-call", permission="ticket.edit", menu="telephone",
           toolbar=True),
    Action("call.caller", N_("Who calls?"), ("Ctrl+F3",), "users", permission="ticket.edit", menu="telephone"),
    Action("call.dial", N_("Call this number"), ("Ctrl+F2",), "phone-outgoing", permission="ticket.edit",
           menu="telephone"),
    Action("call.swap", N_("Swap with the parked call"), ("F12",), "arrow-right-left", permission="ticket.edit",
           menu="telephone"),
    Action("call.end", N_("The call is over"), ("Ctrl+F9",), "phone-off", permission="ticket.edit", menu="telephone"),
    Action("call.quiet", N_("Do not disturb"), ("Shift+F12",), "bell-off", menu="telephone"),
    Action("call.hide", N_("Hide the popup"), ("Ctrl+H",), "eye-off", menu="telephone"),
    Action("journal.open", N_("Call journal"), ("Ctrl+J",), "phone", permission="call.read", module=_JOURNAL,
           menu="telephone", section=1, toolbar=True),
    Action("journal.ticket", N_("Ticket of this call"), ("Ctrl+Shift+J",), "ticket", permission="ticket.edit",
           module=_JOURNAL, where=("journal", "start", "callbacks"), menu="telephone", section=1),
    Action("journal.seen", N_("Mark as seen"), ("Ctrl+U",), "eye", permission="call.record", module=_JOURNAL,
           where=("journal", "start"), menu="telephone", section=1),
    Action("callbacks.open", N_("Callbacks"), ("Shift+F6",), "phone-forwarded", permission="ticket.read",
           menu="telephone", section=1),
    Action("callback.done", N_("Callback is done"), ("Ctrl+U",), "check", permission="ticket.edit",
           where=("callbacks",), menu="telephone", section=1),
    Action("callback.new", N_("Promise a callback"), ("Ctrl+Shift+F2",), "phone-forwarded", permission="ticket.edit",
           where=("journal", "start", "ticket", "callbacks"), menu="telephone", section=1),
    Action("journal.attach", N_("Attach to a ticket"), ("Ctrl+Shift+Q",), "link", permission="ticket.edit",
           module=_JOURNAL, where=("journal",), menu="telephone", section=1),
    Action("journal.end", N_("Correct the end"), ("Ctrl+Shift+U",), "clock-alert", permission="ticket.edit",
           module=_JOURNAL, where=("journal",), menu="telephone", section=1),
    Action("feeds.open", N_("Telephone lines"), ("Ctrl+Shift+F",), "cable", permission="own.edit",
           menu="telephone", section=2),
    Action("telephone.connect", N_("Connect the telephone"), ("Ctrl+Shift+Y",), "plug", permission="own.edit",
           menu="telephone", section=2),
    Action("feed.toggle", N_("Switch the line on or off"), ("Ctrl+B",), "phone-off", permission="own.edit",
           where=("feeds",), menu="telephone", section=2),
    Action("feed.test", N_("Test the line"), ("Ctrl+R",), "cable", permission="own.edit", where=("feeds",),
           menu="telephone", section=2),
    Action("feed.call", N_("Try a call at the line"), ("Ctrl+G",), "phone-incoming", permission="own.edit",
           where=("feeds",), menu="telephone", section=2),
    Action("trace.open", N_("Live trace of the line"), ("Ctrl+L",), "activity", permission="own.edit",
           where=("feeds", "connect"), menu="telephone", section=2),
    Action("trace.pause", N_("Pause or go on"), ("Ctrl+B",), "pause", permission="own.edit", where=("trace",),
           menu="telephone", section=2),
    Action("trace.clear", N_("Clear the trace"), ("Ctrl+D",), "eraser", permission="own.edit", where=("trace",),
           menu="telephone", section=2),
    Action("trace.copy", N_("Copy the lines"), ("Ctrl+E",), "copy", permission="own.edit", where=("trace",),
           menu="telephone", section=2),
    Action("feed.mine", N_("This is my telephone"), ("Ctrl+E",), "user-check", permission="own.edit",
           where=("connect",), menu="telephone", section=2),
    Action("feed.learn", N_("Take trunk and context of the call"), ("Ctrl+R",), "wand-sparkles",
           permission="own.edit", where=("connect",), menu="telephone", section=2),
    Action("call.test", N_("Test call"), ("Ctrl+Shift+T",), "phone-incoming", permission="call.record",
           menu="telephone", section=2),
    Action("notifier.toggle", N_("Show or hide the notifier"), ("Shift+F11",), "bell", module=_NOTIFIER,
           menu="telephone", section=3),
)

_MASTER = (
    Action("addresses.open", N_("Addresses"), ("Ctrl+Shift+A",), "contact", permission="address.read",
           menu="master", toolbar=True),
    Action("addresses.takeover", N_("Take over addresses"), ("Ctrl+Shift+F4",), "inbox", permission="address.edit",
           menu="master"),
    Action("takeover.skip", N_("Leave out or take in"), ("Ctrl+B",), "circle-slash", permission="address.edit",
           where=("takeover",), menu="master"),
    Action("takeover.apart", N_("As an address of its own"), ("Ctrl+R",), "user-plus", permission="address.edit",
           where=("takeover",), menu="master"),
    Action("takeover.undo", N_("Undo the take-over"), ("Ctrl+U",), "undo-2", permission="address.edit",
           where=("takeover",), menu="master"),
    Action("articles.open", N_("Articles"), ("Ctrl+Shift+R",), "package", permission="master.read",
           module=_BILLING, menu="master", section=1),
    Action("terms.open", N_("Terms"), ("Ctrl+Shift+K",), "scale", permission="master.read", module=_BILLING,
           menu="master", section=1),
    Action("contracts.open", N_("Contracts"), ("Ctrl+Shift+C",), "handshake", permission="master.read",
           module=_BILLING, menu="master", section=1),
    Action("contract.add", N_("New contract"), ("Ctrl+Shift+V",), "file-plus", permission="master.edit",
           module=_BILLING, where=("address",), menu="master", section=1),
    Action("categories.open", N_("Categories"), ("Ctrl+Shift+F5",), "folder-tree", permission="ticket.read",
           menu="master", section=2),
    Action("category.up", N_("Further up"), ("Alt+Up",), "arrow-up", permission="master.edit",
           where=("categories",), menu="master", section=2),
    Action("category.down", N_("Further down"), ("Alt+Down",), "arrow-down", permission="master.edit",
           where=("categories",), menu="master", section=2),
    Action("category.out", N_("One level up"), ("Alt+Left",), "arrow-left", permission="master.edit",
           where=("categories",), menu="master", section=2),
    Action("category.in", N_("One level down"), ("Alt+Right",), "arrow-right", permission="master.edit",
           where=("categories",), menu="master", section=2),
    Action("blocks.open", N_("Text blocks"), ("Ctrl+Shift+F7",), "text-quote", permission="own.edit", menu="master",
           section=2),
    Action("numbers.open", N_("Called numbers"), ("Ctrl+Shift+F3",), "phone-incoming", permission="call.read",
           menu="master", section=2),
    Action("users.open", N_("Users"), ("Ctrl+Shift+B",), "user-cog", permission="access.read", menu="master",
           section=2),
    Action("teams.open", N_("Teams"), ("Ctrl+Shift+M",), "users", permission="access.read", menu="master",
           section=2),
)

_BILL = (
    Action("billing.open", N_("Billing assistant"), ("Ctrl+Shift+I",), "receipt-text", permission="billing.issue",
           module=_BILLING, menu="billing", toolbar=True),
    Action("documents.open", N_("Documents"), ("Ctrl+Shift+D",), "files", permission="billing.read",
           module=_BILLING, menu="billing", toolbar=True),
    Action("billing.preview", N_("Make the preview"), ("Ctrl+R",), "eye", permission="billing.issue",
           module=_BILLING, where=("billing",), menu="billing", section=1),
    Action("billing.skip", N_("Leave out or take in"), ("Ctrl+B",), "circle-slash", permission="billing.issue",
           module=_BILLING, where=("billing",), menu="billing", section=1),
    Action("billing.issue", N_("Issue the documents"), ("Ctrl+I",), "stamp", permission="billing.issue",
           module=_BILLING, where=("billing",), menu="billing", section=1),
    Action("document.save", N_("Save all papers"), ("Ctrl+Shift+S",), "download", permission="billing.read",
           module=_BILLING, where=("billing", "document", "documents"), menu="billing", section=2),
    Action("document.cancel", N_("Cancel document"), ("Ctrl+Shift+X",), "file-x", permission="billing.issue",
           module=_BILLING, where=("document", "documents"), menu="billing", section=2),
    Action("document.statement", N_("Statement of a customer"), ("Ctrl+Shift+U",), "file-text",
           permission="billing.read", module=_BILLING, where=("address", "documents"), menu="billing", section=2),
    Action("page.larger", N_("Larger page"), ("Alt++", "Alt+="), "zoom-in", where=("document",), menu="billing",
           section=3),
    Action("page.smaller", N_("Smaller page"), ("Alt+-",), "zoom-out", where=("document",), menu="billing",
           section=3),
    Action("page.width", N_("As wide as the frame"), ("Alt+0",), "maximize-2", where=("document",), menu="billing",
           section=3),
    Action("page.other", N_("Letter or statement"), ("Ctrl+U",), "book-open", where=("document",), menu="billing",
           section=3),
)

_WINDOW = (
    Action("window.cascade", N_("Cascade"), ("Shift+F5",), "layers", menu="window"),
    Action("window.tile", N_("Tile"), ("Shift+F4",), "layout-grid", menu="window"),
    Action("window.tabs", N_("Tabs or windows"), ("Shift+F3",), "app-window", menu="window"),
    Action("window.next", N_("Next frame"), ("Ctrl+Tab", "Ctrl+F6"), "arrow-right", menu="window", section=1,
           fixed=True),
    Action("window.previous", N_("Previous frame"), ("Ctrl+Shift+Tab", "Ctrl+Shift+F6"), "arrow-left",
           menu="window", section=1, fixed=True),
    Action("window.close", N_("Close frame"), ("Ctrl+F4", "Ctrl+W"), "x", menu="window", section=1, fixed=True),
    Action("window.close_all", N_("Close all frames"), ("Ctrl+Shift+W",), "circle-x", menu="window", section=1),
    Action("desk.theme", N_("Light or dark"), ("Ctrl+Shift+L",), "sun-moon", menu="window", section=2),
    Action("desk.language", N_("German or English"), ("Ctrl+Shift+G",), "languages", menu="window", section=2),
    Action("font.larger", N_("Larger text"), ("Ctrl++", "Ctrl+="), "zoom-in", menu="window", section=2),
    Action("font.smaller", N_("Smaller text"), ("Ctrl+-",), "zoom-out", menu="window", section=2),
    Action("font.normal", N_("Normal text size"), ("Ctrl+0",), "type", menu="window", section=2),
    *(Action(f"window.{n}", N_("Frame {n}"), (f"Ctrl+{n}",), number=n, menu="window", section=3)
      for n in range(1, 10)),
)

_HELP = (
    Action("help.open", N_("Help on this frame"), ("F1",), "circle-help", menu="help"),
    Action("desk.menu", N_("Menu"), ("F10",), "menu", menu="help"),
    Action("help.about", N_("About Hotline Desk"), ("Ctrl+Shift+H",), "info", menu="help", section=1),
)

ACTIONS: Mapping[str, Action] = {
    a.id: a for a in (*_FILE, *_EDIT, *_TICKET, *_TELEPHONE, *_MASTER, *_BILL, *_WINDOW, *_HELP)
}
