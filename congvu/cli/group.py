"""A command that has commands: its help tells each of them in a whole sentence."""

import click

_WHOLE = 200  # characters: a first sentence is shorter


class Group(click.Group):
    """Folds the sentences of its commands, where click cuts them off."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, one.get_short_help_str(_WHOLE)) for name, one in found if one is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
