"""Where the stages of a batch run: processes of this machine, or a Dask cluster."""
