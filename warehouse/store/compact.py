"""Compacts a lake: merges small files and deletes those that only old snapshots need."""

from typing import NamedTuple

import duckdb

from warehouse.address import LakeAddress
from warehouse.store.lake import NAME, LakeError, publishing

# In this order: rows that the catalogue holds itself become files, files of which a tenth is deleted are
# written anew, small ones become one; then snapshots go, and last the files that nothing needs any more,
# among them those that failed runs left.
OLD = "older_than => now() - to_days($days)"
STEPS = {
    "flushed": f"SELECT count(*) FROM ducklake_flush_inlined_data('{NAME}')",
    "rewritten": f"SELECT count(*) FROM ducklake_rewrite_data_files('{NAME}', delete_threshold => 0.1)",
    "merged": f"SELECT count(*) FROM ducklake_merge_adjacent_files('{NAME}')",
    "expired": f"SELECT count(*) FROM ducklake_expire_snapshots('{NAME}', {OLD})",
    "removed": f"SELECT count(*) FROM ducklake_cleanup_old_files('{NAME}', {OLD})",
    "orphaned": f"SELECT count(*) FROM ducklake_delete_orphaned_files('{NAME}', {OLD})",
}
FILES = f"""
    SELECT sum(file_count + delete_file_count), sum(file_size_bytes + delete_file_size_bytes)
    FROM ducklake_table_info('{NAME}')
"""


class Compacted(NamedTuple):
    """What compacting did, and what the lake holds now."""

    snapshots_expired: int
    files_removed: int
    files: int
    bytes: int


def compact(address: LakeAddress, days: int, timeout: float) -> Compacted:
    """Expire snapshots older than `days` days and merge small files; rows are unchanged.

    Waits up to `timeout` seconds for runs that publish; none publishes meanwhile. Readers of an expired
    snapshot have to reconnect. Raises LakeError, WarehouseBusy, and NoWarehouse for a lake that no run has
    created yet.
    """
    try:
        with publishing(address, timeout, make=False) as connection:
            done = {
                step: connection.execute(sql, {"days": days} if "$days" in sql else None).fetchall()[0][0]
                for step, sql in STEPS.items()
            }
            files, size = connection.execute(FILES).fetchall()[0]
    except duckdb.Error as error:
        raise LakeError(f"the lake {address} cannot be compacted: {error}") from error
    return Compacted(done["expired"], done["removed"] + done["orphaned"], int(files), int(size))
