"""What a user can set: flags win over READOUT_* variables, those over readout.toml, those over defaults."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.batch.watch import Limits
from flows.bounds import BATCH_MB, MAX_UNPACKED
from transforms.lexicon.reference import REFERENCE
from transforms.model import MODEL, Model
from warehouse.address import USUAL, Warehouse, in_utf8, parse_warehouse

FILE = Path("readout.toml")
PROJECT = Path(__file__).resolve().parent.parent
# Of a checkout its own; where Readout is installed as a package, in the current folder
SOURCES = (PROJECT if (PROJECT / "pyproject.toml").is_file() else Path()) / "seeds" / "sources"


# A path or the address of a lake, in JSON as in a flag
WarehouseSetting = Annotated[
    Warehouse,
    PlainValidator(parse_warehouse, json_schema_input_type=str),
    PlainSerializer(str, return_type=str, when_used="json"),
]
FolderSetting = Annotated[Path, AfterValidator(in_utf8)]


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and what is wrong."""

    exit_code = 2


class Settings(BaseSettings):
    """The settings of a run. `readout.toml` is looked for in the current folder."""

    model_config = SettingsConfigDict(
        env_prefix="READOUT_", toml_file=FILE, extra="forbid", frozen=True, protected_namespaces=()
    )

    warehouse: WarehouseSetting = Field(
        USUAL,
        description="The DuckDB file to publish to, or the address of a lake (docs/lake.md).",
    )
    staging: FolderSetting = Field(
        Path("warehouse/.staging"),
        description="This machine's folder of batches bound for a lake; those of a file wait beside it.",
    )
    model: str = Field(MODEL, description="The installed spaCy pipeline that annotates.")
    stock_pipeline: bool = Field(
        False, description="Have spaCy's own components annotate, without what makes them quicker here."
    )
    reference: FolderSetting = Field(REFERENCE, description="The folder of reference tables.")
    sources: FolderSetting = Field(SOURCES, description="The folder of source files.")
    batch_size: int = Field(200, ge=1, le=10_000, description="Articles in a batch.")
    batch_mb: int = Field(
        BATCH_MB, ge=1, le=1000, description="Megabytes of content from which a batch is full."
    )
    max_unpacked_mb: int = Field(
        MAX_UNPACKED,
        ge=1,
        description="Megabytes that are read of one file, unpacked; the rest is quarantined.",
    )
    workers: int = Field(
        0, ge=0, le=256, description="Annotating processes; 0: one a core once there is more than one batch."
    )
    article_seconds: float = Field(
        120, gt=0, le=86_400, description="Seconds that cleaning or annotating one article may take."
    )
    article_memory: int = Field(
        2_000, ge=100, description="Megabytes that an annotator may take for one article, on Linux."
    )
    stop_grace: float = Field(
        60, ge=0, description="Seconds that a run which is asked to stop has for the batches in flight."
    )
    executor: Literal["local", "dask"] = Field(
        "local", description="Where batches are annotated: processes of this machine, or a Dask cluster."
    )
    scheduler: str | None = Field(
        None, description="The address of the Dask cluster's scheduler, such as tcp://10.0.0.5:8786."
    )
    lock_timeout: float = Field(600, ge=0, description="Seconds to wait for another run to end.")
    docs_kept: int = Field(
        20, ge=0, le=10_000, description="Runs whose Data Docs are kept; 0: none are built."
    )
    check_published: bool = Field(
        False, description="Have a run check all published tables at its end (docs/quality.md)."
    )
    verbose: bool = Field(False, description="Say more of what happens.")
    log_format: Literal["text", "json"] = Field(
        "text", description="What a run says on standard error: text, or json, an object a line."
    )

    @model_validator(mode="after")
    def a_cluster_has_an_address(self) -> "Settings":
        if self.executor == "dask" and not self.scheduler:
            raise ValueError("executor: dask needs the address of a scheduler (READOUT_SCHEDULER)")
        return self

    @property
    def pipeline(self) -> Model:
        """What annotators read with."""
        return Model(self.model, self.stock_pipeline)

    @property
    def limits(self) -> Limits:
        """What annotators hold each article to."""
        return Limits(self.article_seconds, self.article_memory)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: object) -> Settings:
    """The settings with `flags` that are not None on top. Raises SettingsError naming key and fault."""
    if os.path.lexists(FILE) and not FILE.is_file():  # which pydantic would pass over
        raise SettingsError(f"settings: {FILE}: is there, but is no file")
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
        raise SettingsError(f"settings: {faults}") from error
    except (ValueError, OSError) as error:  # a readout.toml that is not TOML, or cannot be read
        raise SettingsError(f"settings: {FILE}: {error}") from error
