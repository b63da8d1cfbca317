"""Addresses of lakes: what they mean, and what is wrong with one."""

from pathlib import Path

import pytest

from flows.settings import Settings, SettingsError, load_settings
from warehouse.address import LakeAddress, parse_warehouse


def test_a_path_is_a_file() -> None:
    assert parse_warehouse("warehouse/a.duckdb") == Path("warehouse/a.duckdb")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "ducklake:postgresql://me@db.example:5433/news?data=s3://bucket/a/b/&schema=eu",
            LakeAddress("news", "s3://bucket/a/b", "eu", "me", "db.example", 5433),
        ),
        ("ducklake:postgres://db/news?data=/srv/lake", LakeAddress("news", "/srv/lake", host="db")),
        (
            "ducklake:postgresql:///news?host=/run/postgresql&data=/srv/a%26b+c&sslmode=disable",
            LakeAddress("news", "/srv/a&b+c", options=(("host", "/run/postgresql"), ("sslmode", "disable"))),
        ),
        (
            "ducklake:postgresql://o%27hara@[::1]/my%20news?data=s3://b",
            LakeAddress("my news", "s3://b", user="o'hara", host="::1"),
        ),
    ],
)
def test_an_address_says_where_catalogue_and_files_are(text: str, meant: LakeAddress) -> None:
    found = parse_warehouse(text)
    assert found == meant
    assert parse_warehouse(str(found)) == found, "it can be written down and read again"


def test_quotes_do_not_leave_the_value_that_they_are_in() -> None:
    address = LakeAddress("news", "/srv", user="x' host='evil\\")
    assert "user='x\\' host=\\'evil\\\\'" in address.dsn


def test_lakes_do_not_share_local_files() -> None:
    texts = ("//a/news?data=/srv", "//b/news?data=/srv", "//a/news?data=/srv&schema=eu", "//a/old?data=/srv")
    addresses = [parse_warehouse(f"ducklake:postgresql:{text}") for text in texts]
    assert len({address.key for address in addresses if isinstance(address, LakeAddress)}) == len(texts)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "path of a DuckDB file or the address"),
        ("ducklake:lake.sqlite?data=/srv", "catalogue of a lake is in PostgreSQL"),
        ("ducklake:postgresql://db/news", "where its Parquet files are"),
        ("ducklake:postgresql://db/?data=/srv", "names one database"),
        ("ducklake:postgresql://db/news?data=lake/files", "absolute path"),
        ("ducklake:postgresql://db/news?data=s3://", "names no bucket"),
        ("ducklake:postgresql://db/news?data=http://a/b", "on S3"),
        ("ducklake:postgresql://db/news?data=/srv&data=/srw", "data is there twice"),
        ("ducklake:postgresql://db/news?host=db2&data=/srv", "names its host twice"),
        ("ducklake:postgresql://db/news?data=/srv&shcema=eu", "'shcema' is no setting of a lake: there are"),
        ("ducklake:postgresql://db/news?data=/srv&schema=a.b", "name of a PostgreSQL schema"),
        ("ducklake:postgresql://db:many/news?data=/srv", "not the address of a lake"),
        ("ducklake:postgresql://me:hunter2@db/news?data=/srv", "PGPASSWORD"),
        ("ducklake:postgresql://db/news?data=/srv&password=hunter2", "PGPASSWORD"),
    ],
)
def test_what_is_wrong_is_said_without_secrets(text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault) as error:
        load_settings(warehouse=text)
    assert str(error.value).startswith("settings: warehouse: ") and "hunter2" not in str(error.value)


def test_settings_keep_the_address_as_prefect_stores_them() -> None:
    settings = load_settings(warehouse="ducklake:postgresql://db/news?data=s3://bucket/a")
    stored = settings.model_dump_json()
    assert '"warehouse":"ducklake:postgresql://db/news?data=s3://bucket/a"' in stored
    assert Settings.model_validate_json(stored) == settings
