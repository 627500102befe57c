// What is still here when the process exits at once is handed to a short-lived sender process, since Node can send nothing after `exit`.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { JsonLogsSerializer, JsonTraceSerializer, ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { attempt, CODES, complain } from '../errors.ts';
import type { Settings } from '../settings/index.ts';
import { attribute as a } from '../vocabulary/index.ts';
import { addressOf, isJsonFor } from './exporters.ts';
import type { LogQueue, SpanQueue } from './queues.ts';

/** One request that the sender makes. */
export interface Parcel {
  readonly signal: 'traces' | 'logs';
  readonly url: string;
  readonly contentType: string;
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
): void {
  process.once('exit', () => {
    attempt('Delivering the last telemetry', () => {
      const parcels = packUp(queues, settings);
      if (parcels.length > 0) context.with(suppressTracing(ROOT_CONTEXT), () => handOver(parcels, settings.flushDeadlineMs));
    });
  });
}

function packUp({ spans, logs }: Parameters<typeof deliverAtExit>[0], settings: Settings): Parcel[] {
  const parcel = (signal: Parcel['signal'], body: Uint8Array | undefined): Parcel[] =>
    body
      ? [
          {
            signal,
            url: addressOf(settings, process.env, signal),
            contentType: isJsonFor(settings, signal) ? 'application/json' : 'application/x-protobuf',
            body: Buffer.from(body).toString('base64'),
          },
        ]
      : [];
  const lastSpans = spans?.takeAll() ?? [];
  const lastLogs = logs?.takeAll() ?? [];
  // Our own start-up line is not worth a sender: a process that did nothing must not end later for it.
  if (lastSpans.length === 0 && lastLogs.every(({ attributes }) => attributes[a.logLogger.key] === 'peragus')) return [];
  return [
    ...(lastSpans.length > 0
      ? parcel('traces', (isJsonFor(settings, 'traces') ? JsonTraceSerializer : ProtobufTraceSerializer).serializeRequest(lastSpans))
      : []),
    ...(lastLogs.length > 0
      ? parcel('logs', (isJsonFor(settings, 'logs') ? JsonLogsSerializer : ProtobufLogsSerializer).serializeRequest(lastLogs))
      : []),
  ];
}

function handOver(parcels: readonly Parcel[], deadlineMs: number): void {
  if (deadlineMs === 0) return;
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
  }
}
