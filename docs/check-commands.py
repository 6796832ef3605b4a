#!/usr/bin/env python3
"""Runs the commands that the documents show, and compares what they print.

    python3 docs/check-commands.py [--write] [FILE.md ...]

In a document,
    <!-- run -->          before a block of shell runs it, in a scratch folder of that document which also
                          holds a link to `networks`; `tongda` and `cargo run --release --` are the program.
    <!-- run needs=NAME.osm.pbf -->   runs it only where TONGDA_PBF_DIR has that file, a copy of which is put there.
    <!-- output 1-6,9 --> before a block of text compares it with these lines of the last run's standard output
                          (`stderr 1-6`: of its standard error), `…` in place of what is left out. Without numbers: all.
    <!-- file NAME -->    before a block writes it to NAME first.

Exit codes 0 and 1 of the last command mean done. Seconds are not compared. --write puts what is printed into
the documents. TONGDA names the program; without it, it is `tongda` on the PATH or target/release/tongda.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"^\s*<!-- (run|output|file)(?: (.*?))? -->\s*$")
SECONDS = re.compile(r"\d+(?:\.\d+)? s\b")


def program():
    built = ROOT / "target" / "release" / "tongda"
    found = os.environ.get("TONGDA") or shutil.which("tongda") or (str(built) if built.exists() else None)
    if not found:
        sys.exit("no tongda: build it, put it on the PATH or name it in TONGDA")
    return Path(found).resolve()


def pick(lines, ranges):
    """The lines that are asked for, with … where some are left out."""
    if not ranges:
        return lines
    shown, last = [], 0
    for part in ranges.split(","):
        first, _, end = part.partition("-")
        first, end = int(first), int(end or first)
        if first > last + 1:
            shown.append("…")
        shown += lines[first - 1 : end]
        last = end
    return shown + (["…"] if last < len(lines) else [])


class Document:
    def __init__(self, path, folder, tongda):
        self.path, self.folder, self.problems, self.runs = path, folder, [], 0
        self.env = dict(os.environ, PATH=f"{folder}/.bin{os.pathsep}{os.environ['PATH']}", NO_COLOR="1")
        (folder / ".bin").mkdir()
        (folder / ".bin" / "tongda").symlink_to(tongda)
        (folder / "networks").symlink_to(ROOT / "networks")

    def check(self):
        lines = self.path.read_text(encoding="utf-8").splitlines()
        out, mark, at, result = [], None, 0, None
        while at < len(lines):
            line = lines[at]
            out.append(line)
            at += 1
            found = MARK.match(line)
            if found:
                mark = (found[1], found[2] or "", at)
                continue
            fence = re.match(r"^(\s*)(`{3,})", line)
            if not fence:
                mark = mark if not line.strip() else None
                continue
            end = next(i for i in range(at, len(lines)) if lines[i].strip() == fence[2])
            indent = fence[1]
            block = [text.removeprefix(indent) for text in lines[at:end]]
            if mark and mark[0] == "file":
                (self.folder / mark[1]).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / mark[1]).write_text("\n".join(block) + "\n", encoding="utf-8")
            elif mark and mark[0] == "run":
                result = self.run("\n".join(block), mark)
            elif mark and mark[0] == "output" and result:
                block = self.compare(block, result, mark)
            out += [indent + text if text else text for text in block] + [lines[end]]
            mark, at = None, end + 1
        return "\n".join(out) + "\n"

    def run(self, script, mark):
        needs = re.search(r"needs=(\S+)", mark[1])
        if needs:
            source = Path(os.environ.get("TONGDA_PBF_DIR", "/nowhere")) / needs[1]
            if not source.exists():
                print(f"{self.path.name}:{mark[2]}: skipped: TONGDA_PBF_DIR has no {needs[1]}")
                return None
            shutil.copy(source, self.folder / needs[1])
        script = re.sub(r"cargo run --release (?:--quiet )?-- ", "tongda ", script)
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, env=self.env, capture_output=True, text=True)
        self.runs += 1
        if done.returncode not in (0, 1):
            self.problems.append(f"{mark[2]}: exit code {done.returncode}: {done.stderr.strip()[-400:]}")
        return done

    def compare(self, block, result, mark):
        ranges = mark[1].removeprefix("stderr").strip()
        text = result.stderr if mark[1].startswith("stderr") else result.stdout
        wanted = [line.rstrip() for line in pick(text.rstrip("\n").split("\n"), ranges)]
        plain = lambda lines: [SECONDS.sub("s", line.rstrip()) for line in lines]
        if plain(block) == plain(wanted):
            return block
        differs = next((a, b) for a, b in zip(plain(block) + [None], plain(wanted) + [None]) if a != b)
        self.problems.append(f"{mark[2]}: the output differs\n    shown:   {differs[0]}\n    printed: {differs[1]}")
        return wanted


def main():
    arguments = sys.argv[1:]
    write = "--write" in arguments
    named = [Path(name).resolve() for name in arguments if name != "--write"]
    files = named or sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")])
    tongda, wrong, runs, begun = program(), 0, 0, time.monotonic()
    marked = [file for file in files if any(MARK.match(line) for line in file.read_text(encoding="utf-8").splitlines())]

    def check(file):
        with tempfile.TemporaryDirectory(prefix="tongda-docs-") as scratch:
            document = Document(file, Path(scratch), tongda)
            return document, document.check()

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for file, (document, text) in zip(marked, pool.map(check, marked)):
            runs += document.runs
            if write:
                file.write_text(text, encoding="utf-8")
            for problem in document.problems:
                print(f"{file.relative_to(ROOT)}:{problem}")
            wrong += len(document.problems)
    print(f"{runs} commands, {wrong} problems{' (outputs written)' if write else ''}, {time.monotonic() - begun:.1f} s")
    return 1 if wrong and not write else 0


if __name__ == "__main__":
    sys.exit(main())
