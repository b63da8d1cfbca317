"""The `readout` command: `app` lists its commands, each in a module of its name."""
