"""The table of commands: a line here and a module with a `command` in it make a new one."""

from typing import NamedTuple


class Entry(NamedTuple):
    """One command: where it is, and what `congvu --help` says of it without importing it."""

    module: str
    summary: str


COMMANDS = {
    "init": Entry("congvu.cli.init", "Makes a new office: configuration, store, keys, an administrator."),
    "check": Entry("congvu.cli.check", "Looks at configuration, addresses, store, keys and DNS, and says what to mend."),
    "serve": Entry("congvu.cli.serve", "Runs the daemon: relay, reminders, bot, pages."),
    "demo": Entry("congvu.cli.demo", "A sample office on this machine, with a guided tour."),
    "agency": Entry("congvu.cli.agency", "Agencies and the mail domains they write from."),
    "person": Entry("congvu.cli.person", "People who are assigned work."),
    "console": Entry("congvu.cli.console", "Who enters by a browser: accounts, locks, sessions."),
    "webhook": Entry("congvu.cli.webhook", "Programs that are told of what happens."),
    "stand-in": Entry("congvu.cli.stand_in", "Who acts for somebody who is away."),
    "login": Entry("congvu.cli.login", "Logins of the agencies' mail systems."),
    "dkim": Entry("congvu.cli.dkim", "Signing keys and the records to publish."),
    "queue": Entry("congvu.cli.queue", "Relayed mail: what waits, why, and what to do about it."),
    "policy": Entry("congvu.cli.policy", "Rules for who may send what, and a letter tried against them."),
    "tls": Entry("congvu.cli.tls", "TLS to other servers: what domains ask for and have shown."),
    "dmarc": Entry("congvu.cli.dmarc", "What others report of letters in our agencies' names."),
    "read": Entry("congvu.cli.read", "What is found out about a letter in a file, without keeping anything."),
    "secrecy": Entry("congvu.cli.secrecy", "Marks of secrecy that were met, and what became of them."),
    "intake": Entry("congvu.cli.intake", "Letters that came in as work, and the mailboxes that are watched."),
    "task": Entry("congvu.cli.task", "Assigned work: registers in and out, lists, changes, reminders explained."),
    "chat": Entry("congvu.cli.chat", "The assistant of the chat, in this terminal, without Telegram."),
    "petition": Entry("congvu.cli.petition", "Petitions from outside: entered, passed on, answered, with their clocks."),
    "plan": Entry("congvu.cli.plan", "Plans with groups of tasks: in, out, and how far they are."),
    "document": Entry("congvu.cli.document", "Documents in and out, how they hang together, and the office's registers."),
    "event": Entry("congvu.cli.event", "Meetings, training, dialogues: planned, invited to, moved, reminded of."),
    "form": Entry("congvu.cli.form", "Report forms: asked for by themselves, filled in, checked, added up."),
    "backup": Entry("congvu.cli.backup", "Writes the whole store to a file, while the daemon runs."),
    "restore": Entry("congvu.cli.restore", "Makes the store of a backup; what was open then waits for your word."),
    "retention": Entry("congvu.cli.retention", "How long things are kept, and what goes."),
    "evidence": Entry("congvu.cli.evidence", "A bundle that proves what became of a letter."),
    "audit": Entry("congvu.cli.audit", "The account of what was done."),
}  # fmt: skip
