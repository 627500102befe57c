// A spool folder of a test's own, and what lies in it.

import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpoolFile {
  readonly path: string;
  readonly name: string;
  readonly signal: 'traces' | 'logs';
  readonly state: 'waiting' | 'claimed' | 'damaged' | 'part';
  readonly text: string;
}

/** The order of names, by when the files were written, which stands behind the signal. */
export const byAge = (one: string, other: string): number => (one.replace(/^\w+-/, '') < other.replace(/^\w+-/, '') ? -1 : 1);

export class SpoolFolder {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-spool-')));
  /** Makes an application keep its spool here. */
  readonly env = { PERAGUS_SPOOL_DIR: this.folder };

  /** Files of all services, the oldest first. */
  files(): SpoolFile[] {
    const paths = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    return paths
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }))
      .sort((x, y) => byAge(x.name, y.name))
      .flatMap(({ name, path }) => {
        const signal = name.startsWith('traces-') ? 'traces' : 'logs';
        const state = name.endsWith('.part') ? 'part' : name.endsWith('.damaged') ? 'damaged' : name.includes('@') ? 'claimed' : 'waiting';
        try {
          return [{ path, name, signal, state, text: readFileSync(path, 'utf8') }];
        } catch {
          // Sent just now.
          return [];
        }
      });
  }

  /** Their sizes, the oldest first, by the names that they have while nobody sends them; those that are being written are not there yet. */
  sizes(): { readonly name: string; readonly bytes: number }[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
      .flatMap(({ name, parentPath }) => {
        const bytes = statSync(join(parentPath, name), { throwIfNoEntry: false })?.size;
        return bytes === undefined ? [] : [{ name: name.split('@', 1)[0] ?? '', bytes }];
      })
      .sort((x, y) => byAge(x.name, y.name));
  }

  /** Names of the spans that wait, with those that are there twice. */
  spans(): string[] {
    return this.#requests('traces').flatMap((request) => request.resourceSpans.flatMap(namesIn));
  }

  /** Bodies of the log records that wait. */
  lines(): string[] {
    return this.#requests('logs').flatMap((request) => request.resourceLogs.flatMap(bodiesIn));
  }

  #requests(signal: SpoolFile['signal']): Request[] {
    return this.files()
      .filter((file) => file.signal === signal && (file.state === 'waiting' || file.state === 'claimed'))
      .flatMap(({ text }) => text.split('\n').filter(Boolean))
      .map((line) => JSON.parse(line) as Request);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface SpansOfResource {
  readonly scopeSpans: { readonly spans: { readonly name: string }[] }[];
}
interface LogsOfResource {
  readonly scopeLogs: { readonly logRecords: { readonly body?: { readonly stringValue?: string } }[] }[];
}
interface Request {
  readonly resourceSpans: SpansOfResource[];
  readonly resourceLogs: LogsOfResource[];
}

const namesIn = ({ scopeSpans }: SpansOfResource): string[] => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name));
const bodiesIn = ({ scopeLogs }: LogsOfResource): string[] =>
  scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body?.stringValue ?? ''));
