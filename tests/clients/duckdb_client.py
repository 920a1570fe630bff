"""Read a dataset's files with DuckDB: `python duckdb_client.py FOLDER`; prints rows and types, one JSON object a file."""

# ruff: noqa: T201
from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def main(folder: Path) -> None:
    """Print the number of rows and the types that DuckDB finds."""
    for name, reader in (("events.csv", "read_csv"), ("events.parquet", "read_parquet"), ("reports.csv", "read_csv")):
        table = f"{reader}('{folder / name}')"
        types = {row[0]: row[1] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {table}").fetchall()}
        rows = duckdb.sql(f"SELECT count(*), count(event_date) FROM {table}").fetchall()[0]
        print(json.dumps({"file": name, "rows": rows[0], "dated": rows[1], "types": types}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
