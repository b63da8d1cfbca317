"""One article with what was found in it, marked: read, and shown as a page or in the terminal."""
