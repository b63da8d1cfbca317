"""Emits `readout.quality.warning` when a run quarantines articles or has warnings."""

from prefect.events import emit_event

from flows.report import RunReport
from warehouse.shell.escape import line

QUALITY = "readout.quality.warning"


def emit_quality_warning(report: RunReport) -> None:
    """Emit the event if the run quarantined articles or has warnings."""
    if not report.warnings and not report.articles_quarantined:
        return
    emit_event(
        QUALITY,
        resource={
            "prefect.resource.id": f"readout.run.{report.run_id}",
            "prefect.resource.name": report.run_id,
        },
        payload={
            "text": warning_text(report),
            "warehouse": line(report.warehouse.name),
            "warnings": [line(warning) for warning in report.warnings],
            **report.counts(),
        },
    )


def warning_text(report: RunReport) -> str:
    """What is wrong with the data of a run, on one line."""
    problems = [*report.warnings]
    if report.articles_quarantined:
        problems.insert(0, f"{report.articles_quarantined} of {report.articles_seen} articles quarantined")
    return line(f"Readout run {report.run_id}: {'; '.join(problems)}")
