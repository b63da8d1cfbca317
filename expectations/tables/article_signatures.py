"""What must hold of `core.article_signatures` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule


def rules() -> tuple[Rule, ...]:
    return (
        Rule(
            "signature_fits_kind",
            "A signature holds the hashes, and as many bands, as its kind says.",
            # The kind ends in the numbers of hashes and of bands; a hash takes four bytes.
            (pl.col("signature").bin.size() == 4 * pl.col("kind").str.extract(r"/(\d+)/\d+$").cast(pl.Int64))
            & (pl.col("bands").list.len() == pl.col("kind").str.extract(r"/(\d+)$").cast(pl.Int64)),
        ),
    )
