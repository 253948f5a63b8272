#!/usr/bin/env python3
"""Makes a translation unit of the C++ blocks of a page: blocks.py PAGE.md FRAME.cpp UNIT.cpp

A frame is what a reader of the page has in mind around its blocks: C++ with a line for each block, in their order.

    // @block          the next block as a whole
    // @declarations   the next block up to its last #include, using or BOOST_DESCRIBE line,
    // @statements     and what follows

A page without a frame has blocks that are complete, one below the other. Includes are moved to the top. The compiler's
messages name the page and the line.
"""
import pathlib
import re
import sys

BLOCK = re.compile(r'^```cpp\n(.*?)^```$', re.MULTILINE | re.DOTALL)
MISPLACED = re.compile(r'^(?!```cpp$) *```+ *(c|cc|cpp|cxx|c\+\+|h|hpp)\b.*$', re.MULTILINE | re.IGNORECASE)
DECLARATION = re.compile(r'#include|using|BOOST_DESCRIBE_')


class Page:
    """Hands out the blocks of a page, one after another, as lines without the includes."""

    def __init__(self, name):
        self.name = name
        text = pathlib.Path(name).read_text()
        if wrong := MISPLACED.search(text):
            sys.exit(f'{name}:{line_of(text, wrong.start())}: C++ stands in a block that begins with ```cpp in the first column')
        self.blocks = [(line_of(text, block.start(1)), block[1].splitlines()) for block in BLOCK.finditer(text)]
        self.includes = [self.numbered(line, [text]) for first, block in self.blocks
                         for line, text in enumerate(block, first) if text.startswith('#include')]
        self.taken = 0
        self.rest = []

    def numbered(self, line, lines):
        return '\n'.join([f'#line {line} "{self.name}"', *lines])

    def take(self):
        if self.taken == len(self.blocks):
            sys.exit(f'{self.name}: its frame has places for more C++ blocks than the {self.taken} of the page')
        self.taken += 1
        return self.blocks[self.taken - 1]

    def block(self):
        line, lines = self.take()
        return self.numbered(line, without_includes(lines))

    def declarations(self):
        line, lines = self.take()
        end = max((number for number, text in enumerate(lines, 1) if DECLARATION.match(text)), default=0)
        self.rest = self.numbered(line + end, lines[end:])
        return self.numbered(line, without_includes(lines[:end]))

    def statements(self):
        return self.rest


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def without_includes(lines):
    return ['' if text.startswith('#include') else text for text in lines]


def framed(page, frame):
    for number, text in enumerate(frame.read_text().splitlines(), 1):
        place = re.fullmatch(r' *// @(block|declarations|statements)', text)
        if place:
            yield getattr(page, place[1])()
            yield f'#line {number + 1} "tests/docs/frames/{frame.name}"'
        else:
            yield text


def main(page_name, frame_name, unit):
    page, frame = Page(page_name), pathlib.Path(frame_name)
    if frame.exists():
        body = [f'#line 1 "tests/docs/frames/{frame.name}"', *framed(page, frame)]
        if page.taken < len(page.blocks):
            line, _ = page.blocks[page.taken]
            sys.exit(f'{page_name}:{line}: this C++ block has no place in tests/docs/frames/{frame.name}')
    else:
        body = [page.block() for _ in page.blocks]
    pathlib.Path(unit).write_text('\n'.join([*page.includes, *body, '']))


main(*sys.argv[1:])
