// Writes a line of ours on stderr, which never harms the application: where nobody reads the pipe any more, the error of a write would end it.

const ignore = (): void => {};

/** Writes `peragus: <text>`; where that can't be written it is lost. */
export function writeLine(text: string): void {
  try {
    const { stderr } = process;
    // As Node's own console does it: the error comes at once, or after the write, to whoever listens then.
    stderr.once('error', ignore);
    stderr.write(`peragus: ${text}\n`, (error) => {
      if (error && stderr.listenerCount('error') === 0) stderr.once('error', ignore);
    });
    stderr.removeListener('error', ignore);
  } catch {
    // There is nowhere to say it.
  }
}

/** Says that the preload can't run at all. */
export function tellFailedStart(error: unknown): void {
  writeLine(`PERAGUS-003 The preload could not start (${firstLineOf(error)}); the application runs without telemetry.`);
}

function firstLineOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).split('\n', 1)[0] as string;
  } catch {
    return 'unreadable error';
  }
}
