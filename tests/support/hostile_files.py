"""Files and folders that are packed, cut, endless or no files: what costs readers memory, time or rows.

Deterministic: the same names and contents in each run. Each stands in a folder of its own beside a good
article, and says how many articles it gives and what is said of the rest.
"""

import gzip
import json
import os
import random
import socket
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from flows.bounds import OF_MANIFESTS, OF_TABLES, SURELY_READ
from tests.support.hostile import OPENING
from transforms.clean.decode import MAX_CHARS

GOOD = "good.txt"
TOO_FEW = "too few to look for more"
PACKED = "unpacks to more than"
LARGE = "larger than 20 MB"
_MB = 1_000_000


@dataclass(frozen=True)
class HostileFile:
    """What `write` puts into a folder. It gives so many `articles`; each text of `said` is in a reason."""

    name: str
    write: Callable[[Path], None]
    articles: int = 0
    said: tuple[str, ...] = ()
    kind: str = ""


def hostile_files(factor: float = 1.0) -> Iterator[HostileFile]:
    """Some 300, of full size or `factor` of it; the sizes of some are their point, and do not change."""

    def times(number: int) -> int:
        return max(1, int(number * factor))

    kinds = {
        "packed": _packed(times),
        "damaged": _damaged(),
        "separated values": _separated(times),
        "JSON Lines": _lines(times),
        "single texts": _texts(times),
        "Parquet": _parquet(times),
        "web archives": _archives(times),
        "no files": _no_files(),
        "names": _names(),
        "manifests": _manifests(times),
    }
    for kind, files in kinds.items():
        yield from (replace(file, kind=kind) for file in files)


Times = Callable[[int], int]
HEADS = {
    "txt": b"", "html": b"", "md": b"", "jsonl": b"", "ndjson": b"",
    "csv": b"id,text\n", "tsv": b"id\ttext\n",
}  # fmt: skip
BLANKS = {"newlines": b"\n", "blanks": b" ", "returns": b"\r", "both": b"\r\n"}
PIECES = {
    **BLANKS, "zeros": b"\x00", "letters": b"a", "commas": b",", "marks": b'"', "tabs": b"\t", "braces": b"{",
    "brackets": b"[", "open cells": b'"\n', "nothing": b"null\n", "numbers": b"1,a\n", "bytes": b"\xff",
}  # fmt: skip


def _pour(path: Path, pieces: Iterator[bytes]) -> None:
    """Write pieces, each packed as a gzip member if the name says so."""
    last = packed = b""
    with path.open("wb") as out:
        for piece in pieces:
            if path.suffix == ".gz" and piece is not last:
                last, packed = piece, gzip.compress(piece, mtime=0)
            out.write(packed if path.suffix == ".gz" else piece)


def _repeated(piece: bytes, n_bytes: int) -> Iterator[bytes]:
    once = piece * max(1, min(_MB, n_bytes) // len(piece))
    for _ in range(max(1, n_bytes // len(once))):
        yield once


def _file(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def _packed(times: Times) -> Iterator[HostileFile]:
    """Files that unpack to a thousand times their size, of one piece again and again."""
    n_bytes = times(1000 * _MB)
    for ending, head in HEADS.items():
        for name, piece in PIECES.items():
            is_text = ending in ("txt", "html", "md")
            if is_text:
                articles, said = int(n_bytes <= MAX_CHARS), (LARGE,) if n_bytes > MAX_CHARS else ()
            else:
                articles, said = _table_of(ending, name, n_bytes)
            yield HostileFile(
                f"gzip {ending} of {name}",
                lambda folder, e=ending, h=head, p=piece: _pour(
                    folder / f"bomb.{e}.gz",
                    _with(h, p, n_bytes),
                ),
                articles,
                said,
            )


def _with(head: bytes, piece: bytes, n_bytes: int) -> Iterator[bytes]:
    yield head
    yield from _repeated(piece, n_bytes)


def _table_of(ending: str, name: str, n_bytes: int) -> tuple[int, tuple[str, ...]]:
    """How many articles a table of one piece gives, and what is said of it, where that is sure."""
    if ending == "csv" and name == "numbers":
        n_rows = n_bytes // 4
        return min(n_rows, 1000), ("has the short text",) if n_rows > 1000 else ()
    n_lines = {"newlines": n_bytes, "both": n_bytes // 2}.get(name, 0)
    if n_lines > OF_TABLES.rows:
        return 0, (TOO_FEW,)
    return 0, ("the file",) if n_bytes > SURELY_READ and name not in BLANKS else ()


def _damaged() -> Iterator[HostileFile]:
    """Packed files that are cut, changed, empty or followed by something else."""
    chance = random.Random(3)
    rows = [f"{OPENING} {chance.random()}" for _ in range(30)]
    contents = {
        "txt": OPENING.encode(),
        "jsonl": "".join(json.dumps({"id": n, "text": row}) + "\n" for n, row in enumerate(rows)).encode(),
        "csv": ("id,text\n" + "".join(f'{n},"{row}"\n' for n, row in enumerate(rows))).encode(),
        "warc": b"".join(_record(n) for n in range(30)),
    }
    for ending, content in contents.items():
        whole = 1 if ending == "txt" else 30
        packed = gzip.compress(content, mtime=0)
        name = f"rows.{ending}.gz"
        if ending != "warc":  # whose members are records
            yield HostileFile(f"{name} in two members", _file(name, _in_two(content)), whole)
            yield HostileFile(f"{name} filled up with zeros", _file(name, packed + bytes(5000)), whole)
            yield HostileFile(
                f"{name} among empty members", _file(name, gzip.compress(b"", mtime=0) * 500 + packed), whole
            )
            empty = gzip.compress(b"", mtime=0) * 200_000
            yield HostileFile(f"{name} of empty members", _file(name, empty), 0, ("members in a row",))
        for cut in (3, 9, 12):
            yield HostileFile(f"{name} cut after {cut} bytes", _file(name, packed[:cut]), 0, (name,))
        yield HostileFile(f"{name} of nothing", _file(name, b""), 0, (name,))
        garbled = _file(name, b"x" + content)
        yield HostileFile(f"{name} that is not packed", garbled, 30 * (ending == "warc"), (name,))
        for at in (2, 3):
            changed = packed[:at] + bytes([packed[at] ^ 0xFF]) + packed[at + 1 :]
            yield HostileFile(f"{name} changed at byte {at}", _file(name, changed), 0, (name,))


def _in_two(content: bytes) -> bytes:
    half = len(content) // 2
    return gzip.compress(content[:half], mtime=0) + gzip.compress(content[half:], mtime=0)


def _separated(times: Times) -> Iterator[HostileFile]:
    """Tables of separated values whose quotes do not close, whose rows do not end, or that have too many."""
    for mark, ending in ((",", "csv"), (";", "csv"), ("\t", "tsv"), ("|", "csv")):
        what = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[mark]
        for n_cells in (2, 3, 6):
            header = mark.join(["id", "text", "title", "url", "date", "author"][:n_cells])
            rows = [mark.join([str(n), f"A dam opens {n}.", *"tuvw"[: n_cells - 2]]) for n in range(20)]
            name = f"rows.{ending}"

            def table(rows: list[str], header: str = header) -> bytes:
                return ("\n".join([header, *rows]) + "\n").encode()

            cut = [*rows, f"20{mark}"[:-1]]
            yield HostileFile(
                f"{n_cells} columns with {what}: ends in a row",
                _file(name, table(cut)[:-1]), 20, ("(line 22)", "has 1 cells"),
            )  # fmt: skip
            if (mark, n_cells) == ("\t", 2):
                continue  # a mark may begin a text
            open_at_end = [*rows, f'20{mark}"A dam']
            yield HostileFile(
                f"{n_cells} columns with {what}: a quote does not close at the end",
                _file(name, table(open_at_end)), 20, ("(line 22)", "ends inside quotation marks"),
            )  # fmt: skip
            if mark == "\t":
                continue
            prose = [
                *rows,
                f'20{mark}"A dam',
                "",
                "opened on Friday. It will",
                "not be closed again",
                "soon, she",
            ]
            yield HostileFile(
                f"{n_cells} columns with {what}: a text does not close",
                _file(name, table(prose)), 20, ("(lines 22 to 26)", "ends inside quotation marks"),
            )  # fmt: skip
            open_early = [*rows[:10], f'10{mark}"A dam{mark}{rows[10].partition(mark)[2]}', *rows[11:]]
            yield HostileFile(
                f"{n_cells} columns with {what}: a quote in the middle does not close",
                _file(name, table(open_early)), 19, ("(line 12)", "ends inside quotation marks"),
            )  # fmt: skip
    n = times(1_000_000)
    large = {
        "rows of blanks": (b"id,text\n", b",\n", n, 0),
        "rows of one cell": (b"id,text\n", b"a\n", n, 0),
        "rows of dots": (b"id,text\n", b"1,...\n", n, 0),
        "rows of markup": (b"id,html\n", b"1,<p><b></b>\n", n, 0),
        "rows with a NUL": (b"id,text\n", b"1,\x00\n", n, 0),
        "lines in a cell": (b'id,text\n1,"', b"\n", 20 * n, 0),
        "lines with a letter in a cell": (b'id,text\n1,"', b"a\n", 10 * n, 0),
        "cells in a row": (b"id,text\n1", b",ab", 6 * n, 0),
        "lines in the header": (b'id,"', b"\n", 20 * n, 0),
        "lines before the header": (b"", b"\n", 20 * n, 0),
        "cells in the header": (b"id,text", b",ab", 6 * n, 0),
        "marks in the header": (b"id,text,", b'"', 20 * n, 0),
        "returns in a cell": (b'id,text\n1,"', b"\r", 20 * n, 0),
        "escapes": (b'id,text\n1,"', b'\\"', 10 * n, 0),
        "open quotes": (b"id,text\n", b'1,"a\n', n, 0),
        "quotes in the middle": (b"id,text\n", b'1,a"b"\n', n, min(n, 1000)),
        "copies of a word": (b"id,text\n", b"1,word\n", n, min(n, 1000)),
        "copies of a word in UTF-16": (
            "id,text\n".encode("utf-16"),
            "1,word\n".encode("utf-16-le"),
            n,
            min(n, 1000),
        ),
    }
    for name, (head, piece, number, articles) in large.items():
        yield HostileFile(
            f"{number:,} {name}",
            lambda folder, h=head, p=piece, m=number: _pour(folder / "rows.csv", _with(h, p, m * len(p))),
            articles,
            (),
        )
    for name, content in {
        "a header alone": b"id,text\n",
        "nothing": b"",
        "a byte-order mark alone": b"\xef\xbb\xbf",
        "another header": b"a,b\n1,2\n",
        "two columns of a name": b"id,id\n1,2\n",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "half a character": "id,text\n".encode("utf-16")[:-1],
        "a separator alone": b"sep=;\n",
    }.items():
        yield HostileFile(f"a table of {name}", _file("rows.csv", content))


def _lines(times: Times) -> Iterator[HostileFile]:
    """JSON Lines that are long, deep or many."""
    n = times(1_000_000)
    word = '{"id": %d, "text": "word"}'
    many: dict[str, tuple[str, int, tuple[str, ...]]] = {
        "no texts": ('{"id": %d, "text": ""}', 0, ("neither text nor html",)),
        "short texts": (word, min(n, 1000), ("has the short text",) if n > 1000 else ()),
        "dots": ('{"id": %d, "text": "..."}', 0, ("has no word",)),
        "tags": ('{"id": %d, "html": "<p><br>"}', 0, ("has no word",)),
        "numbers": ("%d", 0, ("must be an object",)),
        "texts that are numbers": ('{"text": %d}', 0, ("text must be text",)),
        "broken lines": ('{"id": %d', 0, ("is not JSON",)),
        "lists": ("[%d]", 0, ("must be an object",)),
        "other objects": ('{"a%d": {"b": [1, 2]}}', 0, ("neither text nor html",)),
        "ids that are lists": ('{"id": [%d], "text": "word"}', 0, ("id must be text",)),
    }
    for name, (line, articles, said) in many.items():
        yield HostileFile(
            f"{n:,} lines of {name}",
            lambda folder, t=line: _pour(folder / "rows.jsonl", (f"{t % i}\n".encode() for i in range(n))),
            articles,
            (*said, TOO_FEW) if n > OF_TABLES.rows + 101 * articles else said,
        )
    long = times(19 * _MB)
    for name, piece, articles in (
        ("objects", "{}, ", 0), ("lists", "[], ", 0), ("numbers", "1, ", 0), ("texts", '"ab", ', 0)
    ):  # fmt: skip
        filled = piece * (long // len(piece))
        line = f'{{"text": "A dam opens.", "authors": [{filled}1]}}'
        yield HostileFile(f"a line of {name} as authors", _file("rows.jsonl", f"{line}\n".encode()), 1)
        line = f'{{"text": [{filled}1]}}'
        yield HostileFile(
            f"a line of {name} as text", _file("rows.jsonl", line.encode()), articles, ("text must be text",)
        )
    for name, value in {
        "title": "a" * long,
        "url": "https://a.b/" + "c" * long,
        "published_at": "1" * long,
    }.items():
        content = json.dumps({"text": "A dam opens.", name: value}).encode()
        yield HostileFile(f"a long {name}", _file("rows.jsonl", content), 1)
    for depth in (5, 50, 5000, 500_000):
        for opened, closed in (("[", "]"), ('{"a":', "}")):
            line = f'{{"text": "A dam opens.", "authors": {opened * depth}1{closed * depth}}}'
            yield HostileFile(
                f"{depth} {opened} as authors", _file("rows.jsonl", line.encode()), 0, ("line 1",)
            )
    yield HostileFile(
        "a long number", _file("rows.jsonl", b'{"text": "A.", "id": ' + b"1" * 100_000 + b"}"), 0, ("line 1",)
    )
    yield HostileFile(
        "an endless line",
        lambda folder: _sparse(folder / "rows.jsonl", times(30_000 * _MB)),
        0,
        ("line",),
    )
    rows = b"".join(b'{"id": %d, "text": "A dam opens."}\n%s' % (i, b"\n" * 90) for i in range(times(5000)))
    yield HostileFile("articles among blank lines", _file("rows.jsonl", rows), min(times(5000), 1000))


def _sparse(path: Path, n_bytes: int, head: bytes = b"", tail: bytes = b"") -> None:
    with path.open("wb") as out:
        out.write(head)
        out.truncate(max(n_bytes, len(head) + len(tail)))
        out.seek(-len(tail), 2)
        out.write(tail)


def _texts(times: Times) -> Iterator[HostileFile]:
    """Single files that are large: of holes, of lines, of words, by the dozen."""
    for ending in ("txt", "html", "md", "csv", "tsv", "parquet", "warc"):
        n_bytes = times(30_000 * _MB)
        said = {"txt": LARGE, "html": LARGE, "md": LARGE}.get(ending, "")
        is_said = ending not in HEADS or n_bytes > MAX_CHARS
        yield HostileFile(
            f"a {ending} file of holes",
            lambda folder, e=ending, n=n_bytes: _sparse(folder / f"holes.{e}", n),
            int(bool(said) and not is_said),
            (said,) if is_said else (),
        )
    for name, piece in {"lines": "\n", "lines of a letter": "a\n", "words": "a ", "tags": "<p>"}.items():
        for ending in ("txt", "html"):
            content = (piece * times(25 * _MB // len(piece))).encode()
            is_large = len(content) > MAX_CHARS
            yield HostileFile(
                f"a {ending} file of {name}",
                _file(f"a.{ending}", content),
                int(not is_large),
                (LARGE,) * is_large,
            )
    long = f"{OPENING}\n\n" * times(19 * _MB // 500)

    def dozens(folder: Path) -> None:
        for number in range(60):
            (folder / f"{number}.txt").write_text(f"{number} {long}", encoding="utf-8")

    yield HostileFile("sixty long texts", dozens, 60)


def _parquet(times: Times) -> Iterator[HostileFile]:
    """Parquet files whose pages unpack to what no machine holds, and such as say what is not so."""
    name = "rows.parquet"

    def written(table: Callable[[], pa.Table], **how: Any) -> Callable[[Path], None]:
        return lambda folder: pq.write_table(table(), folder / name, **{"compression": "zstd", **how})

    def same(text: str, n: int, number: bool = True) -> Callable[[], pa.Table]:
        def table() -> pa.Table:
            texts = pa.DictionaryArray.from_arrays(pa.array([0] * n, pa.int32()), pa.array([text]))
            return pa.table({**({"id": pa.array(range(n))} if number else {}), "text": texts})

        return table

    huge = "a " * times(9 * _MB)
    n_huge = 300
    fits = min(n_huge, max(SURELY_READ, 0) // (len(huge) + 80))
    yield HostileFile(
        "a huge text said 300 times", written(same(huge, n_huge)), fits, (PACKED,) if fits < n_huge else ()
    )
    n = times(3_000_000)
    few = min(n, 1000)
    yield HostileFile(
        "millions of rows of a word", written(same("word", n)), few, ("short text",) * (n > few)
    )
    yield HostileFile("millions of rows of nothing", written(same("", n)), 0, ("neither text",))
    yield HostileFile(
        "millions of rows without a text",
        written(lambda: pa.table({"text": pa.nulls(n, pa.string())})), 0, ("neither text",),
    )  # fmt: skip
    page = times(300 * _MB)
    is_large = page > 256 * _MB
    for codec in ("zstd", "gzip", "brotli"):
        yield HostileFile(
            f"a page of {codec}",
            written(lambda: pa.table({"text": ["a" * page]}), compression=codec, use_dictionary=False),
            int(page <= MAX_CHARS),
            ("has pages of",) if is_large else ("more than 20 MB",) if page > MAX_CHARS else (),
        )
    yield HostileFile(
        "texts that repeat the one before",
        written(
            lambda: pa.table({"text": ["a " * times(500_000) + str(i) for i in range(200)]}),
            use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"},
        ),
        min(200, SURELY_READ // (2 * times(500_000) + 90)),
        (PACKED,) if 200 * 2 * times(500_000) > SURELY_READ else (),
    )  # fmt: skip
    many = times(20_000_000)
    yield HostileFile(
        "a list of millions",
        written(lambda: pa.table({"text": ["A dam opens."], "authors": [["x"] * many]})),
        int(many <= 300_000),
        ("the lists of row group",)
        if many > 10_000_000
        else ("of more than 20 MB",)
        if many > 400_000
        else (),
    )
    long = "x" * 900_000

    def copied() -> pa.Table:
        words = pa.DictionaryArray.from_arrays(pa.array([0] * 5000, pa.int32()), pa.array([long]))
        return pa.table({"text": ["A dam opens."], "authors": pa.ListArray.from_arrays([0, 5000], words)})

    yield HostileFile("a list of one long name", written(copied), 0, ("of more than 20 MB",))
    wide = times(50_000)
    yield HostileFile(
        "thousands of columns",
        written(lambda: pa.table({"text": ["A dam opens."], **{f"c{i}": [1] for i in range(wide)}})), 1,
    )  # fmt: skip
    yield HostileFile(
        "thousands of row groups",
        written(
            lambda: pa.table({"text": [f"A dam opens {i}." for i in range(times(5000))]}), row_group_size=1
        ),
        times(5000),
    )
    yield HostileFile(
        "two columns of a name",
        written(lambda: pa.Table.from_arrays([pa.array(["a"])] * 2, ["text"] * 2)),
        0,
        ("two columns",),
    )
    yield HostileFile("no column of texts", written(lambda: pa.table({"a": [1]})), 0, ("has no text column",))
    for cell in ([["a"]], [{"a": "b"}], [b"\xff\xfe"], [1.5]):
        yield HostileFile(
            f"a text that is {cell[0]!r}", written(lambda c=cell: pa.table({"text": c})), 0, ("row 1",)
        )
    yield from _changed_parquet(times)


def _changed_parquet(times: Times) -> Iterator[HostileFile]:
    """Parquet files of which some bytes are others."""
    name = "rows.parquet"
    sink = pa.BufferOutputStream()
    rows = pa.table({"id": list(range(20)), "text": [f"A dam opens {i}." for i in range(20)]})
    pq.write_table(rows, sink, compression="none", use_dictionary=False)
    whole = sink.getvalue().to_pybytes()
    for length in (0, 1, 1_000_000, 0x7FFFFFFF, 0xFFFFFFFF):
        tail = length.to_bytes(4, "little") + b"PAR1"
        yield HostileFile(f"a footer of {length:,} bytes", _file(name, whole[:-8] + tail), 0, ("the file",))
        yield HostileFile(
            f"holes before a footer of {length:,} bytes",
            lambda folder, t=tail: _sparse(folder / name, times(9000 * _MB), b"PAR1", t),
            0, ("the file",),
        )  # fmt: skip
    for cut in (4, 100, len(whole) // 2, len(whole) - 1):
        yield HostileFile(f"Parquet cut after {cut} bytes", _file(name, whole[:cut]), 0, ("the file",))
    # The size that the header of the first page states: Thrift's numbers of up to five bytes
    at = 4
    lying = whole[:at] + b"\x15\x00\x15\xfe\xff\xff\xff\x0f" + whole[at + 8 :]
    yield HostileFile("a page that says it has 2 GB", _file(name, lying), 0, ("the file",))
    nested = whole[:at] + b"\x1c" * 200 + whole[at + 200 :]
    yield HostileFile("a page header that is nested", _file(name, nested), 0, ("the file",))
    zeros = whole[:at] + bytes(200) + whole[at + 200 :]
    yield HostileFile("a page header of zeros", _file(name, zeros), 0, ("the file",))
    yield HostileFile("Parquet in gzip", _file(f"{name}.gz", gzip.compress(whole, mtime=0)), 20)
    yield HostileFile(
        "holes in Parquet in gzip",
        lambda folder: _pour(folder / f"{name}.gz", _repeated(b"\x00", times(1000 * _MB))), 0, ("the file",),
    )  # fmt: skip


def _record(
    number: int, body: bytes | None = None, kind: str = "response", length: int | None = None
) -> bytes:
    """A record of a web archive, which may state another `length` than it has."""
    page = f"<html><body><p>{OPENING}</p><p>{number}</p></body></html>".encode() if body is None else body
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page if kind == "response" else page
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:032d}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer) if length is None else length}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def _archives(times: Times) -> Iterator[HostileFile]:
    """Web archives of many, empty, huge and cut records, packed and not."""
    n = times(1_000_000)
    for ending in ("warc", "warc.gz"):
        one = gzip.compress if ending.endswith("gz") else bytes

        def archive(records: Callable[[], Iterator[bytes]], ending: str = ending) -> Callable[[Path], None]:
            def write(folder: Path) -> None:
                with (folder / f"rows.{ending}").open("wb") as out:
                    out.writelines(records())

            return write

        few = (TOO_FEW,) if n > OF_TABLES.rows else ()
        for kind in ("metadata", "request", "warcinfo", "unknown"):
            record = one(_record(1, b"a", kind))
            yield HostileFile(
                f"{ending} of records of {kind}", archive(lambda r=record: iter([r] * n)), 0, few
            )
        record = one(_record(1, b""))
        yield HostileFile(
            f"{ending} of empty pages", archive(lambda r=record: iter([r] * n)), 0, ("is empty",)
        )
        good, last = one(_record(1)), one(_record(2))
        for n_bytes in (times(30 * _MB), times(1500 * _MB)):
            for kind in ("response", "metadata"):
                said = (LARGE,) if kind == "response" and n_bytes > MAX_CHARS else ()
                yield HostileFile(
                    f"{ending} with a {kind} of {n_bytes:,} bytes",
                    _bomb_in(ending, good, last, n_bytes, kind),
                    2 if kind == "metadata" or n_bytes > MAX_CHARS else 3,
                    said if n_bytes <= 1000 * _MB else ("a record of",),
                )
        for stated in (10**6, 10**10, 10**18, 10**30, -5):
            lying = one(_record(3, length=stated))
            yield HostileFile(
                f"{ending} with a record that says it has {stated} bytes",
                archive(lambda g=good, r=lying, e=last: iter([g, r, e])),
                1 if stated == 10**6 and ending == "warc" else 2, ("rows.warc",),
            )  # fmt: skip
        garbage = random.Random(1).randbytes(times(10 * _MB))
        for what, between in (("noise", garbage), ("zeros", bytes(times(10 * _MB)))):
            yield HostileFile(
                f"{ending} with {what} between records",
                archive(lambda g=good, b=between, e=last: iter([g, b, e])),
                2, (),
            )  # fmt: skip
        yield HostileFile(
            f"{ending} cut in a record", archive(lambda g=good: iter([g, g[:-90]])), 1, ("rows.warc",)
        )


def _bomb_in(ending: str, good: bytes, last: bytes, n_bytes: int, kind: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        head, tail = _record(3, b"", kind, n_bytes + 49 * (kind == "response"))[:-4], b"\r\n\r\n"
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        with (folder / f"rows.{ending}").open("wb") as out:
            out.write(good)
            for piece in (head, *_repeated(b"a", n_bytes), b"", tail):
                out.write(packer.compress(piece) if ending.endswith("gz") else piece)
            out.write(packer.flush() if ending.endswith("gz") else b"")
            out.write(last)

    return write


def _no_files() -> Iterator[HostileFile]:
    """Names behind which is no file of the folder: pipes, sockets, devices, links, folders."""
    endings = (
        "txt",
        "html",
        "jsonl",
        "csv",
        "tsv",
        "parquet",
        "warc",
        "warc.gz",
        "txt.gz",
        "jsonl.gz",
        "pdf",
    )
    for ending in endings:
        name = f"a.{ending}"
        yield HostileFile(
            f"a named pipe {name}",
            lambda folder, n=name: os.mkfifo(folder / n),
            0,
            ("is a named pipe",),
        )
        yield HostileFile(
            f"a link {name} to a device",
            lambda folder, n=name: (folder / n).symlink_to("/dev/zero"),
            0, ("out of the folder, to /dev/zero",),
        )  # fmt: skip
        yield HostileFile(f"a link {name} out of the folder", _link_out(name), 0, ("out of the folder",))
        yield HostileFile(
            f"a link {name} to nothing",
            lambda folder, n=name: (folder / n).symlink_to("gone"),
            0,
            ("No such file",),
        )
        yield HostileFile(
            f"a link {name} to itself",
            lambda folder, n=name: (folder / n).symlink_to(n),
            0,
            ("symbolic links",),
        )
        yield HostileFile(f"a folder {name}", lambda folder, n=name: (folder / n).mkdir())
    yield HostileFile("a socket", _bind, 0, ("is a socket",))
    yield HostileFile("a link to a file beside it", lambda folder: (folder / "a.txt").symlink_to(GOOD), 1)
    yield HostileFile(
        "a link to the folder itself",
        lambda folder: (folder / "a").symlink_to("."),
        0,
        ("is a link to a folder",),
    )
    yield HostileFile("a link to a folder", _link_to_folder, 1, ("is a link to a folder",))
    yield HostileFile(
        "a link to a folder elsewhere",
        lambda folder: (folder / "a").symlink_to("/etc"),
        0,
        ("out of the folder, to /etc",),
    )
    yield HostileFile(
        "a link to the folder above",
        lambda folder: (folder / "a").symlink_to(".."),
        0,
        ("out of the folder",),
    )
    yield HostileFile("folders in folders", _deep, 0, ("cannot be listed",))


def _link_out(name: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        outside = folder.parent / f"outside-{name}"
        outside.write_text(OPENING, encoding="utf-8")
        (folder / name).symlink_to(outside)

    return write


def _link_to_folder(folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "c.txt").write_text(OPENING, encoding="utf-8")
    (folder / "a").symlink_to("b")


def _bind(folder: Path) -> None:
    before = Path.cwd()
    os.chdir(folder)  # the path of a socket may have 107 bytes
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("a.txt")
    os.chdir(before)


def _deep(folder: Path) -> None:
    """Folders in each other, down to where a path is too long."""
    before = os.open(".", os.O_RDONLY)
    os.chdir(folder)
    for _ in range(30):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    os.fchdir(before)
    os.close(before)


def _names() -> Iterator[HostileFile]:
    """Names that are not UTF-8, or not for the eye."""
    for raw in (
        b"caf\xe9.txt",
        b"\xff\xfe.jsonl",
        b"a\x80.csv",
        b"\xc3.html",
        b"\xed\xa0\x80.txt",
        b"\xe9.pdf",
    ):
        shown = raw.decode("utf-8", "backslashreplace")
        yield HostileFile(
            f"a name that is not UTF-8: {shown}",
            lambda folder, r=raw: (folder / os.fsdecode(r)).write_text(OPENING) and None,
            0, ("its name is not UTF-8", shown),
        )  # fmt: skip

    def two(folder: Path) -> None:
        for raw in (b"\xe8.txt", b"\xe9.txt"):
            (folder / os.fsdecode(raw)).write_text(OPENING)

    yield HostileFile("two names that are not UTF-8", two, 0, ("\\xe8.txt", "\\xe9.txt"))
    for name in ("a\nb.txt", "a\tb.txt", "\u202ea.txt", "a" * 250 + ".txt", " .txt", "%2e%2e.txt", "#.txt", "*.txt", "[a].txt", "?.txt", "~.txt", "'\".txt", "\\.txt"):  # fmt: skip  # noqa: E501
        yield HostileFile(
            f"the name {name[:20]!r}", lambda folder, n=name: (folder / n).write_text(OPENING) and None, 1
        )


def _manifests(times: Times) -> Iterator[HostileFile]:
    """Manifests that are endless, long, deep, or no files."""
    name = "manifest.jsonl"
    n_bytes = times(6000 * _MB)
    yield HostileFile("a manifest of holes", lambda folder: _sparse(folder / name, n_bytes), 0, (name,))
    n = times(2_000_000)
    many: dict[str, tuple[str, tuple[str, ...]]] = {
        "lines": ("", ()),
        "files that are not there": ('{"file": "%d.txt"}', ("does not exist",)),
        "files elsewhere": ('{"file": "../%d.txt"}', ("not a file in the folder",)),
        "broken lines": ('{"file": %d', ('is not an object with a "file"',)),
        "numbers": ("%d", ('is not an object with a "file"',)),
        "one file again and again": ('{"file": "good.txt", "title": "%d"}', ()),
    }
    for what, (line, said) in many.items():
        beyond = ("no further",) if n > OF_MANIFESTS.rows else ()
        yield HostileFile(
            f"a manifest of {n:,} {what}",
            lambda folder, t=line: _pour(
                folder / name, ((f"{t % i}\n" if "%d" in t else "\n").encode() for i in range(n))
            ),
            0, (*said, *beyond),
        )  # fmt: skip
    long = json.dumps({"file": GOOD, "title": "a" * times(2_000_000)}).encode()
    yield HostileFile(
        "a manifest of a long line", _file(name, long), 0, ("is longer than",) * (len(long) > _MB)
    )
    deep = b'{"file": "good.txt", "authors": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    yield HostileFile("a manifest that is deep", _file(name, deep), 0, ("line 1",))
    yield HostileFile(
        "a manifest that is a named pipe", lambda folder: os.mkfifo(folder / name), 0, ("is a named pipe",)
    )
    yield HostileFile(
        "a manifest that is a device",
        lambda folder: (folder / name).symlink_to("/dev/zero"),
        0,
        ("out of the folder",),
    )
    yield HostileFile("a manifest that is elsewhere", _link_out(name), 0, ("out of the folder",))
    yield HostileFile("a manifest that is a folder", lambda folder: (folder / name).mkdir())
    for file in ("..", ".", "/etc/passwd", "a/b.txt", "a\\\\b.txt", "", "~", "C:"):
        said = "does not exist" if file in ("~", "C:") else "is not a file in the folder of the manifest"
        line = f'{{"file": "{file}"}}'.encode()
        yield HostileFile(f"a manifest that names {file!r}", _file(name, line), 0, (said,))
