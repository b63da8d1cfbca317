"""The check of the published tables: a function of the checker process, and of a command."""

from dataclasses import replace
from pathlib import Path

from expectations.results import CheckResult
from flows.batch.check import light_great_expectations, plover
from warehouse.address import Warehouse
from warehouse.parts import actual, parts
from warehouse.project import new_tables, project_folder
from warehouse.read import connect
from warehouse.read import published as published_rows

SOURCES = "SELECT article_id, source, source_ref FROM core.articles WHERE article_id IN (SELECT unnest(?))"


def check_published(warehouse: Warehouse, reference: Path) -> list[CheckResult]:
    """Check the published tables against their suites, and bring the Great Expectations project up to date.

    Where a table lacks what is declared, only the structure is checked. Failing rows name source and
    reference of their article. Raises what `warehouse.read.connect` does, OSError and duckdb.Error.
    """
    with light_great_expectations():
        from expectations import project, published

    folder, ontology = project_folder(warehouse), plover(reference)
    with connect(warehouse) as connection:
        results = published.check_structure({t.full_name: actual(connection, t) for t in published.TABLES})
    if all(check.success for check in results):
        with new_tables(folder) as files:
            with connect(warehouse) as connection:  # closed before the checks need the memory that it holds
                published.write_tables(files, parts(connection), ontology)
            results += published.check_tables(files, ontology)
            project.update(folder, ontology)
    return with_sources(results, warehouse)


def with_sources(results: list[CheckResult], warehouse: Warehouse) -> list[CheckResult]:
    """The results with source and reference of its article added to each failing row."""
    ids = {str(row["article_id"]) for check in results for row in check.failing if row.get("article_id")}
    found = published_rows(warehouse, SOURCES, [sorted(ids)]) if ids else []
    sources = {article: {"source": source, "source_ref": ref} for article, source, ref in found}
    return [
        replace(
            check, failing=[{**row, **sources.get(str(row.get("article_id")), {})} for row in check.failing]
        )
        for check in results
    ]
