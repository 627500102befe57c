// What is still here when the process exits at once is handed to a short-lived sender process, since Node can send nothing after `exit`.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { attempt, CODES, complain } from '../errors.ts';
import type { Settings } from '../settings/index.ts';
import { addressOf, isJsonFor, json } from './exporters.ts';
import { ledger } from './ledger.ts';
import type { Encoding } from './otlp/envelope.ts';
import { encodeLogs } from './otlp/logs.ts';
import { encodeTraces } from './otlp/traces.ts';
import type { LogQueue, SpanQueue } from './queues.ts';

/** One request that the sender makes. */
export interface Parcel {
  readonly signal: 'traces' | 'logs';
  readonly url: string;
  readonly contentType: string;
  readonly count: number;
  /** Base64. */
  readonly body: string;
}

const SENDER = fileURLToPath(import.meta.resolve('./last-gasp-sender.js'));

// The function itself: ours or the application's wrappers around the export must not see this child.
const runSync = spawnSync;

/** At `exit`, delivers what the queues hold; an exit with nothing to deliver costs nothing. */
export function deliverAtExit(
  queues: { readonly spans: SpanQueue | undefined; readonly logs: LogQueue | undefined },
  settings: Settings,
  encoding: Encoding,
): void {
  process.once('exit', () => {
    attempt('Delivering the last telemetry', () => {
      const parcels = packUp(queues, settings, encoding);
      if (parcels.length > 0) context.with(suppressTracing(ROOT_CONTEXT), () => handOver(parcels, settings.flushDeadlineMs));
    });
  });
}

function packUp({ spans, logs }: Parameters<typeof deliverAtExit>[0], settings: Settings, encoding: Encoding): Parcel[] {
  const parcel = (signal: Parcel['signal'], count: number, body: Uint8Array | undefined): Parcel[] =>
    body
      ? [
          {
            signal,
            count,
            url: addressOf(settings, process.env, signal),
            contentType: isJsonFor(settings, signal) ? 'application/json' : 'application/x-protobuf',
            body: Buffer.from(body).toString('base64'),
          },
        ]
      : [];
  const lastSpans = spans?.takeAll() ?? [];
  const lastLogs = logs?.takeAll() ?? [];
  // Our own start-up line is not worth a sender: a process that did nothing must not end later for it.
  if (lastSpans.length === 0 && lastLogs.every((line) => 'logger' in line && line.logger === 'peragus')) {
    ledger.dropped('logs', 'exit', lastLogs.length);
    return [];
  }
  const encodeSpans = isJsonFor(settings, 'traces') ? json().jsonSpans : encodeTraces;
  const encodeRecords = isJsonFor(settings, 'logs') ? json().jsonRecords : encodeLogs;
  return [
    ...(lastSpans.length > 0 ? parcel('traces', lastSpans.length, encodeSpans(lastSpans, encoding)) : []),
    ...(lastLogs.length > 0 ? parcel('logs', lastLogs.length, encodeRecords(lastLogs, encoding)) : []),
  ];
}

function handOver(parcels: readonly Parcel[], deadlineMs: number): void {
  const isTaken = deadlineMs > 0 && sendBeside(parcels, deadlineMs);
  for (const { signal, count } of parcels) {
    if (isTaken) ledger.delivered(signal, count);
    else ledger.dropped(signal, 'exit', count);
  }
}

function sendBeside(parcels: readonly Parcel[], deadlineMs: number): boolean {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const { status, error } = runSync(process.execPath, [SENDER, String(deadlineMs)], {
    input: JSON.stringify(parcels),
    env: environment,
    stdio: ['pipe', 'ignore', 'ignore'],
    // The sender keeps the deadline itself; this is for a sender that can't.
    timeout: deadlineMs + 500,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  if (status !== 0 || error) {
    complain(CODES.delivery, `The last telemetry could not be delivered within ${deadlineMs} ms and is lost. Is a Collector there?`);
    return false;
  }
  return true;
}
