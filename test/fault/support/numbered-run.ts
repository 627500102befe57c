// Starts the application that makes numbered spans and log lines under the real preload, and reads how many it made.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningApp, type RunOptions, sendTo, startApp } from '../../support/run-app.ts';
import type { FaultSink } from './fault-sink.ts';

export interface Plan {
  readonly spans?: number;
  readonly logs?: number;
  /** Both together; all at once without it. */
  readonly perSecond?: number;
  /** The preload's own records, or such as come through @opentelemetry/api. */
  readonly kind?: 'light' | 'api';
  /** `stay` listens as a server does, and prints `staying`. */
  readonly ending?: 'naturally' | 'exit' | 'throw' | 'reject' | 'stay';
  /** Exit code of the ending `exit`. */
  readonly code?: number;
  /** Most bytes of each item; the seed says how many. */
  readonly bytes?: number;
  readonly seed?: number;
}

export interface NumberedRun extends RunningApp {
  readonly seed: number;
  /** What it has made until now, right even when it was killed. */
  made(): { readonly spans: number; readonly logs: number };
}

/** Starts it; what it sends goes to the sink, soon unless the options say otherwise. */
export function startNumbered(sink: Pick<FaultSink, 'endpoint'>, plan: Plan, options: RunOptions = {}): NumberedRun {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-numbered-'));
  const countFile = join(folder, 'count.json');
  const seed = plan.seed ?? Math.floor(Math.random() * 2 ** 31);
  const args = [JSON.stringify({ ...plan, seed, countFile })];
  const app = startApp('numbered.mjs', { ...options, args, env: { ...sendTo(sink.endpoint), ...options.env } });
  const read = () => {
    try {
      return { spans: 0, logs: 0, ...JSON.parse(readFileSync(countFile, 'utf8')) };
    } catch {
      return { spans: 0, logs: 0 };
    }
  };
  let atEnd: { spans: number; logs: number } | undefined;
  const ended = app.ended.finally(() => {
    atEnd = read();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...app, ended, seed, made: () => atEnd ?? read() };
}
