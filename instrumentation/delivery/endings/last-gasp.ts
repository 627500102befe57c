// What is still here when the process ends at once goes to the spool; a sender process delivers it from there, since Node sends nothing after `exit`.

import { readlinkSync } from 'node:fs';
import { CODES, complain } from '../../errors.ts';
import type { Settings } from '../../settings/index.ts';
import { addressOf } from '../exporters/exporters.ts';
import type { LogItem, SpanItem } from '../exporters/sender.ts';
import { ledger } from '../ledger.ts';
import type { Encoding } from '../otlp/envelope.ts';
import type { LogQueue, SpanQueue } from '../queue/queues.ts';
import type { SpoolSignal } from '../spool/file-names.ts';
import { writeLines } from '../spool/requests.ts';
import type { Spool } from '../spool/spool.ts';
import type { SpoolStore } from '../spool/store.ts';
import type { Job } from './last-gasp-job.ts';
import { sendBeside, sendWaiting } from './sender-process.ts';

/**
 * In a container the end of the process waits while the sender starts, and then so long for the Collector's answer, in ms: a container
 * ends with its first process, the sender with it, and often the disk as well. The rest of its deadline the sender is on its own.
 * Elsewhere nothing is waited for: what is on disk is safe.
 */
const START_MAX_MS = 1_000;
const ANSWER_MAX_MS = 200;
const STEP_MS = 4;
/** The namespace of process ids in which a machine starts; a container has another. PROC_PID_INIT_INO of Linux, include/linux/proc_ns.h. */
const PIDS_OF_THE_MACHINE = 'pid:[4026531836]';
/** Senders that may be at work at a time: a service that crashes again and again must not fill the machine with them. */
const SENDERS_MAX = 4;

interface Remains {
  readonly signal: SpoolSignal;
  readonly items: readonly (SpanItem | LogItem)[];
}

export interface LastGaspParts {
  readonly spans: SpanQueue | undefined;
  readonly logs: LogQueue | undefined;
  readonly spool: Spool | undefined;
  readonly settings: Settings;
  readonly encoding: Encoding;
}

export interface Manner {
  /** Whether a sender may try now. */
  readonly send: boolean;
  /** Whether to wait for it, where it might end with this process. */
  readonly hold: boolean;
}

/** Empties the queues. When nothing is in them, nothing is done. */
export function breatheLast(parts: LastGaspParts, { send, hold }: Manner): void {
  const parcels = packUp(parts);
  if (parcels.length === 0) return;
  const { spool, settings } = parts;
  const urls = { traces: addressOf(settings, process.env, 'traces'), logs: addressOf(settings, process.env, 'logs') };
  const job: Job = { urls, deadlineMs: settings.flushDeadlineMs };
  const mayTry = send && settings.flushDeadlineMs > 0;
  const names = parcels.flatMap(({ name }) => name ?? []);
  if (spool && names.length > 0 && mayTry && spool.store.countClaimed() < SENDERS_MAX) {
    sendBeside({ ...job, spool: { folders: spool.store.folders, names } });
    if (hold && isContained()) holdFor(spool.store, names);
  }
  const loose = parcels.filter(({ name }) => name === undefined);
  if (loose.length > 0) sendLoose(loose, job, mayTry);
}

/** Lines of one signal. */
interface Parcel {
  readonly signal: SpoolSignal;
  readonly text: string;
  readonly count: number;
  /** Of its file in the spool; undefined when it could not be put there. */
  readonly name: string | undefined;
}

function packUp(parts: LastGaspParts): Parcel[] {
  return collectRemains(parts).flatMap(({ signal, items }) => {
    const { text, count } = writeLines(signal, items, parts.encoding);
    ledger.dropped(signal, 'unreadable', items.length - count);
    return count > 0 ? [{ signal, text, count, name: parts.spool?.spill.write(signal, text, count) }] : [];
  });
}

// Nobody else has these: the end of the process waits.
function sendLoose(parcels: readonly Parcel[], job: Job, mayTry: boolean): void {
  const isTaken = mayTry && sendWaiting({ ...job, loose: Object.fromEntries(parcels.map(({ signal, text }) => [signal, text])) });
  for (const { signal, count } of parcels) {
    if (isTaken) ledger.delivered(signal, count);
    else ledger.dropped(signal, 'exit', count);
  }
  if (isTaken) return;
  complain(
    CODES.delivery,
    `The last telemetry could not be delivered within ${job.deadlineMs} ms, nor kept on disk, and is lost. Is a Collector there?`,
  );
}

function collectRemains({ spans, logs }: LastGaspParts): Remains[] {
  const lastSpans = spans?.takeAll() ?? [];
  const lastLogs = logs?.takeAll() ?? [];
  // Our own start-up line is not worth a sender: a process that did nothing must not end later for it.
  if (lastSpans.length === 0 && lastLogs.every((line) => 'logger' in line && line.logger === 'peragus')) {
    ledger.dropped('logs', 'exit', lastLogs.length);
    return [];
  }
  const remains: Remains[] = [
    { signal: 'traces', items: lastSpans },
    { signal: 'logs', items: lastLogs },
  ];
  return remains.filter(({ items }) => items.length > 0);
}

function isContained(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readlinkSync('/proc/self/ns/pid') !== PIDS_OF_THE_MACHINE;
  } catch {
    return true;
  }
}

// The event loop runs no more. A file whose claim is gone was delivered, or put back.
function holdFor(store: SpoolStore, names: readonly string[]): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let endMs = performance.now() + START_MAX_MS;
  let hasBegun = false;
  while (performance.now() < endMs) {
    const state = store.stateOf(names);
    if (state === 'gone' || (hasBegun && state === 'waiting')) return;
    if (state === 'claimed' && !hasBegun) {
      hasBegun = true;
      endMs = performance.now() + ANSWER_MAX_MS;
    }
    Atomics.wait(cell, 0, 0, STEP_MS);
  }
}
