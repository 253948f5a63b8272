export const PATIENCE_MS = 10_000;

/** The promise's result; a failure that names `what` when it does not come in time. */
export async function within(promise, what, milliseconds = PATIENCE_MS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out waiting for ${what}`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What others do of themselves sends no word: ask until it is done. */
export async function eventually(isDone) {
  const until = Date.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (Date.now() > until) {
      throw new Error(`did not happen in time: ${isDone}`);
    }
  }
}
