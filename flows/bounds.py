"""What a file may cost: the bytes that it unpacks to, and the rows and bytes that give no article."""

from typing import NamedTuple

MAX_UNPACKED = 20_000  # megabytes of one file
BATCH_MB = 32  # megabytes of content in a batch
# Texts are packed to a tenth, and copies of one text to a hundredth; gzip can pack one letter to a thousandth
MOST_PACKED, SURELY_READ = 200, 50_000_000
_ROW = 64  # bytes that a row costs beside its values


class BeyondBound(OSError):
    """A file that costs more than it may; the message names the bound."""


class Barren(NamedTuple):
    """The rows and bytes of a file that may give no article: so many, and so many more for each article."""

    rows: int
    row_per_article: int
    n_bytes: int
    bytes_per_article: int


# A table may begin with rows without texts, an archive hold mostly pictures, which are passed over quickly
OF_TABLES = Barren(300_000, 100, 1_000_000_000, 1_000_000)
OF_ARCHIVES = Barren(300_000, 100, 4_000_000_000, 1_000_000)
OF_MANIFESTS = Barren(500_000, 0, 100_000_000, 0)


class Meter:
    """Counts what is read of one file of `n_stored` bytes (None: not known) against what may be.

    The bound is `max_unpacked` megabytes, as `setting` has it; a packed file may unpack to 200 times its
    size, or 50 MB. Beside it stands `barren`: a file that holds hardly an article is not read to its end.
    """

    def __init__(
        self, n_stored: int | None, max_unpacked: int, barren: Barren = OF_TABLES, setting: str = ""
    ) -> None:
        self.n_bytes = self.n_rows = self.n_articles = 0
        self._n_stored = n_stored or 0
        self._max_unpacked = max_unpacked
        self._barren = barren
        self._setting = f" (setting {setting})" if setting else ""

    def take(self, n_bytes: int, *, is_unpacked: bool = False) -> None:
        """Count bytes; `is_unpacked` ones came out of something smaller. Raises BeyondBound."""
        self.n_bytes += n_bytes
        if self.n_bytes > self._max_unpacked * 1_000_000:
            raise BeyondBound(f"it has more than {self._max_unpacked:,} MB{self._setting}")
        if is_unpacked and self.n_bytes > self.most_unpacked:
            raise BeyondBound(
                f"it unpacks to more than {self.most_unpacked:,} bytes, as only what is made for it does"
            )
        most = self._barren.n_bytes + self._barren.bytes_per_article * self.n_articles
        if self.n_bytes > most:
            raise BeyondBound(
                f"{self.n_articles:,} articles in {most // 1_000_000:,} MB are too few to look for more"
            )

    @property
    def most_unpacked(self) -> int:
        return max(SURELY_READ, MOST_PACKED * self._n_stored)

    def row(self, n_bytes: int = 0, n_rows: int = 1) -> None:
        """Count a row, blank line or record, and the bytes of one that came out of something smaller.

        Raises BeyondBound.
        """
        self.n_rows += n_rows
        most = self._barren.rows + (1 + self._barren.row_per_article) * self.n_articles
        if self.n_rows > most:
            raise BeyondBound(f"{self.n_articles:,} articles in {most:,} rows are too few to look for more")
        if n_bytes:
            self.take(n_bytes + _ROW, is_unpacked=True)

    def article(self) -> None:
        """Count an article that was found."""
        self.n_articles += 1
