"""The life of a process: what it imports when, the signals that it hears, with whom it ends."""
