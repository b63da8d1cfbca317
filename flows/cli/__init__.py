"""The `readout` command: `app` lists its commands, each of which has a module of its name."""
