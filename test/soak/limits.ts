// What the soak asks for, and whether it was so.

import { medianOf } from '../../bench/statistics.ts';
import { silentLoss } from '../fault/support/expect-law.ts';
import { ledgerOf } from '../fault/support/ledger-of.ts';
import type { Received } from '../fault/support/received.ts';
import { MEBIBYTE, most, rssSlopeMbPerH, type Sample, type Slice, thirdOf } from './sample.ts';

export interface Verdict {
  readonly what: string;
  readonly limit: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** R37 asks for 1 MB an hour after 20 minutes; in a short window what memory does by itself, 8 MB, looks like a slope. */
const SLOPE_MB_PER_H = 1;
const NOISE_MB = 8;
/** Without connections to the receiver; one may come or go between the two counts. */
const DESCRIPTORS_MORE = 2;
/** Four requests of spans, four of log records, one of metrics, and those that are just being closed. */
const CONNECTIONS_MOST = 12;
/** In the middle look, since requests that are under way at a look have timers, which come and go; one that stays is in each look. */
const TIMERS_MORE = 1;
const HEAP_MORE_MB = 3;
/** Queues at their limits, under a fault. */
const FAULT_RSS_MORE_MB = 64;
/** What is said on stderr: at most a line for each half minute. */
const LINES_PER_MINUTE = 2;

export interface Seen {
  readonly samples: readonly Sample[];
  readonly slices: readonly Slice[];
  readonly received: Received;
  /** To the receiver, at once. */
  readonly connectionsMax: number;
  readonly emitted: Readonly<Record<'traces' | 'logs', number>>;
  /** In the spool at the end. */
  readonly spooled: Readonly<Record<'traces' | 'logs', number>>;
  readonly endedByItself: boolean;
  /** Lines of ours on stderr. */
  readonly lines: readonly string[];
}

export function judge(seen: Seen): Verdict[] {
  return [...judgeApplication(seen), ...judgeGrowth(seen.samples), judgeLaw(seen, 'traces'), judgeLaw(seen, 'logs')];
}

function judgeApplication({ slices, samples, connectionsMax, endedByItself, lines }: Seen): Verdict[] {
  const sum = (of: (slice: Slice) => number, when?: Slice['when']) =>
    slices.filter((slice) => !when || slice.when === when).reduce((total, slice) => total + of(slice), 0);
  const failures = sum(({ failures }) => failures);
  const cpuUs = (when: Slice['when']) =>
    (sum(({ cpuMs }) => cpuMs, when) * 1000) /
    Math.max(
      1,
      sum(({ requests }) => requests, when),
    );
  const [calm, fault] = [cpuUs('calm'), cpuUs('fault')];
  const p99 = (when: Slice['when']) => Math.max(0, ...slices.filter((slice) => slice.when === when).map(({ p99Ms }) => p99Ms));
  const linesMost = Math.ceil((samples.at(-1)?.atMinutes ?? 0) * LINES_PER_MINUTE) + 2;
  return [
    verdict('failed requests', '0', `${failures} of ${sum(({ requests }) => requests)}`, failures === 0),
    verdict('CPU of a request, faults against calm', '≤ 2 ×', `${fault.toFixed(0)} µs, ${calm.toFixed(0)} µs`, fault <= 2 * calm),
    verdict(
      'worst p99 of a slice, faults and calm',
      'for information',
      `${p99('fault').toFixed(1)} ms, ${p99('calm').toFixed(1)} ms`,
      true,
    ),
    verdict('connections to the receiver at once', `≤ ${CONNECTIONS_MOST}`, String(connectionsMax), connectionsMax <= CONNECTIONS_MOST),
    verdict('lines of ours on stderr', `≤ ${linesMost}`, String(lines.length), lines.length <= linesMost),
    verdict('the application ends by itself', 'yes', endedByItself ? 'yes' : 'no', endedByItself),
  ];
}

function judgeGrowth(samples: readonly Sample[]): Verdict[] {
  const [first, later, last] = [thirdOf(samples, 0), [...thirdOf(samples, 1), ...thirdOf(samples, 2)], thirdOf(samples, 2)];
  const hours = ((later.at(-1)?.atMinutes ?? 0) - (later[0]?.atMinutes ?? 0)) / 60;
  const slope = rssSlopeMbPerH(later);
  const slopeMost = SLOPE_MB_PER_H + NOISE_MB / Math.max(hours, 1 / 60);
  const compare = (what: string, of: (sample: Sample) => number, more: number, unit: string) => {
    const [was, is] = [most(first, of), most(last, of)];
    const text = (value: number) => `${value.toFixed(unit === '' ? 0 : 1)}${unit}`;
    return verdict(`most ${what}, last third against first`, `≤ +${text(more)}`, `${text(was)} → ${text(is)}`, is <= was + more);
  };
  const rss = (sample: Sample) => sample.rssBytes / MEBIBYTE;
  const rise = most(samples, rss) - (samples[0] ? rss(samples[0]) : 0);
  return [
    verdict(
      'RSS slope after the first third',
      `≤ ${slopeMost.toFixed(1)} MB/h in ${(hours * 60).toFixed(1)} min`,
      `${slope.toFixed(1)} MB/h`,
      slope <= slopeMost,
    ),
    verdict('RSS above its first value, faults included', `≤ ${FAULT_RSS_MORE_MB} MB`, `${rise.toFixed(1)} MB`, rise <= FAULT_RSS_MORE_MB),
    compare('heap after collection', ({ heapBytes }) => heapBytes / MEBIBYTE, HEAP_MORE_MB, ' MB'),
    compare('file descriptors but those connections', ({ descriptors }) => descriptors, DESCRIPTORS_MORE, ''),
    judgeTimers(first, last),
  ];
}

function judgeTimers(first: readonly Sample[], last: readonly Sample[]): Verdict {
  const middle = (samples: readonly Sample[]) => (samples.length === 0 ? 0 : medianOf(samples.map(({ timers }) => timers)));
  const [was, is] = [middle(first), middle(last)];
  return verdict('timers, median of the last third against the first', `≤ +${TIMERS_MORE}`, `${was} → ${is}`, is <= was + TIMERS_MORE);
}

function judgeLaw({ received, emitted, spooled }: Seen, signal: 'traces' | 'logs'): Verdict {
  const name = signal === 'traces' ? 'spans' : 'numbered log records';
  const unique = signal === 'traces' ? received.unique('traces') : received.numberedLogs();
  const ledger = ledgerOf(received, signal);
  const balance = { emitted: emitted[signal], unique, dropped: ledger?.dropped ?? {}, spooled: spooled[signal] };
  const silent = silentLoss(balance);
  const figures = `${emitted[signal]} emitted, ${unique} arrived, ${received.duplicates(signal)} twice, dropped ${JSON.stringify(balance.dropped)}, on disk ${balance.spooled}: ${silent} missing`;
  if (!ledger) return verdict(`silent loss of ${name}`, 'not asked: this build has no ledger', figures, true);
  // May be counted twice: what the sender can't know to have arrived; and records without a number may be among the dropped.
  const twiceMost = received.unanswered(signal) + Math.max(0, ledger.emitted - emitted[signal]);
  return verdict(`silent loss of ${name}`, '0', figures, silent <= 0 && silent >= -twiceMost);
}

/** Nothing waits, in memory or on disk, as far as the last metrics tell. */
export function isSettled(received: Received, spooled: Readonly<Record<'traces' | 'logs', number>>): boolean {
  return (['traces', 'logs'] as const).every((signal) => (ledgerOf(received, signal)?.queued ?? 0) === 0 && spooled[signal] === 0);
}

const verdict = (what: string, limit: string, measured: string, ok: boolean): Verdict => ({ what, limit, measured, ok });
