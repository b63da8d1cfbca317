"""The interactive SQL prompt: history, completion of names and keywords, several lines to a statement."""

from pathlib import Path

import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from rich.console import Console
from rich.markup import escape

from warehouse.show import write_rows

HELP = "A statement ends with ; and may run over lines. .tables lists the tables, .quit or Ctrl-D leaves."
TABLE_NAMES = """
    SELECT schema_name || '.' || table_name FROM duckdb_columns()
    WHERE schema_name IN ('core', 'mart', 'quality', 'ref') GROUP BY ALL ORDER BY ALL
"""
NAMES = """
    SELECT DISTINCT unnest([table_name, column_name, schema_name || '.' || table_name]) FROM duckdb_columns()
    WHERE schema_name IN ('core', 'mart', 'quality', 'ref')
    UNION SELECT keyword_name FROM duckdb_keywords()
"""


def prompt(connection: duckdb.DuckDBPyConnection, format: str) -> None:
    """Read statements and print their rows until the user leaves. Errors are shown, not raised."""
    console = Console(highlight=False)
    words = [row[0] for row in connection.execute(NAMES).fetchall()]
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(Path.home() / ".readout_history")),
        completer=WordCompleter(words, ignore_case=True, pattern=None),
        complete_while_typing=False,
    )
    console.print(HELP)
    lines: list[str] = []
    while True:
        try:
            lines.append(session.prompt("readout> " if not lines else "    ...> "))
        except KeyboardInterrupt:
            lines = []
            continue
        except EOFError:
            return
        statement = "\n".join(lines).strip()
        if statement in (".quit", ".exit"):
            return
        if statement == ".tables":
            statement = f"{TABLE_NAMES};"
        if not statement or statement.endswith(";"):
            lines = []
            run_statement(connection, statement, format, console)


def run_statement(
    connection: duckdb.DuckDBPyConnection, statement: str, format: str, console: Console
) -> None:
    if not statement:
        return
    try:
        write_rows(connection.execute(statement), format, None)
    except duckdb.Error as error:
        console.print(f"[red]{escape(str(error))}[/]")
