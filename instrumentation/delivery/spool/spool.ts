// The spool of this process's service: what writes into it, and what sends out of it.

import type { Settings } from '../../settings/index.ts';
import type { ProcessResource } from '../../signals/resource.ts';
import { addressOf } from '../exporters/exporters.ts';
import type { Encoding } from '../otlp/envelope.ts';
import { loseOnDisk } from './disk-losses.ts';
import { jsonSender } from './json-sender.ts';
import { spoolFolders } from './place.ts';
import { Replay } from './replay.ts';
import { SpoolSpill } from './spill.ts';
import { SpoolStore } from './store.ts';

export interface Spool {
  readonly store: SpoolStore;
  readonly spill: SpoolSpill;
  readonly replay: Replay;
}

/** Nothing is read, made or written yet. Undefined when nothing may be kept on disk. */
export function makeSpool(settings: Settings, resource: ProcessResource, encoding: Encoding): Spool | undefined {
  const folders = spoolFolders(settings, resource);
  if (!folders) return undefined;
  const store = new SpoolStore(folders, settings.spoolMaxBytes, (signal, count) => loseOnDisk(signal, 'spool_full', count));
  const urls = { traces: addressOf(settings, process.env, 'traces'), logs: addressOf(settings, process.env, 'logs') };
  const send = jsonSender(urls, () => settings.exportTimeoutMs);
  const leaves = { traces: settings.tracesExporter === 'otlp', logs: settings.logsExporter === 'otlp' };
  return { store, spill: new SpoolSpill(store, encoding), replay: new Replay(store, send, (signal) => leaves[signal]) };
}
