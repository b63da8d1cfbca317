"""Examples for the help of each command."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "run": (
        "readout run samples",
        "readout run news/ https://gazette.example/rss.xml",
        "readout run 'crawl/*.warc.gz' -w news.duckdb",
    ),
    "backfill": (
        "readout backfill --from 2024-03-01 --to 2024-03-31 --source wire",
        "readout backfill --reannotate --dry-run",
    ),
    "serve": ("readout serve", "readout serve wire --notify https://hooks.example/news"),
    "sql": (
        "readout sql",
        "readout sql 'SELECT * FROM quotes LIMIT 5'",
        "readout sql 'FROM mart.speakers' -f csv -o speakers.csv",
    ),
    "search": (
        "readout search ceasefire talks",
        "readout search --quotes --speaker blinken '\"serious concerns\"'",
        "readout search flood --from 2024-01-01 -f json",
    ),
    "stories": (
        "readout stories",
        "readout stories --since 2024-05-01 --country Chile",
        "readout stories --entity 'Gabriel Boric' -f json",
    ),
    "incidents": (
        "readout incidents",
        "readout incidents --since 2024-05-01 --country Chile --type CONSULT",
        "readout incidents --entity 'Gabriel Boric' -f json",
    ),
    "article": ("readout article 2023-09-19", "readout article 2023-09-19 --html article.html"),
    "explain": ("readout explain 3f2a", "readout explain 3f2a --stored -w news.duckdb"),
    "tables": ("readout tables", "readout tables quotes"),
    "export": ("readout export parquet/", "readout export parquet/ --force -w news.duckdb"),
    "runs": ("readout runs", "readout runs -n 100 -f csv"),
    "quality": (
        "readout quality",
        "readout quality 20240531T060000-1f2e --all",
        "readout quality --published -w news.duckdb",
    ),
    "docs": ("readout docs", "readout docs --open"),
    "resolve": ("readout resolve 'the Kremlin' Macron --date 2022-05-01",),
    "dashboard": ("readout dashboard", "readout dashboard --port 9000 -w news.duckdb"),
    "compact": (
        "readout compact --days 30 -w 'ducklake:postgresql://db.example/news?data=s3://bucket/news'",
    ),
    "doctor": ("readout doctor", "readout doctor --quick -w news.duckdb"),
    "quarantine": (
        "readout quarantine --source wire --since 2024-05-31",
        "readout quarantine --retry",
        "readout quarantine show 5f0c",
    ),
    "quarantine show": ("readout quarantine show 5f0c",),
    "quarantine drop": (
        "readout quarantine drop 5f0c",
        "readout quarantine drop --source wire --yes",
    ),
}


def help_end(command: str) -> str:
    """The examples of a command as the epilog of its help, one per line."""
    lines = (f"  {example}" for example in EXAMPLES[command])
    return "\n".join(["Examples:", *lines]).replace("[", r"\[")
