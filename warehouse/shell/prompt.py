"""The interactive SQL prompt: history, completion of names, statements over several lines."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console
from rich.text import Text

from warehouse.sealed import Refused
from warehouse.shell.complete import Names, complete, names_of
from warehouse.shell.dictionary import UnknownTable, print_table, print_tables
from warehouse.shell.escape import plain
from warehouse.shell.output import NotWritable, interruptible, write_rows

Run = Callable[[duckdb.Statement], duckdb.DuckDBPyConnection]
FORMATS = ("table", "csv", "json")
HELP = """\
A statement ends with ; and may run over lines. Tab completes, Up recalls, Ctrl-C gives up, Ctrl-D leaves.
.tables          the tables          .format table|csv|json   how rows are printed
.columns TABLE   its columns         .quit                    leave"""


def prompt(connection: duckdb.DuckDBPyConnection, run: Run, format: str, raw: bool = False) -> None:
    """Read, `run` and print statements until the user leaves. Errors are shown, not raised."""
    console = Console(highlight=False)
    session: PromptSession[str] = PromptSession(
        history=history(),
        completer=NameCompleter(names_of(connection)),
        complete_while_typing=False,
        multiline=True,
        key_bindings=enter_runs_what_is_complete(),
        prompt_continuation=lambda width, line, wrapped: FormattedText([("", "    ...> ")]),
    )
    console.print(".help says what there is besides SQL.", style="dim")
    while True:
        try:
            statement = session.prompt("readout> ").strip()
            if statement in (".quit", ".exit"):
                return
            if statement.startswith(".format ") and statement.split()[-1] in FORMATS:
                format = statement.split()[-1]
            elif statement.startswith("."):
                run_command(connection, statement, console)
            elif statement.strip("; \n"):
                run_statement(connection, run, statement, format, raw, console)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def history() -> History:
    """The history of queries, for this user only; in memory if it cannot be stored."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    path = Path(state) / "readout" / "sql_history"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if not os.access(path, os.R_OK | os.W_OK):
            return InMemoryHistory()
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def is_complete(text: str) -> bool:
    """Whether Enter runs the input: a complete statement, a command, or nothing."""
    text = text.strip()
    return not text or text.endswith(";") or text.startswith(".")


def enter_runs_what_is_complete() -> KeyBindings:
    bindings = KeyBindings()

    @Condition
    def complete() -> bool:
        from prompt_toolkit.application import get_app

        return is_complete(get_app().current_buffer.text)

    @bindings.add("enter", filter=complete)
    def run(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    return bindings


class NameCompleter(Completer):
    """Completes the names of tables and columns, and SQL's keywords."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> list[Completion]:
        words, length = complete(document.text_before_cursor, document.text, self.names)
        return [Completion(word, start_position=-length) for word in words]


def run_command(connection: duckdb.DuckDBPyConnection, command: str, console: Console) -> None:
    """Run a command that starts with a dot."""
    name, _, argument = command.rstrip("; ").partition(" ")
    try:
        if name == ".tables":
            print_tables(connection, console, ".columns TABLE")
        elif name == ".columns" and argument:
            print_table(connection, argument.strip(), console)
        else:
            console.print(HELP, markup=False)
    except UnknownTable as error:
        show_error(error, console)


def run_statement(
    connection: duckdb.DuckDBPyConnection, run: Run, statement: str, format: str, raw: bool, console: Console
) -> None:
    """Run one or several statements, and print their rows and duration."""
    started = time.perf_counter()
    try:
        with interruptible(connection):
            for one in connection.extract_statements(statement):
                write_rows(run(one), format, None, raw)
        console.print(f"{time.perf_counter() - started:.2f} s", style="dim")
    except KeyboardInterrupt:
        console.print("given up")
    except (duckdb.Error, NotWritable, Refused) as error:
        show_error(error, console)


def show_error(error: Exception, console: Console) -> None:
    """Print an error, whose text may come from outside."""
    console.print(Text(plain(error), style="red"), soft_wrap=True)
