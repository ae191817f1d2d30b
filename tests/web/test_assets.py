"""The static tree: its hash, its budgets, and what may not be in it."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from web.assets import Assets, read_assets, without_comments

WEB = Path(__file__).parents[2] / "web"
STATIC = WEB / "static"
KILO = 1000


@pytest.fixture(scope="module")
def assets() -> Assets:
    return read_assets(STATIC)


def own_modules() -> list[Path]:
    return sorted((STATIC / "js").rglob("*.js"))


def sent_bytes(assets: Assets, names: list[str]) -> int:
    return sum(len(assets.files[name].gzipped or assets.files[name].body) for name in names)


def test_the_hash_changes_with_any_byte_and_any_name(tmp_path):
    (tmp_path / "a.js").write_text("1")
    first = read_assets(tmp_path).hash
    assert read_assets(tmp_path).hash == first
    (tmp_path / "a.js").write_text("2")
    second = read_assets(tmp_path).hash
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, read_assets(tmp_path).hash}) == 3


def test_only_known_kinds_of_files_are_served(tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    (tmp_path / "a.css.swp").write_text("a{}")
    (tmp_path / ".DS_Store").write_text("x")
    assert list(read_assets(tmp_path).files) == ["a.css"]


def test_a_page_starts_with_at_most_60_kilobytes_of_script(assets):
    assert sent_bytes(assets, [*assets.modules(), "js/first_paint.js"]) <= 60 * KILO


def test_the_styles_are_at_most_15_kilobytes(assets):
    sheets = {name for name in assets.files if name.endswith(".css")}
    assert (
        sent_bytes(assets, sorted(sheets - {"css/share.css"})) <= 15 * KILO
    )  # some of it comes with its views
    assert sent_bytes(assets, ["css/share.css"]) <= KILO  # of a page by itself


def test_what_a_page_starts_with_is_what_main_js_imports_and_not_what_comes_later(assets):
    modules = assets.modules()
    assert "js/main.js" in modules
    assert "js/player/slot.js" in modules
    assert "vendor/preact.js" in modules
    assert "js/views/settings/settings.js" not in modules


def test_every_module_is_reached_from_the_page(assets):
    by_themselves = {"js/first_paint.js", "js/share/main.js", "js/player/timer_worker.js"}
    reached = set(assets.modules()) | by_themselves
    waiting = list(reached)
    while waiting:
        name = waiting.pop()
        text = (STATIC / name).read_text()
        for step in re.findall(r'(?:from|import\()\s*"(\.[^"]+)"', text):
            found = (STATIC / name).parent.joinpath(step).resolve().relative_to(STATIC).as_posix()
            assert found in assets.files, f"{name} imports {step}"
            if found not in reached:
                reached.add(found)
                waiting.append(found)
    assert {name for name in assets.files if name.startswith("js/")} <= reached


def test_no_module_is_longer_than_250_lines():
    long = {path.name: n for path in own_modules() if (n := len(path.read_text().splitlines())) > 250}
    assert not long


def test_every_module_says_first_what_it_is_for():
    assert [path.name for path in own_modules() if not path.read_text().startswith("// ")] == []


@pytest.mark.parametrize(
    "word",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "dangerouslySet",
        "document.write",
        "eval(",
        "new Function",
    ],
)
def test_no_module_makes_markup_or_code_from_text(word):
    assert [path.name for path in own_modules() if word in path.read_text()] == []


def test_nothing_is_asked_of_another_origin():
    texts = {
        path: path.read_text() for path in STATIC.rglob("*") if path.suffix in {".js", ".css", ".webmanifest"}
    }
    own = {path: text for path, text in texts.items() if path.parent.name != "vendor"}
    assert [path.name for path, text in own.items() if re.search(r"https?://|url\(['\"]?//", text)] == []


def test_a_clients_address_book_is_the_servers():
    listed = re.search(r"const PAGES = \[(.*?)\]", (STATIC / "js/state/route.js").read_text())
    assert listed
    from web.blueprint import CLIENT_ROUTES

    assert set(re.findall(r'"(\w+)"', listed[1])) == {rule.split("/")[1] for rule in CLIENT_ROUTES} - {""}


def test_what_is_not_ours_is_what_it_is_said_to_be():
    sums = (STATIC / "vendor/SHA256SUMS").read_text().split()
    expected = dict(zip(sums[1::2], sums[0::2], strict=True))
    found = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in expected}
    assert found == expected
    assert {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.woff2")} < set(expected)
    assert {"MIT", "Apache-2.0"} <= set(
        re.findall(r"MIT|Apache-2\.0", (STATIC / "vendor/LICENSES.txt").read_text())
    )


def test_comments_go_and_lines_keep_their_numbers():
    source = '// one\nconst a = "// no comment"; // stays\n/**\n * two\n */\n  /** three */\nlet b; /** @type {x} */\n'
    bare = without_comments(source)
    assert bare == '\nconst a = "// no comment"; // stays\n\n\n\n\nlet b; /** @type {x} */\n'
    assert bare.count("\n") == source.count("\n")


def test_modules_without_their_comments_are_still_modules(assets, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    for name, asset in assets.files.items():
        if name.startswith("js/"):
            copy = tmp_path / name.replace("/", "-").replace(".js", ".mjs")
            copy.write_bytes(asset.body)
            done = subprocess.run(
                [node, "--check", copy], capture_output=True, text=True, timeout=30, check=False
            )
            assert done.returncode == 0, f"{name}: {done.stderr}"


@pytest.mark.slow
def test_the_modules_own_tests_pass():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    files = sorted(str(path) for path in (Path(__file__).parent / "js").glob("*.test.mjs"))
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"pass [1-9]", done.stdout)
