"""Makes the pages of Data Docs independent of other hosts.

Great Expectations' pages load their styles and scripts from a dozen hosts. The same files lie in
`docs_assets/` (their authors and licences in its NOTICE) and are put beside the pages, which then
name them, and last a stylesheet of ours that makes them fit a screen. The libraries of charts are
left out: no page of ours draws one.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath

_ASSETS = Path(__file__).with_name("docs_assets")
_FOLDER = PurePosixPath("static/offline")
_IMAGES = PurePosixPath("static/images")

# A file by the name at the end of its address, where ours has another.
_OURS = {
    "all.min.css": "icons.css",
    "bootstrap-prefers-dark.css": "bootstrap-prefers-dark.min.css",
    "bootstrap-table-filter-control.css": "bootstrap-table-filter-control.min.css",
    "jquery-3.7.1.min.js": "jquery.min.js",
}
_CHARTS = re.compile(r"vega(-lite|-embed)?@\d+")
# The logo for dark pages is not among the images that come with the pages.
_LOGOS = {"logo-long.png": "logo-long.png", "full_logo_dark.png": "logo-long.png"}

_TAG = re.compile(r"<(?:link|script|img)\b[^>]*>(?:\s*</script>)?", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*["'](https?://[^"']+)["']""", re.IGNORECASE)
# After all others, so that it has the last word.
_FITS, _END_OF_HEAD = "fits.css", "</head>"
# Digests and modes of requests to other hosts, which a page opened as a file refuses.
_OF_REQUESTS = re.compile(r"""\s(?:integrity|crossorigin)=["'][^"']*["']""")
# The way to the site's own files, which is short by a folder on the page of a table.
_TO_STATIC = re.compile(r'"(?:\.\./)+static/')
_IN_STYLES = re.compile(r"""url\(["']?(https?://[^"')]+)["']?\)""")


def make_offline(site: Path) -> None:
    """Put the files beside the pages of a built site and have every page name them.

    Raises:
        ValueError: a page loads a file that `docs_assets/` does not have.
        OSError: the site cannot be written.
    """
    shutil.copytree(_ASSETS, site / _FOLDER)
    for page in sorted(site.rglob("*.html")):
        root = "../" * (len(page.relative_to(site).parts) - 1)
        page.write_text(_rewritten(page.read_text(encoding="utf-8"), root), encoding="utf-8")


def _rewritten(page: str, root: str) -> str:
    """A page that names what it loads below `root`, the way from it to the site's folder."""

    def tag(found: re.Match[str]) -> str:
        text = found[0]
        address = _ADDRESS.search(text)
        if address is None:
            return text
        if _CHARTS.fullmatch(_name(address[1])):
            return ""
        return _OF_REQUESTS.sub("", text.replace(address[1], root + _file(address[1])))

    page = _TO_STATIC.sub(f'"{root}static/', page)
    styled = _IN_STYLES.sub(lambda found: f"url('{root}{_file(found[1])}')", page)
    ours = f'<link rel="stylesheet" href="{root}{_FOLDER / _FITS}">'
    return _TAG.sub(tag, styled).replace(_END_OF_HEAD, ours + _END_OF_HEAD, 1)


def _name(address: str) -> str:
    """What an address ends with, without its query."""
    return address.partition("?")[0].rpartition("/")[2]


def _file(address: str) -> str:
    """The file of the site that has what the address has."""
    name = _name(address)
    if name in _LOGOS:
        return str(_IMAGES / _LOGOS[name])
    ours = _OURS.get(name, name)
    if not (_ASSETS / ours).is_file():
        raise ValueError(f"Data Docs load {name} from another host: add it to {_ASSETS.name}")
    return str(_FOLDER / ours)
