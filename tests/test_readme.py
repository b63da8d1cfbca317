"""The README's examples run, and it knows every command, table and setting."""

import re
import shlex
from pathlib import Path

import pytest

from flows.cli.app import COMMANDS
from flows.settings import Settings
from tests.conftest import ROOT, readout
from transforms import schema
from warehouse.ddl import MARTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("readout ") and not line.startswith("readout run")
]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5
    assert "readout run samples" in README, "the run itself is the sample_warehouse fixture"


@pytest.mark.parametrize("line", EXAMPLES)
def test_examples_run(line: str, sample_warehouse: Path) -> None:
    done = readout(*shlex.split(line)[1:], READOUT_WAREHOUSE=str(sample_warehouse))
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 4, "it shows something"


def test_every_command_is_documented() -> None:
    assert COMMANDS and all(f"`readout {name}" in README for name in COMMANDS)


def test_every_table_is_documented() -> None:
    assert all(f"`{table.full_name}` | {table.one_row_per}" in README for table in schema.TABLES)
    assert all(f"`mart.{mart.stem}`" in README for mart in MARTS.rglob("*.sql"))


def test_every_setting_is_documented() -> None:
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `{name}` \| (.*?) \| (.*?) \|$", README, flags=re.MULTILINE)
        assert row, f"the setting {name} is not in the README"
        stated = str(field.default).lower()
        assert row[1].strip("`") in stated or stated in row[1], f"the default of {name} is {stated}"


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, flags=re.MULTILINE):
        assert f"\n{target}:" in makefile
