"""Stories: which articles tell of the same happening, found by what their beginnings say. No I/O.

`terms` makes the vector of an article, `vectors` compares vectors, `agglomerate` groups the articles of a few
days into chapters, `chapters` finds which of them a load touches, and `links` which chapters are one story.
"""
