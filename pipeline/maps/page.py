"""The page: folium's frame, with scripts, style and data put in after folium has rendered it.

folium (branca) compiles what it is given as templates, more than once. So it is given nothing that comes from outside:
it writes the frame, the map, the layers and the controls, and the data goes into the finished text.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import folium
import xyzservices.providers
from branca.element import Element, MacroElement
from jinja2 import Template

from pipeline.errors import OptionError
from pipeline.maps.data import Block, names, to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCRIPTS = (
    "data.js",
    "glyphs.js",
    "filters.js",
    "clusters.js",
    "layers.js",
    "ground.js",
    "details.js",
    "timeline.js",
    "table.js",
    "export.js",
    "address.js",
    "panel.js",
    "page.js",
)
"""Our scripts, in the order in which they are joined."""
SOURCES = ("Natural Earth", "GeoNames (CC BY 4.0)")
"""Where the background comes from."""
TILES = "OpenStreetMap HOT"
"""Tiles that are served without a key; OpenStreetMap's own server refuses pages that are opened from a file."""
_TILES = re.compile(r"https://(?:\{s\}\.)?[a-z0-9.-]+(?::\d+)?/(?:[\w./?=&%@:-]|\{(?:[xyzrs]|-y)\})+")
_INLINE = re.compile(r"<(script|style)(?: type=\"text/javascript\")?>(.*?)</\1>", re.DOTALL)
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


class _Layer(folium.map.Layer):
    """A layer that our script draws."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = dateline.layer({{ this.kind|tojson }});{% endmacro %}"
    )

    def __init__(self, kind: str, label: str, *, show: bool = True) -> None:
        super().__init__(name=label, overlay=True, control=True, show=show)
        self.kind = kind


class _Start(MacroElement):
    """Hands the map over to our script once every layer is there."""

    _template = Template(
        "{% macro script(this, kwargs) %}dateline.start({{ this._parent.get_name() }},"
        " {events: layer_events, areas: layer_areas, ground: layer_ground, tiles: layer_tiles});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]


def _add(parent: Element, child: Element, name: str, identity: str) -> None:
    """Add a child under a fixed name: folium's own ids are random, and would change the bytes of every page."""
    child._name, child._id = name, identity
    parent.add_child(child)


def asset(name: str) -> str:
    """Text of one of our own files."""
    return (resources.files("pipeline") / "assets" / "map" / name).read_text(encoding="utf-8")


def leaflet(name: str) -> str:
    """Text of one of Leaflet's files, from the package that carries them (XStatic-Leaflet)."""
    return (resources.files("xstatic.pkg.leaflet") / "data" / name).read_text(encoding="utf-8")


@cache
def labels(language: str) -> dict[str, str]:
    """Labels of the page in a language; English where one is missing.

    Raises
    ------
    OptionError
        No column of labels.csv has that language.
    """
    rows = list(csv.DictReader(line for line in asset("labels.csv").splitlines() if not line.startswith("#")))
    languages = [name for name in rows[0] if name != "key"]
    if language not in languages:
        raise OptionError(f"--language {language!r}: no labels in it; choose one of {', '.join(languages)}")
    return {row["key"]: row[language] or row["en"] for row in rows}


def for_script(value: Any) -> str:
    """JSON that can stand inside a script element: it cannot end the element nor break a line of script."""
    return to_text(value).decode("utf-8").translate(_UNSAFE)


def _plain(text: str) -> str:
    """Text without control characters and lone surrogates."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _frame(texts: Mapping[str, str], street: folium.TileLayer) -> str:
    """Page of folium with the map, its layers and controls, and nothing from outside."""
    page = folium.Map(
        location=[20, 10], zoom_start=3, tiles=None, prefer_canvas=True, control_scale=True, zoom_snap=0.5
    )
    page.default_js, page.default_css = [], []
    page._name, page._id = "map", "events"
    page.get_root()._id = "page"
    layers: dict[str, folium.map.Layer] = {
        "tiles": street,
        "ground": _Layer("ground", texts["layer.ground"]),
        "areas": _Layer("areas", texts["layer.areas"]),
        "events": _Layer("events", texts["layer.events"]),
    }
    for name, layer in layers.items():
        _add(page, layer, "layer", name)
    _add(page, folium.LayerControl(collapsed=True), "control", "layers")
    _add(page, _Start(), "start", "page")
    return str(page.get_root().render())


def _tiles(name: str, label: str, *, show: bool) -> tuple[folium.TileLayer, str]:
    """Layer of map tiles, and the host to which the page may turn for them.

    Raises
    ------
    OptionError
        `name` is neither one of xyzservices nor an address of tiles, or its server wants a key.
    """
    if name.startswith("https://"):
        if not _TILES.fullmatch(name):
            raise OptionError(
                f"--tiles {name!r}: write an address such as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png"
            )
        host = name.split("/")[2]
        layer = folium.TileLayer(name, attr=host.removeprefix("{s}."), name=label, overlay=True, show=show)
        return layer, host.replace("{s}.", "*.")
    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError:
        raise OptionError(
            f"--tiles {name!r}: not a name of xyzservices, such as {TILES!r}, nor an https address"
        ) from None
    if provider.requires_token():
        raise OptionError(f"--tiles {name!r}: its server wants a key; give the address with the key instead")
    layer = folium.TileLayer(provider, name=label, overlay=True, show=show)
    return layer, str(provider["url"]).split("/")[2].replace("{s}.", "*.")


def _policy(page: str, *, cdn: Sequence[str], host: str) -> str:
    """Content-security policy: this page's own scripts and styles by their hashes, tile pictures, and nothing else."""
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        hashes[kind].append(f"'sha256-{digest}'")
    addresses = {
        kind: [url for url in cdn if url.endswith(ending)] for kind, ending in (("script", ".js"), ("style", ".css"))
    }
    allowed = {kind: " ".join(sorted(set(hashes[kind])) + addresses[kind]) for kind in hashes}
    pictures = [url.rsplit("/", 1)[0] + "/images/" for url in addresses["style"]]
    return (
        f"default-src 'none'; script-src {allowed['script']}; style-src {allowed['style']}; "
        f"img-src {' '.join(['data:', f'https://{host}', *pictures])}; base-uri 'none'; form-action 'none'"
    )


def _cdn_tags() -> tuple[list[str], str]:
    """Addresses of Leaflet where folium loads it from, and the tags, held to the bytes of the installed copy."""
    addresses = [url for name, url in (*folium.Map.default_js, *folium.Map.default_css) if name.startswith("leaflet")]
    tags = []
    for url in addresses[:2]:
        name = url.rsplit("/", 1)[1]
        data = (resources.files("xstatic.pkg.leaflet") / "data" / name).read_bytes()
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")
        check = f'integrity="sha256-{digest}" crossorigin="anonymous"'
        if name.endswith(".js"):
            tags.append(f'<script src="{url}" {check}></script>')
        else:
            tags.append(f'<link rel="stylesheet" href="{url}" {check}>')
    return addresses[:2], "\n".join(tags)


def _licence() -> str:
    """Leaflet's licence, which has to go where its script goes."""
    return (resources.files("pipeline") / "assets" / "leaflet-license.txt").read_text(encoding="utf-8")


def _leaflet_style() -> str:
    """Leaflet's style with its pictures in it."""

    def picture(match: re.Match[str]) -> str:
        data = (resources.files("xstatic.pkg.leaflet") / "data" / match[1]).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(data).decode('ascii')})"

    return re.sub(r"url\((images/[\w-]+\.png)\)", picture, leaflet("leaflet.css")).replace("url(#default#VML)", "none")


def _scripts() -> str:
    joined = "\n".join(asset(name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{joined}}})();\n'


def _data(block: Block, ground: str, settings: Mapping[str, Any]) -> str:
    parts = [f'<script type="application/json" id="settings">{for_script(settings)}</script>']
    parts.append(f'<script type="text/plain" id="ground">{ground}</script>')
    parts.append(f'<script type="text/plain" id="columns">{block.columns}</script>')
    parts += [
        f'<script type="text/plain" id="details-{number}">{chunk}</script>' for number, chunk in enumerate(block.chunks)
    ]
    return "\n".join(parts)


def render(
    block: Block, ground: str, *, title: str, language: str, cdn: bool, tiles: str, attribution: Sequence[str]
) -> str:
    """The whole page as text."""
    texts = labels(language)
    layer, host = _tiles(tiles, texts["layer.tiles"], show=cdn)
    addresses, tags = _cdn_tags() if cdn else ([], "")
    style = ("" if cdn else _leaflet_style()) + asset("map.css")
    library = (
        ""
        if cdn
        else f"<script>/*\n{_licence()}*/\n{leaflet('leaflet.js').split('//# sourceMappingURL')[0]}</script>\n"
    )
    page = _frame(texts, layer).replace("maximum-scale=1.0, user-scalable=no", "viewport-fit=cover")
    page = page.replace("<html>", f'<html lang="{language}">', 1)
    page = page.replace("</head>", f"{tags}{library}<style>{style}</style>\n</head>", 1)
    page = page.replace("<body>", f"<body>\n{asset('page.html')}", 1)
    page = page.replace("</body>", f"<script>{_scripts()}</script>\n</body>", 1)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy(page, cdn=addresses, host=host)}">'
    settings = {
        "title": title,
        "language": language,
        "labels": texts,
        "attribution": [*SOURCES, *attribution],
        **names(),
        "starts": block.starts,
    }
    head = f'<head>\n<meta charset="utf-8">\n{policy}\n<title>{html.escape(_plain(title))}</title>'
    page = page.replace("<head>", head, 1)
    return page.replace("<script>(() =>", f"{_data(block, ground, settings)}\n<script>(() =>", 1)
