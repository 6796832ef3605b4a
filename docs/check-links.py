#!/usr/bin/env python3
"""Checks the links of every Markdown file in the repository.

Fails when a relative link, a picture or an anchor (#heading) leads nowhere, or when a link is an
absolute path. Links to other sites are not fetched. Anchors are those that forges give to headings.
A block after `<!-- excerpt FILE -->` must stand in that file, line by line.

    python3 docs/check-links.py [FILE.md ...]      all tracked and new files without arguments
"""

import os
import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
INLINE = re.compile(r"!?\[(?:[^\[\]]|!?\[[^\[\]]*\]\([^()]*\))*\]\(\s*<?([^()<>\s]*(?:\([^()]*\)[^()<>\s]*)?)>?(?:\s+\"[^\"]*\")?\s*\)")
PICTURE_IN_LINK = re.compile(r"!\[[^\[\]]*\]\(\s*([^()\s]+)\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$")
HTML = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=\"([^\"]+)\"", re.IGNORECASE)
ANCHOR = re.compile(r"<a\b[^>]*?\b(?:id|name)=\"([^\"]+)\"", re.IGNORECASE)
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def prose(path):
    """The lines outside of fenced code, numbered from 1, with inline code and comments taken out."""
    fence, comment = None, False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and line.strip() == mark[1]:
                fence = None
            continue
        if mark and not comment:
            fence = mark[1]
            continue
        if comment:
            comment = "-->" not in line
            continue
        line = re.sub(r"<!--.*?-->", "", line)
        if "<!--" in line:
            line, comment = line.split("<!--")[0], True
        yield number, line


def without_code(line):
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line)


def slug(title):
    """The anchor of a heading: its text in small letters, without punctuation, spaces as hyphens."""
    title = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
    title = re.sub(r"<[^>]*>", "", title).replace("`", "").replace("*", "").strip().lower()
    kept = (c for c in title if c in "-_ " or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).replace(" ", "-")


@cache
def anchors(path):
    found, seen = set(), {}
    for _, line in prose(path):
        found.update(ANCHOR.findall(line))
        heading = HEADING.match(line)
        if heading:
            base = slug(heading[2])
            count = seen.get(base, 0)
            seen[base] = count + 1
            found.add(f"{base}-{count}" if count else base)
    return found


def targets(line):
    line = without_code(line)
    yield from INLINE.findall(line)
    yield from PICTURE_IN_LINK.findall(line)
    yield from HTML.findall(line)
    definition = DEFINITION.match(line)
    if definition:
        yield definition[1]


@cache
def exists(path):
    """Whether a path exists with exactly these capitals, as on a forge."""
    if path == ROOT:
        return True
    return ROOT in path.parents and exists(path.parent) and path.name in names(path.parent)


@cache
def names(folder):
    return frozenset(os.listdir(folder)) if folder.is_dir() else frozenset()


def problem(source, target):
    if not target or ELSEWHERE.match(target):
        return None if target else "is empty"
    if target.startswith("/"):
        return "is an absolute path"
    name, _, anchor = unquote(target).partition("#")
    path = Path(os.path.normpath(source.parent / name.partition("?")[0])) if name else source
    if not exists(path):
        return "leads nowhere"
    if anchor and path.suffix == ".md" and anchor not in anchors(path):
        return f"has no such heading in {path.relative_to(ROOT)}"
    return None


EXCERPT = re.compile(r"<!-- excerpt (\S+) -->\n```[a-z]*\n(.*?)```", re.DOTALL)


def excerpts(file):
    """The excerpts of source files that are not in those files any more."""
    for name, block in EXCERPT.findall(file.read_text(encoding="utf-8")):
        path = ROOT / name
        if not path.is_file() or block not in path.read_text(encoding="utf-8"):
            yield f"{file.relative_to(ROOT)}: the excerpt is not in {name}"


def main():
    if len(sys.argv) > 1:
        files = [Path(name).resolve() for name in sys.argv[1:]]
    else:
        listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
        files = [ROOT / name for name in subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split("\0") if name]
    files = sorted({file for file in files if file.is_file()})
    checked, wrong = 0, []
    for file in files:
        wrong.extend(excerpts(file))
        for number, line in prose(file):
            for target in dict.fromkeys(targets(line)):
                checked += 1
                message = problem(file, target)
                if message:
                    wrong.append(f"{file.relative_to(ROOT)}:{number}: {target} {message}")
    print("\n".join(wrong + [f"{checked} links in {len(files)} files, {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
