"""The Data Docs of runs, served beside the dashboards."""

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from warehouse.address import Warehouse
from warehouse.docs import RUN_ID, docs_folder

PATH = "data-docs"
# The pages say as much of themselves; one that could be made to say otherwise still runs nothing
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class DataDocs(StaticFiles):
    """The pages of runs that have Data Docs, and nothing else that may lie in their folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self.config_checked = True  # the folder comes with the first run

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not RUN_ID.fullmatch("".join(Path(path).parts[:1])):
            raise HTTPException(404)
        return await super().get_response(path, scope)

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response


def route(warehouse: Warehouse, hosts: list[str]) -> Mount:
    """The route to them; `hosts` are the names that the server answers to, any where there are none."""
    return Mount(f"/{PATH}", TrustedHostMiddleware(DataDocs(docs_folder(warehouse)), hosts or ["*"]))


def address(run_id: str) -> str:
    """The address of a run's first page, from any page of the dashboards."""
    return f"{PATH}/{run_id}/"
