// Decides whether the preload may run in this process; imports only node: modules, so that it loads on any Node.

import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/** Set once by the first copy of the preload in a process. */
const LOADED = Symbol.for('peragus.observability.loaded');

/** Where every copy of @opentelemetry/api 1 keeps what is registered. */
const API = Symbol.for('opentelemetry.js.api.1');

/** Oldest versions whose synchronous module hooks are correct: nodejs/node#59929, import-in-the-middle `supportsSyncHooks`. */
const OLDEST: ReadonlyArray<readonly [number, number, number]> = [
  [22, 22, 3],
  [24, 11, 1],
  [25, 1, 0],
];

/** True when this Node is one that the preload is tested to be safe on. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major >= 26) return true;
  return OLDEST.some(([a, b, c]) => major === a && (minor > b || (minor === b && patch >= c)));
}

/** What the main thread leaves for its worker threads: what they need to be like it, or `off`. */
export const FOR_WORKERS = 'peragus.observability';

/** Runs once per thread: true to go on; false after at most one line, written by the main thread, says why not. */
export function mayRun(writeLine: (text: string) => void): boolean {
  const refusal = refuse();
  if (refusal === undefined) return true;
  // Workers can have an environment of their own; they follow the main thread all the same.
  if (isMainThread && refusal.isForAll) setEnvironmentData(FOR_WORKERS, 'off');
  if (isMainThread && refusal.line) writeLine(refusal.line);
  return false;
}

interface Refusal {
  readonly isForAll: boolean;
  readonly line?: string;
}

function refuse(): Refusal | undefined {
  if (!isMainThread && (getEnvironmentData(FOR_WORKERS) === 'off' || /^off$/i.test(process.env.PERAGUS_WORKERS ?? ''))) {
    return { isForAll: false };
  }
  if (/^true$/i.test(process.env.OTEL_SDK_DISABLED ?? '')) return { isForAll: true };
  const marks = globalThis as unknown as { [LOADED]?: boolean; [API]?: Record<string, unknown> };
  if (marks[LOADED]) {
    return {
      isForAll: false,
      line: 'PERAGUS-002 The preload is loaded twice; the second copy does nothing. Name it once, in --import or in NODE_OPTIONS.',
    };
  }
  marks[LOADED] = true;
  if (['trace', 'metrics', 'logs', 'context'].some((signal) => marks[API]?.[signal] !== undefined)) {
    return {
      isForAll: false,
      line: 'PERAGUS-010 Another OpenTelemetry SDK is registered in this process already; the preload leaves everything to it.',
    };
  }
  if (!isSupported(process.version)) {
    return {
      isForAll: true,
      line: `PERAGUS-001 Node ${process.version} is not supported; the application runs without telemetry. It takes 22.22.3 or later, or 24.11.1 or later.`,
    };
  }
  return undefined;
}
