"""Write the columns of the tables into README.md, from the schema: `python -m docs.tables`."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import schema

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- columns of {} -->", "<!-- end -->"


def rows(fields: tuple[schema.Field, ...]) -> str:
    """A Markdown table of columns: name, type, what it holds."""
    lines = ["| column | type | what it holds |", "| --- | --- | --- |"]
    lines += [f"| `{field.name}` | {_type(field)} | {field.description} |" for field in fields]
    return "\n".join(lines)


def _type(field: schema.Field) -> str:
    kind = "text" if field.type == "string" else field.type
    return f"{kind}, {field.unit}" if field.unit else kind


def blocks() -> dict[str, str]:
    """The tables of the README: name of the block to its text."""
    common = {field.name for field in schema.EVENT_FIELDS}
    own = tuple(field for field in schema.REPORT_FIELDS if field.name not in common)
    return {"events": rows(schema.EVENT_FIELDS), "reports": rows(own), "issues": rows(schema.ISSUE_FIELDS)}


def filled(text: str) -> str:
    """The README's text with every block between its marks written anew."""
    for name, table in blocks().items():
        begin = BEGIN.format(name)
        found = re.search(f"{re.escape(begin)}.*?{re.escape(END)}", text, re.DOTALL)
        if found is None:
            raise ValueError(f"README.md has no block {begin!r} ... {END!r}")
        text = f"{text[: found.start()]}{begin}\n{table}\n{END}{text[found.end() :]}"
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
