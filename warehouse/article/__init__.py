"""One article with its annotations, as a page or in the terminal."""
