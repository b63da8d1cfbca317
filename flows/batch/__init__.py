"""A batch on disk, and the functions of its stages. Independent of Prefect."""
