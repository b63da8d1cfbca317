"""The dashboards over a lake: the same pages, and what is published there shows at the next look.

Slow, as it takes a server more: `make test` has the pages over a file, and what they ask of a lake in
tests/warehouse/store/test_lake.py: SQL of users is sealed, what is published is seen at the next look.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import ROOT
from tests.dashboard.conftest import Visit, wait_until_up
from tests.support.services import free_port, postgres
from transforms import schema
from warehouse.address import parse_lake
from warehouse.marts.refresh import materialise
from warehouse.read import connect
from warehouse.store.writing import prepare, writing


@pytest.mark.slow
def test_pages_of_a_lake(
    sample_warehouse: Path, context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres() as catalogue:
        monkeypatch.setenv("PGPASSWORD", catalogue.password)
        lake = parse_lake(catalogue.address(tmp_path / "files", "news"))
        prepare(lake, 60)
        port = free_port()
        command = [
            Path(sys.executable).with_name("readout"),
            "dashboard",
            "--port",
            str(port),
            "-w",
            str(lake),
        ]
        server = subprocess.Popen(list(map(str, command)), cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_up(f"{address}/_stcore/health", server)
            visit = Visit(context.new_page(), address)
            visit.open()
            visit.says("No articles yet")
            with connect(sample_warehouse) as samples, writing(lake, 60) as connection:
                connection.execute("BEGIN")
                for table in schema.CORE:
                    connection.register("rows", samples.execute(f"FROM {table.full_name}").to_arrow_table())
                    connection.execute(f"INSERT INTO {table.full_name} BY NAME FROM rows")
                materialise(connection)
                connection.execute("COMMIT")
            page = visit.open()
            articles = page.get_by_test_id("stMetric").filter(has_text="Articles")
            expect(articles.get_by_test_id("stMetricValue")).to_have_text("24")
            for path, words in (("voices", "Who is quoted"), ("relations", "Who deals with whom")):
                visit.open(path)
                visit.says(words)
            page.close()
            assert visit.faults == [] and visit.elsewhere == []
        finally:
            server.terminate()
            server.wait()
