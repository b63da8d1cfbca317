"""The versions that determine the rows of a run: of code, model, rules and reference data."""

from importlib.metadata import version
from pathlib import Path

from flows.batch.staging import fingerprint
from flows.settings import Settings
from transforms.model import model_version


def versions(settings: Settings) -> dict[str, str]:
    """The versions of a run with these settings, as stored in `quality.runs.versions`."""
    return versions_with(settings.model, settings.reference)


def versions_with(model: str, reference: Path) -> dict[str, str]:
    """The versions with this model and reference folder: readout, model, spacy, rules."""
    return {
        "readout": version("readout"),
        "model": f"{model} {model_version(model)}",
        "spacy": version("spacy"),
        "rules": fingerprint(reference),
    }
