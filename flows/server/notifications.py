"""Telling people when a run failed or something is wrong with what it brought: Prefect's automations.

Prefect emits an event when a run fails, the run one of what is wrong with its data
(`flows.server.quality_event`). Both are posted to an address as {"text": "..."}, which Slack, Mattermost and
Teams take.
"""

from typing import cast
from uuid import UUID

from prefect.automations import Automation, CallWebhook, EventTrigger, Posture
from prefect.blocks.webhook import Webhook
from pydantic import SecretStr

from flows.server.quality_event import QUALITY

BLOCK = "readout-notify"
FAILED = EventTrigger(
    expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
    match={"prefect.resource.id": "prefect.flow-run.*"},
    match_related={"prefect.resource.role": "flow", "prefect.resource.name": "readout"},
    for_each={"prefect.resource.id"},
    posture=Posture.Reactive,
    threshold=1,
)
WARNED = EventTrigger(
    expect={QUALITY}, for_each={"prefect.resource.id"}, posture=Posture.Reactive, threshold=1
)
# Name: what fires it, and the text in Jinja, which Prefect fills in
AUTOMATIONS = {
    "readout: failed runs": (
        FAILED,
        "'Readout run ' ~ flow_run.name ~ ': ' ~ flow_run.state.name ~ '. ' ~ (flow_run.state.message or '')",
    ),
    "readout: data quality": (WARNED, "event.payload.text"),
}


def tell_of(address: str) -> None:
    """Have Prefect post failed runs and what is wrong with data to `address`, in place of an earlier one.

    Whoever can read the server's blocks can post there.
    """
    block = Webhook(method="POST", url=SecretStr(address))
    block_id = cast(UUID, block.save(BLOCK, overwrite=True))  # a coroutine only where an event loop runs
    for name, (trigger, text) in AUTOMATIONS.items():
        payload = f'{{"text": {{{{ ({text}) | tojson }}}}}}'
        action = CallWebhook(block_document_id=block_id, payload=payload)
        wanted = Automation(
            name=name, description="Made by `readout serve --notify`.", trigger=trigger, actions=[action]
        )
        try:
            wanted.id = cast(Automation, Automation.read(name=name)).id
        except ValueError:
            wanted.create()
        else:
            wanted.update()
