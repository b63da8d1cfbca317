"""The marts: their SQL, and how they follow a load."""
