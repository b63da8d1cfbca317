"""The lifecycle of a process: its imports, its signals, and its end."""
