"""Reading the warehouse by its words: search, and articles with what was found in them marked.

`index` keeps the search index, `search` asks it, `article` reads one article, `spans` nests what is marked.
These return data; `terminal` and `page` show it.
"""
