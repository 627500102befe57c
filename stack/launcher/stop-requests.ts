// Everything that can ask the launcher to stop: signals, the end of npm, a closed terminal, an error that nobody caught.

import { constants } from 'node:os';

/** Why the launcher stops. */
export type StopCause =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'elapsed' }
  | { readonly kind: 'failure'; readonly sentence: string };

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * Ctrl-C reaches the launcher from the terminal and once more from npm, within milliseconds:
 * that is one key press. No second press comes this fast.
 */
const SAME_PRESS_MS = 500;
const PARENT_POLL_MS = 1_000;

/** Collects requests to stop; the first one counts, a later Ctrl-C adds hurry. */
export class StopRequests {
  /** Resolves with the first request. */
  readonly first: Promise<StopCause>;
  readonly #stopping = new AbortController();
  readonly #hurrying = new AbortController();
  #resolve: (cause: StopCause) => void = () => undefined;
  #firstAtMs = 0;

  constructor() {
    this.first = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Aborted at the first request. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Aborted at a second Ctrl-C. */
  get hurrying(): AbortSignal {
    return this.#hurrying.signal;
  }

  /** Asks to stop. */
  request(cause: StopCause): void {
    const isFirst = !this.#stopping.signal.aborted;
    if (isFirst) this.#firstAtMs = performance.now();
    this.#resolve(cause);
    this.#stopping.abort();
    const isPress = cause.kind === 'signal' && cause.signal === 'SIGINT';
    if (!isFirst && isPress && performance.now() - this.#firstAtMs > SAME_PRESS_MS) this.#hurrying.abort();
  }

  /** Listens to everything that may end this process. */
  listen(environment: NodeJS.ProcessEnv): void {
    for (const signal of SIGNALS) process.on(signal, () => this.request({ kind: 'signal', signal }));
    process.on('uncaughtException', (error) => {
      // A mistake of ours: the stack is worth more than one sentence.
      const sentence = `The launcher failed: ${error.stack}`;
      if (this.#stopping.signal.aborted) console.error(sentence);
      this.request({ kind: 'failure', sentence });
    });
    // Nobody reads any more: `npm start | head`, a closed terminal, a test runner that was killed.
    process.stdout.on('error', () => this.request({ kind: 'signal', signal: 'SIGPIPE' }));
    process.stderr.on('error', () => this.request({ kind: 'signal', signal: 'SIGPIPE' }));
    this.#watchParent(environment.npm_lifecycle_event !== undefined);
  }

  /**
   * Under npm the end of the parent is a request to stop: a shell between npm and the launcher dies of npm's signal without
   * passing it on, and SIGKILL reaches npm alone. The timer also keeps the launcher running while it has nothing else to do.
   */
  #watchParent(isUnderNpm: boolean): void {
    const parent = process.ppid;
    setInterval(() => {
      if (isUnderNpm && process.ppid !== parent) this.request({ kind: 'signal', signal: 'SIGTERM' });
    }, PARENT_POLL_MS);
  }
}

/** 0 after a requested stop, 1 after a failure, 128 + number after a signal, as shells have it. */
export function exitCodeOf(cause: StopCause): number {
  if (cause.kind === 'signal') return 128 + constants.signals[cause.signal];
  return cause.kind === 'elapsed' ? 0 : 1;
}
