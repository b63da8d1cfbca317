"""A local Prefect server for as long as Readout needs one, and notifications."""
