// scripts/install-packages.sh against a package manager that is played by two scripts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

const ROOT = new URL('../..', import.meta.url).pathname;
const SCRIPT = join(ROOT, 'scripts/install-packages.sh');

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ignis-install-'));
  play('dpkg-query', 'for name; do :; done; grep -qx "$name" "$FOLDER/installed" && printf installed');
  play('apt-get', 'echo "$*" >> "$FOLDER/calls"; test "$1" != install || exit "${INSTALL_FAILS:-0}"');
  play('apt-cache', 'echo "Conflicts: bjam, libboost1.74-dev, other (<< 2)"');
  play('sudo', 'echo sudo >> "$FOLDER/calls"; exec "$@"');
  play('id', 'echo "${USER_ID:-0}"');
});
afterEach(() => rmSync(folder, { recursive: true }));

function play(name, body) {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

function packages(section) {
  const text = readFileSync(join(ROOT, 'packages.txt'), 'utf8');
  const lines = text.split(`[${section}]\n`)[1].split('\n[')[0].split('\n');
  return lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split(' ')[0]);
}

function run(sections, installed, environment = {}) {
  writeFileSync(join(folder, 'installed'), installed.map((name) => `${name}\n`).join(''));
  writeFileSync(join(folder, 'calls'), '');
  const { status, stdout, stderr } = spawnSync(SCRIPT, sections, {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}`, FOLDER: folder, ...environment },
  });
  return { status, stdout, stderr, calls: readFileSync(join(folder, 'calls'), 'utf8') };
}

test('nothing is done when nothing is missing', () => {
  const { status, stdout, calls } = run(['build'], packages('build'));

  assert.deepEqual({ status, stdout, calls }, { status: 0, stdout: '', calls: '' });
});

test('what is missing is installed, after an update, without removing anything', () => {
  const installed = packages('build').filter((name) => name !== 'cmake' && name !== 'ccache');
  const { status, calls } = run(['build'], installed);

  assert.equal(status, 0);
  assert.match(calls, /^update.*\ninstall .*--no-remove.* ccache cmake\n$/);
  assert.doesNotMatch(calls, /sudo/);
});

test('sudo is used by those who are not root', () => {
  const { calls } = run(['build'], [], { USER_ID: '1000' });

  assert.match(calls, /^sudo\nupdate.*\nsudo\ninstall /);
});

test('a command that is there already makes its package unnecessary', () => {
  const installed = packages('test').filter((name) => name !== 'nodejs' && name !== 'npm');
  const { status, calls } = run(['test'], installed);

  assert.equal(status, 0);
  assert.equal(calls, '');
});

test('a conflicting package is named with the reason and the cure, and nothing is changed', () => {
  const { status, stderr, calls } = run(['build'], ['libboost1.74-dev']);

  assert.notEqual(status, 0);
  assert.match(stderr, /libboost1\.74-dev is installed, and libboost1\.81-dev.* conflicts/);
  assert.match(stderr, /sudo apt-get remove libboost1\.74-dev/);
  assert.doesNotMatch(calls, /install/);
});

test('an installation that fails fails the script', () => {
  const { status, stderr } = run(['build'], [], { INSTALL_FAILS: '100' });

  assert.notEqual(status, 0);
  assert.match(stderr, /error: /);
});

test('the lock file names no registry', () => {
  assert.doesNotMatch(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'), /resolved|https?:/);
});
