"""What decides the rows of a run: the versions of code, model and reference data."""

from importlib.metadata import version
from pathlib import Path

from flows.batch.staging import fingerprint
from flows.settings import Settings
from transforms.model import model_version


def versions(settings: Settings) -> dict[str, str]:
    """What makes the rows of a run with these settings, as `quality.runs.versions` says it."""
    return versions_with(settings.model, settings.reference)


def versions_with(model: str, reference: Path) -> dict[str, str]:
    return {
        "readout": version("readout"),
        "model": f"{model} {model_version(model)}",
        "spacy": version("spacy"),
        "rules": fingerprint(reference),
    }
