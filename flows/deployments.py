"""Prefect deployments: one per source file with a schedule."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    StateType,
)
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval, Schedule
from prefect.states import Cancelled
from prefect.types import DateTime
from prefect.types.entrypoint import EntrypointType

from flows.readout import readout
from flows.settings import Settings
from flows.sources import SourceConfig

PAGE = 200  # flow runs per request, the maximum of Prefect's API
# Origin of intervals, so that a restart does not shift them.
ANCHOR = datetime(2024, 1, 1, tzinfo=UTC)


def schedule_of(config: SourceConfig) -> Schedule | None:
    """The schedule of a source; None if its file states none."""
    if config.cron:
        return Cron(config.cron, timezone=config.timezone)
    if config.interval:
        return Interval(config.interval, anchor_date=ANCHOR, timezone=config.timezone)
    return None


def deployment_of(config: SourceConfig, settings: Settings, work_pool: str | None = None) -> RunnerDeployment:
    """The deployment that reads a source on its schedule, one run at a time.

    A run that is due while the previous one is under way is cancelled: the previous one reads the same.
    """
    schedule = schedule_of(config)
    portable = settings
    if isinstance(settings.warehouse, Path):  # the run may have another working directory
        portable = settings.model_copy(update={"warehouse": settings.warehouse.absolute()})
    deployment = readout.to_deployment(
        name=config.name,
        schedules=[schedule] if schedule else [],
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        parameters={
            "sources": [str(settings.sources / f"{config.name}.yml")],
            "settings": portable.model_dump(mode="json"),
        },
        description=f"Reads {config.name} ({config.kind}: {config.location})",
        tags=["readout", config.kind],
        entrypoint_type=EntrypointType.MODULE_PATH,
        work_pool_name=work_pool,
    )
    return cast(RunnerDeployment, deployment)  # a coroutine only if an event loop is running


def drop_missed(deployment_id: UUID, keep_latest: bool, now: datetime) -> int:
    """Cancel the runs of a deployment that were due before `now` and never started.

    `keep_latest` keeps the most recent one, which reads all that the others would have. Returns the number of
    cancelled runs. Without this, a service that was down for a day would start with a day's worth of runs.
    """
    with get_client(sync_client=True) as client:
        missed = missed_runs(client, deployment_id, now)
        for run in missed[1:] if keep_latest else missed:
            client.set_flow_run_state(run, Cancelled(message="missed; see catch_up"), force=True)
    return max(0, len(missed) - keep_latest)


def missed_runs(client: SyncPrefectClient, deployment_id: UUID, now: datetime) -> Sequence[UUID]:
    """The ids of runs that were due before `now` and never started, latest first."""
    runs = client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=DateTime.instance(now)),
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=PAGE,
    )
    return [run.id for run in runs]
