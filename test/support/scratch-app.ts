// An application in a folder of its own, with packages in its node_modules, written for one test.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ScratchApp {
  readonly folder: string;
  /** Absolute path of one of its files. */
  at(file: string): string;
  write(file: string, text: string): void;
  remove(): void;
}

/** Writes files (path → text) and links (path → what it points at, an absolute path or one inside the folder). */
export function writeApp(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}): ScratchApp {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-app-')));
  const at = (file: string) => join(folder, file);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    symlinkSync(target.startsWith('/') ? target : at(target), at(path));
  }
  return { folder, at, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
