// Looks after the queues of a Collector that isn't running: what must be done before each of its starts.
//
// Sets aside what would end it at each start. `recreate` of file_storage does so only for a panic in the right goroutine; a file
// that is cut off, or a page that lost its header, end the Collector before it is ready, again and again.
// Puts items that were under way back into their place. The Collector itself deletes them and then writes them anew, one by one:
// killed in between, it loses them (enqueueNotDispatchedReqs in exporterhelper 0.158). Both were measured: decision 0018.

import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type QueueContents, readQueue } from './queue-file.ts';
import { rewindAccount } from './queue-item.ts';

/** `exporter_otlp_http_loki_logs`; not the temporary files of a compaction, and not what was set aside. */
const QUEUE_FILE = /^(?:exporter|receiver)_[\w.~-]+_(?:traces|metrics|logs)$/;

/** Where queues lie below the Collector's data folder: fragments queue and browser-stores. */
export const QUEUE_FOLDERS = ['queue', 'browser-queue'] as const;

export interface Finding {
  readonly file: string;
  /** Where it lies now; nothing when it was left in place. */
  readonly setAside?: string;
  readonly sentence: string;
}

export function queueFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => QUEUE_FILE.test(name)) : [];
}

/** Does it for all queues of a folder, and says what people should know; `all` sets aside every queue, whatever it looks like. */
export function prepareQueues(folder: string, all = false): Finding[] {
  return queueFiles(folder).flatMap((file) => {
    if (statSync(join(folder, file)).size === 0) return [{ file, sentence: `queue ${file} is empty: what waited in it is gone` }];
    const contents = readQueue(join(folder, file));
    const { items, unreadable, damage } = contents;
    const rest = `${items.length} items can be read${unreadable > 0 ? `, ${unreadable} can't` : ''}`;
    if (damage.length > 0 || all) {
      const setAside = join(folder, `${file}.${stamp()}.backup`);
      renameSync(join(folder, file), setAside);
      const why = damage.length > 0 ? `is damaged (${damage[0]})` : 'was in use at each of the last crashes';
      return [{ file, setAside, sentence: `queue ${file} ${why} and was set aside as ${setAside}: ${rest}` }];
    }
    rewind(join(folder, file), contents);
    return unreadable > 0 ? [{ file, sentence: `queue ${file} has items that will be passed over: ${rest}` }] : [];
  });
}

/** One write inside of one page. Cut short, it leaves at worst what is sent twice. */
function rewind(path: string, { account }: QueueContents): void {
  const rewound = account && rewindAccount(account.bytes);
  if (!rewound) return;
  const file = openSync(path, 'r+');
  try {
    writeSync(file, rewound, 0, rewound.length, account.at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** As file_storage names what it sets aside itself. */
const stamp = (): string => new Date().toISOString().replaceAll(/[-:]/g, '');
