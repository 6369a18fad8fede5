"""The articles that came with this version."""

from functools import cache
from importlib import resources

from notify.domain.help_articles import HelpText
from notify.domain.help_sources import parse_article

_SUFFIX = ".md"


@cache
def file_articles() -> dict[str, HelpText]:
    """Return the articles by their slugs; raises ArticleInvalid naming a bad file."""
    folder = resources.files("notify").joinpath("help")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(_SUFFIX)),
        key=lambda file: file.name,
    )
    slugs = {file.name.removesuffix(_SUFFIX): file for file in files}
    return {
        slug: parse_article(slug, file.read_text(encoding="utf-8")) for slug, file in slugs.items()
    }
