"""Prefect automations that post failed runs and data quality warnings to a webhook.

Prefect emits an event when a run fails; a run emits one for quality warnings (`flows.server.quality_event`).
Both are posted to an address as {"text": "..."}, the format of Slack, Mattermost and Teams.
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
# By name: the trigger, and the text as a Jinja expression that Prefect evaluates
AUTOMATIONS = {
    "readout: failed runs": (
        FAILED,
        "'Readout run ' ~ flow_run.name ~ ': ' ~ flow_run.state.name ~ '. ' ~ (flow_run.state.message or '')",
    ),
    "readout: data quality": (WARNED, "event.payload.text"),
}


def set_up_notifications(address: str) -> None:
    """Create or update the automations so that they post to `address`; replaces an earlier address.

    Anybody who can read the server's blocks can post there.
    """
    block = Webhook(method="POST", url=SecretStr(address))
    block_id = cast(UUID, block.save(BLOCK, overwrite=True))  # a coroutine only if an event loop is running
    for name, (trigger, text) in AUTOMATIONS.items():
        payload = f'{{"text": {{{{ ({text}) | tojson }}}}}}'
        action = CallWebhook(block_document_id=block_id, payload=payload)
        wanted = Automation(
            name=name, description="Created by `readout serve --notify`.", trigger=trigger, actions=[action]
        )
        try:
            wanted.id = cast(Automation, Automation.read(name=name)).id
        except ValueError:
            wanted.create()
        else:
            wanted.update()
