// Projects that find the framework where it is installed.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { HERE, PREFIX, SOURCE, WORK, cmake, emptyWork, run, succeed } from './support.js';

const CONSUMER = join(HERE, 'consumer');
const STARTED = /^consumer: port [1-9]\d*$/m;

before(emptyWork);

const configure = (...words) => run(process.env.CMAKE,
  ['-S', CONSUMER, '-B', join(WORK, 'build'), `-DCMAKE_PREFIX_PATH=${PREFIX}`, ...words]);

/** CMake wraps the lines of its messages. */
const flat = (text) => text.replaceAll(/\s+/g, ' ');

test('an unknown component is one message that names it and those that there are', () => {
  const { status, stderr } = configure('-DWANTED=core;nonsense');

  assert.notEqual(status, 0);
  assert.match(flat(stderr), /has no component "nonsense"; its components are: di, helpers, core, components/);
  assert.equal(stderr.match(/CMake Error/g).length, 1, stderr);
});

test('find_package gives targets that an application builds, links and runs with', () => {
  const { status, stdout, stderr } = configure('-DWANTED=components');
  assert.equal(status, 0, stdout + stderr);
  cmake('--build', join(WORK, 'build'));

  assert.match(succeed(join(WORK, 'build/consumer'), []), STARTED);
});

test('another minor version is not compatible', () => {
  for (const [asked, isFound] of [['0.1', true], ['0.1.0', true], ['0.0', false], ['0.2', false], ['1.0', false]]) {
    const script = join(HERE, 'version.cmake');
    const { status, stderr } = run(process.env.CMAKE, [`-DASKED=${asked}`,
      `-DVERSION_FILE=${join(PREFIX, process.env.PREFIX_LIBDIR, 'cmake/ignis/ignisConfigVersion.cmake')}`, '-P', script]);

    assert.equal(status === 0, isFound, `${asked}: ${stderr}`);
  }
});

test('pkg-config gives what one line of the compiler needs', () => {
  const program = join(WORK, 'one-line');
  const line = '$CXX -std=c++20 $CXXFLAGS "$0" -o "$1" $(pkg-config --cflags --libs ignis)';
  succeed('sh', ['-ec', line, join(CONSUMER, 'main.cpp'), program]);

  assert.match(succeed(program, []), STARTED);
});

for (const module of ['di', 'helpers', 'core', 'components']) {
  test(`pkg-config knows ignis-${module} and finds it where it has been moved to`, () => {
    const text = succeed('pkg-config', ['--cflags', '--libs', `ignis-${module} >= 0.1`]);

    assert.match(text, new RegExp(`-lignis-${module}\\b`));
    for (const [, folder] of text.matchAll(/-[IL](\S*ignis\S*|\S*moved\S*)/g)) {
      assert.ok(folder.startsWith(PREFIX), folder);
    }
    assert.doesNotMatch(text, new RegExp(`${SOURCE}(di|helpers|core|components)/`));
  });
}

test('the generator is installed', () => {
  assert.match(succeed(join(PREFIX, 'bin/ignis'), ['--version']), /^ignis \d+\.\d+\.\d+\n$/);
});
