// Runs a small application as a child process, with or without the preload, as a user would.

import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sendersGone } from './senders.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The preload compiled file by file, as the tests run it, and as one bundle, as users get it. */
export const PRELOADS = {
  sources: join(ROOT, 'dist/instrumentation/register.js'),
  bundle: join(ROOT, 'dist/bundle/register.js'),
} as const;
export type Form = keyof typeof PRELOADS;
/** `PERAGUS_TEST_PRELOAD=bundle mocha …` runs any test with the bundle. */
const FORM: Form = process.env.PERAGUS_TEST_PRELOAD === 'bundle' ? 'bundle' : 'sources';
export const REGISTER = PRELOADS[FORM];
const APPS = join(ROOT, 'test/fixtures/apps');
let spools = 0;
/** No test application lives longer, unless the test says so. */
const KILL_AFTER_MS = 30_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}
export interface RunningApp {
  readonly child: ChildProcess;
  /** Settles when it has ended, by `performance.now()`; a sender of its last telemetry may be at work still. */
  readonly exitedMs: Promise<number>;
  /** Settles when its sender has ended, too. */
  readonly ended: Promise<Ended>;
  /** Settles once the application has printed this text on stdout. */
  printed(text: string): Promise<void>;
  /** What it has printed until now. */
  stdout(): string;
}
export interface RunOptions {
  /** False for none; a form of it, where the usual one isn't meant. */
  readonly preload?: boolean | Form;
  /** Added to an environment free of OTEL_*, PERAGUS_* and NODE_OPTIONS. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Flags of node, before the preload. */
  readonly flags?: readonly string[];
  /** Another node than the one that runs the tests, one of `NODES`. */
  readonly node?: string;
  /** Where it runs; the repository without it. */
  readonly cwd?: string;
  readonly killAfterMs?: number;
}

/** What the outside sees of an end; the process id, which stands in Node's own warnings, differs from run to run. */
export const seen = ({ stderr, ...rest }: Ended): Ended => ({ ...rest, stderr: stderr.replace(/\(node:\d+\)/g, '(node)') });

/** Environment that makes the preload send to a sink quickly, in the encoding that it sends in by itself. */
export function sendTo(endpoint: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_BLRP_SCHEDULE_DELAY: '50',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
  };
}

/** Starts `test/fixtures/apps/<app>`, or the file at an absolute path. */
export function startApp(
  app: string,
  { preload = true, env = {}, args = [], flags = [], node = process.execPath, cwd = ROOT, killAfterMs = KILL_AFTER_MS }: RunOptions = {},
): RunningApp {
  const register = typeof preload === 'string' ? PRELOADS[preload] : REGISTER;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|PERAGUS_|NODE_OPTIONS$)/.test(name)));
  // A spool of its own: what one test's application leaves is no other's.
  spools += 1;
  const spool = join(tmpdir(), `peragus-test-spool-${process.pid}-${spools}`);
  const child = spawn(node, [...flags, ...(preload ? ['--import', register] : []), resolve(APPS, app), ...args], {
    env: { ...inherited, PERAGUS_SPOOL_DIR: spool, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: killAfterMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    for (const watcher of watchers) watcher();
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((settle) =>
    child.on('close', async (code, signal) => {
      if (preload) await sendersGone(env.PERAGUS_SPOOL_DIR || env.TMPDIR || spool);
      rmSync(spool, { recursive: true, force: true });
      settle({ code, signal, stdout, stderr });
    }),
  );
  const exitedMs = new Promise<number>((settle) => child.on('exit', () => settle(performance.now())));
  const printed = (text: string) =>
    new Promise<void>((settle, reject) => {
      const look = () => {
        if (!stdout.includes(text)) return;
        watchers.delete(look);
        settle();
      };
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`${app} ended before it printed "${text}": ${stderr.slice(-500)}`)));
    });
  return { child, exitedMs, ended, printed, stdout: () => stdout };
}

/** Runs an application to its end. */
export async function runApp(app: string, options?: RunOptions): Promise<Ended> {
  return startApp(app, options).ended;
}
