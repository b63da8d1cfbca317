"""What enters the warehouse and when: sources, the flow, settings, the `readout` command."""
