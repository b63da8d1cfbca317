"""Run all benchmarks and write what they say, with machine, versions and date, into `benchmarks/results.md`.

    make bench
    python -m benchmarks [NAME ...]

Each prints ratios against a named peer that it measures in the same run. The whole takes about an hour; a
NAME runs one of them and replaces its part of the results.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
PACKAGES = ("prefect", "duckdb", "polars", "spacy", "great-expectations", "streamlit")
# What each is called with; {folder} is an empty one, deleted afterwards
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "start": (),
    "flow": (),
    "pool": (),
    "memory": (),
    "bounds": (),
    "file_bounds": ("--folder", "{folder}"),
    "server_bounds": (),
    "listing_bounds": (),
    "rules": (),
    "quality": (),
    "warc": (),
    "marts": ("{folder}",),
    "publish": ("{folder}",),
    "stories": (),
    "dashboard": ("{folder}",),
    "search": ("{folder}",),
}
HEAD = """# Benchmarks

Made by `make bench` ([benchmarks/](.) says what each does). Numbers of one part come from one machine in one
run, so their ratios can be trusted further than their seconds.
"""


def machine() -> str:
    """What the numbers of a part depend on."""
    model = re.search(r"^model name\s*: (.*)$", read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal: +(\d+) kB$", read("/proc/meminfo"), re.MULTILINE)
    facts = [
        f"{len(os.sched_getaffinity(0))} cores ({model[1] if model else platform.machine()})",
        f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "",
        f"Python {platform.python_version()}",
        *(f"{package} {version(package)}" for package in PACKAGES),
        f"load {os.getloadavg()[0]:.1f} at the start",
    ]
    return ", ".join(filter(None, facts))


def read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def part(name: str) -> str:
    """Run a benchmark; returns its part of the results."""
    began, on = datetime.now(UTC), machine()
    with tempfile.TemporaryDirectory() as folder:
        words = [word.format(folder=folder) for word in BENCHMARKS[name]]
        command = [sys.executable, "-m", f"benchmarks.{name}", *words]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent)
    said = done.stdout.strip() + (f"\nended with exit code {done.returncode}" if done.returncode else "")
    return f"## {name}\n\n{began:%Y-%m-%d %H:%M} UTC; {on}\n\n```text\n{said}\n```\n"


def kept() -> dict[str, str]:
    """The parts of the results that are there, by name."""
    if not RESULTS.exists():
        return {}
    parts = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:]
    return {text.partition("\n")[0]: f"## {text.rstrip()}\n" for text in parts}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*BENCHMARKS, []])
    parts = kept()
    for name in parser.parse_args().names or BENCHMARKS:
        print(f"{name} ...", flush=True)
        parts[name] = part(name)
        print(parts[name], flush=True)
        whole = [HEAD, *(parts[known] for known in BENCHMARKS if known in parts)]
        RESULTS.write_text("\n".join(whole), encoding="utf-8")


if __name__ == "__main__":
    main()
