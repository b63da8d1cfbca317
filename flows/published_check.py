"""Checks the published tables at the end of a run, if the settings ask for it."""

import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from expectations.outcomes import CRITICAL, OUTCOMES
from expectations.results import WHOLE_RUN, checks_frame
from flows import logs
from flows.batch.published import check_published
from flows.results import PublishedChecks, Run
from flows.workers.pool import Workers
from transforms import schema
from warehouse.hints import command_line
from warehouse.load.load import record
from warehouse.store.writing import writing

log = logging.getLogger(logs.EVENTS)


def published_checks(
    run: Run, reference: Path, timeout: float, start_workers: Callable[[], Workers]
) -> PublishedChecks:
    """Check the published tables and record the results with the run, which still holds the writer lock.

    What fails is reported and stays published, and so does an error in checking.
    """
    try:
        results = start_workers().check(check_published, run.warehouse, reference)
        with writing(run.warehouse, timeout) as connection:
            record(connection, schema.CHECKS, checks_frame(run.run_id, [(WHOLE_RUN, results)]))
    except Exception as error:
        return PublishedChecks(warning=f"could not check the published tables: {error}")
    counts = Counter(check.outcome for check in results)
    log.info("published tables checked", extra={outcome: counts[outcome] for outcome in OUTCOMES})
    if not counts[CRITICAL]:
        return PublishedChecks(results)
    command = command_line("quality", run.warehouse, "--published")
    return PublishedChecks(
        results, f"the published tables break critical rules ({counts[CRITICAL]}): see `{command}`"
    )
