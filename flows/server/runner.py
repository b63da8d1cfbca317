"""The runner of a service, which lets its runs finish their batches when it is stopped."""

from prefect.runner import Runner

from flows.server.internals import tell_runs_to_end


class PatientRunner(Runner):
    """A runner that starts no more runs once `astop` is called, and ends when the running ones have.

    Runs are signalled, and publish what is complete. Prefect's own runner gives them half a minute and marks
    them as crashed.
    """

    async def cancel_all(self) -> None:
        """What `astop` does with running flows."""
        tell_runs_to_end(self)
