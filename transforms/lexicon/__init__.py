"""The reference tables as the rules use them: names, reporting verbs, PLOVER's types."""
