"""Data Docs: Great Expectations' own site about the checks of a run, readable offline and without scripts.

`site` builds it of the results that the run already has, `view` replaces Great Expectations' page frame, and
`plain` writes the page of a run that checked no table.
"""
