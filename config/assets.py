"""Front-end files: which of the installed packages' files are published, and under which names."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class OneFileStorage(FileSystemStorage):
    """The folder of one published file; `collectstatic` writes the file below `prefix`.

    The published name is the prefix and the file's own name, so the two must end alike.
    """

    def __init__(self, source: Path, published: str) -> None:
        super().__init__(location=source.parent)
        self.prefix = str(Path(published).parent)


class NodeModulesFinder(BaseFinder):
    """Finds the files that `settings.NODE_FILES` lists, and nothing else, in node_modules.

    Third-party files are installed from a registry and never committed; whole `dist` folders would
    publish tens of megabytes and break hashed names for want of their source maps.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = Path(settings.NODE_MODULES)
        self.files = {name: root / source for name, source in settings.NODE_FILES.items()}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Say which listed files are not installed; the pages that need them would miss them."""
        missing = [name for name, source in self.files.items() if not source.is_file()]
        if not missing:
            return []
        return [
            CheckWarning(
                f"Front-end files are not installed: {', '.join(missing)}",
                hint="Run `make setup`.",
                id="config.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The place of the published `path`; a list of places when `find_all`."""
        source = self.files.get(path)
        place = str(source) if source and source.is_file() else None
        if find_all:
            return [place] if place else []
        return place

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Each published file with a storage that holds it.

        Raises:
            FileNotFoundError: a listed file is not installed.
        """
        for published, source in self.files.items():
            if matches_patterns(published, ignore_patterns or ()):
                continue
            if not source.is_file():
                raise FileNotFoundError(f"{source} is missing: run `make setup` first")
            yield source.name, OneFileStorage(source, published)


def _rules() -> tuple:
    """Django's rules for rewriting references to hashed names, as they suit our files.

    Less those for source maps, which are not published; and those for imports of ES modules only
    for our own, because in the comments of others they find references that lead nowhere.
    """
    kept = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in ManifestStaticFilesStorage.patterns
    )
    _, imports = ManifestStaticFilesStorage._js_module_import_aggregation_patterns  # type: ignore[attr-defined]
    return (*kept, ("js/*.js", imports))


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """Content-hashed, compressed names, cached for ever; our ES modules import by such names."""

    patterns = _rules()
