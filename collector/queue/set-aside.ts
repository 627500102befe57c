// Looks at the queues of a Collector that isn't running, and sets aside those that would end it at each start.
// `recreate` of file_storage does so only for a panic in the right goroutine; a file that is cut off, or a page that lost
// its header, end the Collector before it is ready, again and again (measured, decision 0018).

import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readQueue } from './queue-file.ts';

/** `exporter_otlp_http_loki_logs`; not the temporary files of a compaction, and not what was set aside. */
const QUEUE_FILE = /^(?:exporter|receiver)_[\w.~-]+_(?:traces|metrics|logs)$/;

export interface Finding {
  readonly file: string;
  /** Where it lies now; nothing when it was left in place. */
  readonly setAside?: string;
  readonly sentence: string;
}

export function queueFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => QUEUE_FILE.test(name)) : [];
}

/** Sets aside what is damaged and says so; `all` sets aside every queue, whatever it looks like. */
export function setAsideDamaged(folder: string, all = false): Finding[] {
  return queueFiles(folder).flatMap((file) => {
    if (statSync(join(folder, file)).size === 0) return [{ file, sentence: `queue ${file} is empty: what waited in it is gone` }];
    const { items, unreadable, damage } = readQueue(join(folder, file));
    const rest = `${items.length} items can be read${unreadable > 0 ? `, ${unreadable} can't` : ''}`;
    if (damage.length > 0 || all) {
      const setAside = join(folder, `${file}.${stamp()}.backup`);
      renameSync(join(folder, file), setAside);
      const why = damage.length > 0 ? `is damaged (${damage[0]})` : 'was in use at each of the last crashes';
      return [{ file, setAside, sentence: `queue ${file} ${why} and was set aside as ${setAside}: ${rest}` }];
    }
    return unreadable > 0 ? [{ file, sentence: `queue ${file} has items that will be passed over: ${rest}` }] : [];
  });
}

/** As file_storage names what it sets aside itself. */
const stamp = (): string => new Date().toISOString().replaceAll(/[-:]/g, '');
