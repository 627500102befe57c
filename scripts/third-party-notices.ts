// The licences of everything that the bundle holds, as their authors ask for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const TEXTS = /^(licen[cs]e|notice|copying)/i;

/** One section a package: name, version, licence, and the texts that come with it. */
export function thirdPartyNotices(root: string, metafiles: readonly Metafile[]): string {
  const folders = new Set<string>();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const path of Object.keys(inputs)) {
        const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
        if (folder) folders.add(folder);
      }
  const sections = [...folders].sort().map((folder) => section(join(root, folder)));
  return `The bundle of @peragus/observability holds code of these packages.\n\n${sections.join('\n')}`;
}

function section(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const texts = readdirSync(folder)
    .filter((file) => TEXTS.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${name} has no licence text in ${folder}`);
  return `${'-'.repeat(80)}\n${name} ${version}, ${license}\n\n${texts.join('\n\n')}\n`;
}
