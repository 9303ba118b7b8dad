"""Which third-party files are published, and how."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import storages
from django.core.management import call_command

from config.assets import HashedStaticStorage, NodeModulesFinder


@pytest.fixture
def node_modules(settings, tmp_path):
    """A node_modules with one package that has a listed file and one that is nobody's business."""
    package = tmp_path / "node_modules" / "charts" / "dist"
    package.mkdir(parents=True)
    (package / "charts.min.js").write_text("draw()\n//# sourceMappingURL=charts.min.js.map\n")
    (package / "secret.js").write_text("no()")
    settings.NODE_MODULES = tmp_path / "node_modules"
    settings.NODE_FILES = {"vendor/charts.min.js": "charts/dist/charts.min.js"}
    return package


def test_a_listed_file_is_found_under_its_published_name(node_modules):
    found = NodeModulesFinder().find("vendor/charts.min.js")

    assert found == str(node_modules / "charts.min.js")


@pytest.mark.parametrize("path", ["vendor/secret.js", "charts/dist/secret.js", "charts.min.js"])
def test_nothing_else_of_node_modules_is_found(node_modules, path):
    finder = NodeModulesFinder()

    assert finder.find(path) is None
    assert finder.find(path, find_all=True) == []


def test_a_file_that_is_not_installed_is_named_by_the_system_check(node_modules):
    (node_modules / "charts.min.js").unlink()

    [warning] = NodeModulesFinder().check()

    assert "vendor/charts.min.js" in warning.msg
    assert "make setup" in warning.hint


def test_collecting_stops_when_a_listed_file_is_not_installed(node_modules):
    (node_modules / "charts.min.js").unlink()

    with pytest.raises(FileNotFoundError, match="make setup"):
        list(NodeModulesFinder().list(None))


def test_collected_files_refer_to_each_other_by_hashed_names_and_need_no_source_map(
    node_modules, settings, tmp_path
):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [tmp_path / "own"]
    own = tmp_path / "own" / "js"
    own.mkdir(parents=True)
    (own / "page.js").write_text('import { row } from "./row.js";\nrow();\n')
    (own / "row.js").write_text("export function row() {}\n")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.assets.HashedStaticStorage"},
    }
    finders.get_finder.cache_clear()

    call_command("collectstatic", interactive=False, verbosity=0)

    finders.get_finder.cache_clear()
    manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    vendor = (settings.STATIC_ROOT / manifest["vendor/charts.min.js"]).read_text()
    assert vendor.startswith("draw()")
    page = (settings.STATIC_ROOT / manifest["js/page.js"]).read_text()
    assert Path(manifest["js/row.js"]).name in page


def test_the_projects_own_files_can_all_be_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.assets.HashedStaticStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert isinstance(storages["staticfiles"], HashedStaticStorage)
    published = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert set(settings.NODE_FILES) <= set(published)
