"""Incidents: which events of a story tell of the same deed, and what most reports say of it. No I/O.

`deeds` says what is compared of an event, `likeness` how far two agree or whether they cannot be one,
`groups` which events of a story are one incident, and `facts` makes the row of an incident from its reports.
"""
