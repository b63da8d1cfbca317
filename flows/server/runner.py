"""The runner of a service: when it is to stop, its runs finish what is at hand."""

from prefect.runner import Runner

from flows.server.internals import tell_runs_to_end


class PatientRunner(Runner):
    """A runner that begins no run any more once `astop` is called, and ends when those under way have.

    They are told to end, and publish what is complete. Prefect's own gives them half a minute and calls them
    crashed.
    """

    async def cancel_all(self) -> None:
        """What `astop` does with the runs under way."""
        tell_runs_to_end(self)
