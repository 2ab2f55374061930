"""All that a pack can hold and give away, made by the real commands in whatever surroundings.

Run as a program: ``python -m tests.support.everything STAGE,STAGE ROOT``. ``fresh`` makes a pack
and drafts it, ``work`` has several people work on it with all sorts of programs, ``output``
writes all there is to write, ``pages`` looks at the review page, ``seal`` seals, ``redact`` takes
words out of a document. What commands say goes to ``told/STAGE/`` in the pack.
"""

from __future__ import annotations

import contextlib
import getpass
import io
import os
import platform
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polib

from tests.support.building import PAIR, release
from tests.support.dictionary_package import build_dictionary_package
from tests.support.exchange import SUFFIXES, translate
from tests.support.packs import (
    CONFIGURATION,
    DOCUMENT,
    KAZAKH,
    MENDED,
    RUSSIAN,
    TESTIMONY,
    UNITS,
)
from tests.support.review_server import review_server
from tests.support.sources import file_in, place
from tests.support.surroundings import pretend
from tests.support.word import unzipped, zipped

ROAD = "the-road"
"""A second document, in DOCX."""

FOREIGN = {
    "po": "Poedituly", "catalog": "Lokalizova", "xliff": "Xliffqyzy", "xliff2": "Xlifftwova",
    "docx": "Wordbayeva", "csv": "Csvbekova", "tmx": "Tmxbekov", "source": "Avtorbayev",
    "termbase": "Tbxgulova", "memory": "Memorybaev",
}  # fmt: skip
"""Whom the files name that other programs have written."""
MOMENT = "2037-08-19T04:05:06Z"
PSEUDONYMS = ("qalam-31", "qarlyghash-7", "syn-58")
REMARK = "zhumbaqremark: which of the two brothers?"
"""What a translator asks a colleague: for the team, and nobody else."""

TBX = f"""<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><titleStmt><title>x</title><note>{FOREIGN["termbase"]}</note></titleStmt>
<sourceDesc><p>/home/{FOREIGN["termbase"]}/terms</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry><transacGrp><transac type="transactionType">origination</transac>
<transacNote type="responsibility">{FOREIGN["termbase"]}</transacNote><date>{MOMENT}</date>
</transacGrp><langSec xml:lang="en"><termSec><term>brother</term></termSec></langSec>
<langSec xml:lang="kk"><termSec><term>аға</term></termSec></langSec>
<langSec xml:lang="ru"><termSec><term>брат</term></termSec></langSec></conceptEntry>
</body></text></tbx>
"""
TMX = f"""<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="CAT" creationtoolversion="9" segtype="sentence"
o-tmf="c" adminlang="en" srclang="en" datatype="plaintext" creationid="{FOREIGN["memory"]}"/>
<body><tu creationid="{FOREIGN["memory"]}" changedate="20370819T040506Z">
<note>{FOREIGN["memory"]} said so</note><prop type="x-user">{FOREIGN["memory"]}</prop>
<tuv xml:lang="en" changeid="{FOREIGN["memory"]}"><seg>They came at seven.</seg></tuv>
<tuv xml:lang="kk"><seg>Олар жетіде келді.</seg></tuv></tu></body></tmx>
"""

REDACTIONS = """\
redactions:
  - find: {en: asleep, kk: ұйқыда, ru: спали}
    replace: {en: at rest, kk: тыныш, ru: дома}
"""


class Work:
    """A pack in a folder, and what its commands say."""

    def __init__(self, root: Path, stage: str) -> None:
        self.root = root
        self.told = root / "told" / stage
        self.told.mkdir(parents=True)

    def do(self, *arguments: str, expect: int = 0) -> str:
        """Run a command; keep what it says, and return what of that is a result."""
        from kuager.cli import run  # noqa: PLC0415

        result, complaint = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(result), contextlib.redirect_stderr(complaint):
            code = run(["--pack", str(self.root), *arguments])
        said = result.getvalue() + complaint.getvalue()
        assert code == expect, f"{arguments}: {code}\n{said}"
        number = len(list(self.told.iterdir()))
        words = [re.sub(r"\W+", "-", word)[:20] for word in arguments]
        (self.told / f"{number:03} {' '.join(words)[:60]}.txt").write_text(said, "utf-8")
        return result.getvalue()

    def review(self, step: str, units: str, actor: str, *more: str, locale: str = "kk") -> None:
        """Take a step of the review."""
        document, *numbers = [DOCUMENT, *units.split()]
        self.do("review", step, document, locale, *numbers, "--as", actor, *more)

    def exchange(
        self, kind: str, change: Callable[[bytes], bytes], actor: str, expect: int = 0
    ) -> None:
        """Send the Russian catalog out, let a program change the file, and take it in."""
        self.do("exchange", "out", DOCUMENT, "ru", "--to", kind)
        path = self.root / "exchange" / f"{DOCUMENT}.ru{SUFFIXES[kind]}"
        content = path.read_bytes()
        changed = change(content)
        assert changed != content
        path.write_bytes(changed)
        self.do("exchange", "in", str(path), "--as", actor, expect=expect)
        path.unlink()


def fresh(root: Path) -> None:
    """Make a pack with two documents, segment and draft it."""
    (root / "source").mkdir()
    (root / "pyproject.toml").write_text(CONFIGURATION, "utf-8")
    build_dictionary_package(root / "kk.argosmodel", KAZAKH, target="kk")
    build_dictionary_package(root / "ru.argosmodel", RUSSIAN, target="ru")
    (root / "source" / f"{DOCUMENT}.md").write_text(
        f"{TESTIMONY}\n<!-- {FOREIGN['source']} told me -->\n", "utf-8"
    )
    fields = f"id: {ROAD}\ntitle: The road\nlanguage: en\n"
    place(root, f"{ROAD}.docx", _authored(file_in("docx")), fields)
    by = Work(root, "fresh")
    by.do("segment")
    by.do("draft")
    shutil.copytree(root / "locales", root / "fresh")


def work(root: Path) -> None:
    """Let several people work, each with a program that writes names into files."""
    by = Work(root, "work")
    if git := shutil.which("git"):
        subprocess.run([git, "init", "-q"], cwd=root, check=True)
        by.do("merge-driver", "--install")
    Path("terms-of-others.tbx").write_text(TBX, "utf-8")
    by.do("terms", "import", "terms-of-others.tbx")
    Path("terms-of-others.tbx").unlink()
    by.review("confirm", f"1-{UNITS}", "qalam-31")
    by.review("edit", "6", "qalam-31", "--text", MENDED)
    by.review("question", "6", "qarlyghash-7", "--note", REMARK)
    by.review("comment", "5", "qarlyghash-7", "--note", REMARK)
    by.exchange("po", _by_poedit, "qarlyghash-7")
    by.exchange("xliff", _by_xliff_editor, "qarlyghash-7")
    by.exchange("xliff2", _by_another_xliff_editor, "qarlyghash-7")
    by.exchange("docx", _by_word, "qarlyghash-7")
    by.exchange("csv", _by_a_spreadsheet, "qarlyghash-7")
    by.exchange("tmx", _by_a_memory, "qarlyghash-7", expect=1)
    catalog = root / "locales" / "kk" / "LC_MESSAGES" / f"{DOCUMENT}.po"
    catalog.write_bytes(_named(catalog.read_bytes(), FOREIGN["catalog"]))
    by.do("segment")
    by.review("answer", "6", "syn-58", "--note", REMARK)
    by.review("approve", "", "syn-58", "--all", "--unedited")
    by.do("ledger", "verify")


def output(root: Path) -> None:
    """Write all that can be written, in every format."""
    by = Work(root, "output")
    memory = Path("memory-of-others.tmx")
    memory.write_text(TMX, "utf-8")
    by.do("memory", "import", str(memory), "--name", "corpus")
    memory.unlink()
    drafts = str(root / "drafts")
    by.do("export", DOCUMENT, "-l", "kk", "--to", "all", "--format", "json")
    by.do("export", "--to", "all", "--allow-drafts", "--folder", drafts, "--format", "json")
    for kind in SUFFIXES:
        by.do("exchange", "out", DOCUMENT, "kk", "--to", kind, "--language", "kk")
        by.do("exchange", "out", DOCUMENT, "ru", "--to", kind)
    for language in ("en", "kk", "ru"):
        by.do("report", "--language", language, "--folder", f"reports/{language}")
    Path("memories").mkdir()
    by.do("memory", "export", "memories/approved.tmx")
    by.do("memory", "export", "memories/everything.tmx.gz", "--all")
    by.do("terms", "export", "terms.tbx")
    for form in ("text", "json", "jsonl", "sarif", "github"):
        by.do("check", "--format", form, "--fail-on", "never")
    for command in ("status", "risk", "memory status", "models signature", "models list"):
        by.do(*command.split(), "--format", "json")
    by.do("models", "build", str(release(Path.home() / "checkpoint")), *PAIR, "--output", "built")
    by.do("review", "list", DOCUMENT, "kk", "--format", "json")
    by.do("review", "show", DOCUMENT, "kk", "6")


def pages(root: Path) -> None:
    """Read the review page and what it leads to, with the heads of the answers."""
    folder = root / "pages"
    folder.mkdir()
    with review_server(root, "--as", PSEUDONYMS[0]) as server:
        server.enter()
        waiting, known = ["/"], {"/"}
        while waiting and len(known) < 12:
            answer, text = server.ask("GET", waiting.pop(0))
            (folder / f"{len(list(folder.iterdir()))}.txt").write_text(
                f"{answer.status}\n{answer.headers}\n{text}", "utf-8"
            )
            found = [link for link in re.findall(r'href="(/[^"#]*)', text) if link not in known]
            waiting += found
            known.update(found)
        _, told = server.stop()
    (folder / "told.txt").write_text(told.replace(server.link, ""), "utf-8")


def seal(root: Path) -> None:
    """Seal work and editions, for a key that is made here."""
    by = Work(root, "seal")
    public = by.do("seal", "keys", "new").split()[-1]
    by.do("seal", DOCUMENT, "--to", public)
    by.do("seal", DOCUMENT, "--what", "exports", "--to", public, "--out", "editions.age")


def redact(root: Path) -> None:
    """Take words out of the second document of a copy, and seal what becomes of it."""
    copy = root / "redacted"
    for part in ("source", "locales", ".kuager"):
        shutil.copytree(root / part, copy / part)
    for path in [root / "pyproject.toml", *root.glob("*.argosmodel")]:
        shutil.copy(path, copy)
    by = Work(copy, "redact")
    by.do("risk", ROAD, "--language", "kk")
    folder = copy / ".kuager" / "redactions"
    folder.mkdir()
    (folder / "map.yaml").write_text(REDACTIONS, "utf-8")
    by.do("redact", ROAD, "--map", "map.yaml", "--dry-run", expect=1)
    by.do("redact", ROAD, "--map", "map.yaml", expect=1)
    by.do("draft", ROAD)
    by.do("seal", ROAD, "--to", by.do("seal", "keys", "list").split()[-1], "--out", "redacted.age")
    by.do("ledger", "verify")
    for own in ("source", ".kuager"):
        shutil.rmtree(copy / own)
    for path in copy.glob("*.argosmodel"):
        path.unlink()


def surroundings(root: Path) -> None:
    """Write down who, where and when Python takes this to be."""
    user = pwd.getpwuid(os.getuid())
    told = (
        getpass.getuser(), user.pw_name, user.pw_gecos, socket.gethostname(), platform.node(),
        os.uname().nodename, Path.home(), Path.cwd(), os.environ["LC_ALL"], os.environ["TZ"],
        tempfile.gettempdir(), [path.name for path in Path("source").iterdir()],
        *([datetime.now(UTC).isoformat()] if "CLOCK_SHIFT" in os.environ else []),
    )  # fmt: skip
    (root / ".kuager" / "surroundings").write_text("\n".join(map(str, told)), "utf-8")


# What other programs do to files ---------------------------------------------------------------


def _authored(docx: bytes) -> bytes:
    """Return a DOCX in which everything that can name somebody does."""
    name = FOREIGN["source"]
    inserted = (
        f'<w:ins w:id="901" w:author="{name}" w:date="{MOMENT}"><w:r><w:t> Yes.</w:t></w:r></w:ins>'
    )
    parts = unzipped(docx)
    core, text = parts["docProps/core.xml"], parts["word/document.xml"]
    parts["docProps/core.xml"] = core.replace(b"Somebody", name.encode())
    parts["word/document.xml"] = text.replace(b"</w:p>", inserted.encode() + b"</w:p>", 1)
    assert parts["docProps/core.xml"] != core
    return zipped(dict(parts))


def _named(catalog: bytes, name: str) -> bytes:
    """Return a catalog whose head names somebody in every way that PO editors know."""
    head = (
        f'"Last-Translator: {name} <{name}@example.org>\\n"\n'
        f'"Language-Team: {name} and friends\\n"\n'
        f'"PO-Revision-Date: 2037-08-19 04:05+0500\\n"\n"X-Generator: Poedit 3.4\\n"\n'
        f'"X-Poedit-Basepath: /home/{name}/papers\\n"\n"X-Poedit-SearchPath-0: {name}\\n"\n'
    )
    field = b'"Content-Type:'
    assert field in catalog
    return f"# {name} <{name}@example.org>, 2037.\n".encode() + catalog.replace(
        field, head.encode() + field, 1
    )


def _by_poedit(content: bytes) -> bytes:
    catalog = polib.pofile(_named(content, FOREIGN["po"]).decode(), wrapwidth=78)
    translate(catalog[3], "Они пришли в шесть утра.")
    catalog[3].occurrences = [(f"/home/{FOREIGN['po']}/x.md", "3")]
    return str(catalog).encode()


def _by_xliff_editor(content: bytes) -> bytes:
    name = FOREIGN["xliff"]
    header = (
        f'<header><phase-group><phase phase-name="p" process-name="x" date="{MOMENT}" '
        f'contact-name="{name}" contact-email="{name}@example.org" company-name="{name}"/>'
        f"</phase-group></header>"
    )
    text = re.sub(r"<body>", f"{header}<body>", content.decode(), count=1)
    return _retold(text).replace('original="', f'original="/home/{name}/', 1).encode()


def _by_another_xliff_editor(content: bytes) -> bytes:
    name = FOREIGN["xliff2"]
    text = content.decode().replace(
        "<xliff ", f'<xliff xmlns:its="http://www.w3.org/2005/11/its" its:person="{name}" ', 1
    )
    return _retold(text).encode()


def _by_word(content: bytes) -> bytes:
    name = FOREIGN["docx"]
    parts = unzipped(content)
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(
        b"</cp:coreProperties>",
        f"<dc:creator>{name}</dc:creator><cp:lastModifiedBy>{name}</cp:lastModifiedBy>"
        "</cp:coreProperties>".encode(),
    )
    text = parts["word/document.xml"].decode()
    told = re.search(r"<w:r>(?:(?!</w:r>).)*пришли(?:(?!</w:r>).)*</w:r>", text)
    assert told
    marked = f'<w:ins w:id="902" w:author="{name}" w:date="{MOMENT}">{told[0]}</w:ins>'
    added = marked.replace("пришли", "тогда пришли")
    parts["word/document.xml"] = text.replace(told[0], added, 1).encode()
    assert name.encode() in parts["docProps/core.xml"]
    return zipped(dict(parts))


def _by_a_spreadsheet(content: bytes) -> bytes:
    head, end, rows = content.decode("utf-8-sig").partition("\r\n")
    marked = re.sub(r"\r\n(?=[0-9])", f",{FOREIGN['csv']}\r\n", _retold(rows))
    return f"{head},translator{end}{marked}".encode("utf-8-sig")


def _by_a_memory(content: bytes) -> bytes:
    name = FOREIGN["tmx"]
    text = content.decode().replace("<header ", f'<header creationid="{name}" ', 1)
    marked = f'<tu creationid="{name}" changeid="{name}" changedate="20370819T040506Z" '
    return _retold(text).replace("<tu ", marked).encode()


def _retold(text: str) -> str:
    """Return a file with a word more in one of its translations."""
    told = text.replace(" пришли", " снова пришли", 1)
    assert told != text
    return told


STAGES = {
    stage.__name__: stage for stage in (fresh, work, output, pages, seal, redact, surroundings)
}

if __name__ == "__main__":
    pretend()
    place_of_pack = Path(sys.argv[2])
    place_of_pack.mkdir(exist_ok=True)
    os.chdir(place_of_pack)
    for wanted in sys.argv[1].split(","):
        STAGES[wanted](place_of_pack)
