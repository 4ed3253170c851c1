"""SVG files as parts of an HTML page."""

import re

from reports.charts._marks import SERIES
from reports.charts._panels import FINDING, FOOTNOTE
from reports.lightening import lightened

#: Places in an SVG file where a name is defined or referred to.
NAMES = re.compile(r'(\bid="|href="#|url\(#)')
#: A group that belongs to a series (see `reports.charts._marks.belongs`).
BELONGS = re.compile(rf'<g id="{SERIES}([^"]+)"')


def with_series(svg: str) -> str:
    """Say of groups to which series they belong; as an id it would be there several times."""
    return BELONGS.sub(r'<g data-series="\1"', svg)


def inline(svg: str, name: str) -> str:
    """An SVG file as a part of an HTML page: no prologue, and names that are this chart's own."""
    body = lightened(svg[svg.index("<svg") :], name, keep=(FINDING, FOOTNOTE))
    return NAMES.sub(rf"\g<1>{name}-", body)
