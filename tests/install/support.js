import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the tree under test is installed; ctest says so. */
export const PREFIX = process.env.PREFIX;
/** A folder that this test may fill; always the same, so that ccache knows it again. */
export const WORK = process.env.WORK;
export const HERE = new URL('.', import.meta.url).pathname;
export const SOURCE = new URL('../..', import.meta.url).pathname;
export const IGNIS = join(PREFIX, 'bin/ignis');

const LIBDIR = join(PREFIX, process.env.PREFIX_LIBDIR);

export const environment = {
  ...process.env,
  // Of shared libraries, for what pkg-config's one line links.
  LD_LIBRARY_PATH: LIBDIR,
  PKG_CONFIG_PATH: join(LIBDIR, 'pkgconfig'),
};

export function emptyWork() {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
}

export function run(command, words, { cwd = WORK } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, words, { cwd, env: environment, encoding: 'utf8' });
  if (error) {
    throw error;
  }
  return { status, stdout, stderr };
}

/** The output of a command that must succeed. */
export function succeed(command, words, options) {
  const { status, stdout, stderr } = run(command, words, options);
  if (status !== 0) {
    throw new Error(`${command} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  }
  return stdout;
}

export const cmake = (...words) => succeed(process.env.CMAKE, words);
