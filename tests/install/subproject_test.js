// Projects that take the framework's sources as a part of themselves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { HERE, SOURCE, WORK, cmake, emptyWork, succeed } from './support.js';

before(emptyWork);

for (const [name, options] of [['add_subdirectory', []], ['FetchContent', ['-DFETCH=ON', '-DBUILD_SHARED_LIBS=ON']]]) {
  test(`${name} leaves alone what the parent has set, and builds the libraries only`, () => {
    const build = join(WORK, name);
    // The assertions are the parent's own.
    cmake('-S', join(HERE, 'parent'), '-B', build, `-DIGNIS_SOURCE=${SOURCE.replace(/\/$/, '')}`,
      '-DCMAKE_BUILD_TYPE=Release', '-DCMAKE_CXX_FLAGS_RELEASE=-O0', '-DCMAKE_CXX_COMPILER_LAUNCHER=',
      `-DCMAKE_INSTALL_PREFIX=${join(build, 'installed')}`, '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', ...options);

    const commands = JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'));
    const own = commands.find(({ file }) => file.endsWith('parent/own.cpp')).command;
    assert.match(own, /-O0 -std=gnu\+\+2[3b] /);
    assert.doesNotMatch(own, /-W(all|extra|error|shadow|pedantic|conversion)|-DBOOST|ccache/);
    const theirs = commands.find(({ file }) => file.endsWith('di/src/container.cpp')).command;
    assert.match(theirs, /-O0 .*-std=c\+\+/);
    assert.doesNotMatch(theirs, /-Werror|ccache/);

    cmake('--build', build, '--target', 'own');
    assert.match(succeed('ctest', ['--test-dir', build]), /100% tests passed, 0 tests failed out of 1\b/);
    cmake('--install', build);
    assert.equal(succeed('find', ['.', '-type', 'f'], { cwd: join(build, 'installed') }), './bin/own\n');
  });
}
