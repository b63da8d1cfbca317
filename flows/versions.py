"""What decides the rows of a run: the versions of code, model and reference data."""

from importlib.metadata import version

from flows.settings import Settings
from flows.staging import fingerprint
from transforms.model import model_version


def versions(settings: Settings) -> dict[str, str]:
    """What makes the rows of a run with these settings, as `quality.runs.versions` says it."""
    return {
        "readout": version("readout"),
        "model": f"{settings.model} {model_version(settings.model)}",
        "spacy": version("spacy"),
        "rules": fingerprint(settings.reference),
    }
