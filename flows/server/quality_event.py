"""Emits `readout.quality.warning` when a run quarantines articles or has warnings."""

from prefect.events import emit_event

from flows.report import RunReport

QUALITY = "readout.quality.warning"


def emit_quality_warning(report: RunReport) -> None:
    """Emit the event if the run quarantined articles or has warnings."""
    if not report.warnings and not report.articles_quarantined:
        return
    problems = [*report.warnings]
    if report.articles_quarantined:
        problems.insert(0, f"{report.articles_quarantined} of {report.articles_seen} articles quarantined")
    emit_event(
        QUALITY,
        resource={
            "prefect.resource.id": f"readout.run.{report.run_id}",
            "prefect.resource.name": report.run_id,
        },
        payload={
            "text": f"Readout run {report.run_id}: {'; '.join(problems)}",
            "warehouse": report.warehouse.name,
            "warnings": report.warnings,
            **report.counts(),
        },
    )
