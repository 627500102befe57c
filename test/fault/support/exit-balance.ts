// The law at the end of one process of the numbered application: what it made is at the sink, counted as dropped, or in its spool.

import type { SpoolFolder } from '../../support/spool.ts';
import { expectLaw } from './expect-law.ts';
import type { FaultSink } from './fault-sink.ts';

/** Numbered spans and lines that wait in the spool. */
function spooledIn(spool: SpoolFolder): { readonly spans: number; readonly logs: number } {
  return {
    spans: spool.spans().filter((name) => name !== 'still open').length,
    logs: spool.lines().filter((body) => /^line \d/.test(body)).length,
  };
}

/** Silent loss is 0 of spans and of numbered lines; gives how many of them wait. */
export function expectNothingLost(sink: FaultSink, spool: SpoolFolder, made: { readonly spans: number; readonly logs: number }): void {
  const { received } = sink;
  const spooled = spooledIn(spool);
  const unanswered = { traces: received.unanswered('traces'), logs: received.unanswered('logs') };
  expectLaw('spans', { emitted: made.spans, unique: received.unique('traces'), spooled: spooled.spans, unanswered: unanswered.traces });
  expectLaw('lines', { emitted: made.logs, unique: received.numberedLogs(), spooled: spooled.logs, unanswered: unanswered.logs });
}
