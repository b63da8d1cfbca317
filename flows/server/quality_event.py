"""The event by which a run tells Prefect that something is wrong with what it brought."""

from prefect.events import emit_event

from flows.report import RunReport

QUALITY = "readout.quality.warning"


def emit_quality(report: RunReport) -> None:
    """Emit the event of a run that turned articles away or found something out of the usual, if it did."""
    if not report.warnings and not report.articles_quarantined:
        return
    found = [*report.warnings]
    if report.articles_quarantined:
        found.insert(0, f"{report.articles_quarantined} of {report.articles_seen} articles turned away")
    emit_event(
        QUALITY,
        resource={
            "prefect.resource.id": f"readout.run.{report.run_id}",
            "prefect.resource.name": report.run_id,
        },
        payload={
            "text": f"Readout run {report.run_id}: {'; '.join(found)}",
            "warehouse": report.warehouse.name,
            "warnings": report.warnings,
            **report.counts(),
        },
    )
