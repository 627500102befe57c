// Srcbook's two processes under the preload with a sink in the Collector's place, and a witness inside the API.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installSrcbook, srcbookProcesses } from '../../examples/srcbook/processes.ts';
import { sendTo } from './run-app.ts';
import { Sink } from './sink.ts';
import { createPlace, type Running, startProcess } from './srcbook.ts';

const WITNESS = pathToFileURL(path.join(import.meta.dirname, 'witness.ts')).href;

export interface Truth {
  readonly statements: readonly string[];
  /** pid and command of every child that started. */
  readonly children: readonly (readonly [pid: number, command: string])[];
  /** What was written to stdout and stderr, call by call. */
  readonly lines: readonly string[];
}

export interface ObservedSrcbook extends AsyncDisposable {
  readonly webUrl: string;
  readonly sink: Sink;
  readonly api: Running;
  readonly web: Running;
  truth(): Promise<Truth>;
}

/** Starts both on free ports, with `more` in their environment; everything is gone when disposed. */
export async function observeSrcbook(more: Readonly<Record<string, string>> = {}): Promise<ObservedSrcbook> {
  const [place, sink, folder] = [await createPlace(), new Sink(), await mkdtemp(path.join(tmpdir(), 'witness-'))];
  const file = path.join(folder, 'truth.jsonl');
  const env = { ...sendTo(await sink.listen()), ...more };
  await installSrcbook(place, () => undefined);
  const [apiSpec, webSpec] = srcbookProcesses(place);
  if (!apiSpec || !webSpec) throw new Error('The example has no API or no web process.');
  const args = [...apiSpec.args.slice(0, -1), '--import', WITNESS, ...apiSpec.args.slice(-1)];
  const api = await startProcess({ ...apiSpec, args, env: { ...apiSpec.env, ...env, WITNESS_FILE: file } });
  const web = await startProcess({ ...webSpec, env: { ...webSpec.env, ...env } });
  return {
    webUrl: `http://127.0.0.1:${place.ports.web}`,
    sink,
    api,
    web,
    async truth() {
      const notes = (await readFile(file, 'utf8').catch(() => ''))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { readonly kind: string; readonly text: string });
      const of = (kind: string) => notes.filter((note) => note.kind === kind).map(({ text }) => text);
      return { statements: of('statement'), children: of('child').map((text) => JSON.parse(text)), lines: of('line') };
    },
    async [Symbol.asyncDispose]() {
      await web.stop();
      await api.stop();
      await sink.close();
      await place[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
