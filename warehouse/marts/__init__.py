"""The marts: their SQL, and their update after a load."""
