"""A batch on disk, and what is done with it stage by stage. Without Prefect."""
