// npm run pictures
// Draws the pictures of docs/ from live data: each dashboard as it opens, and one on a phone in the dark. `npm start` has to run.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBoards } from '../board.ts';
import { readStores } from '../queries/stores.ts';
import { makeReport } from '../report.ts';
import { viewerAddress } from '../serve.ts';
import { parseTimeRange } from '../time-range.ts';
import { pictureOf } from './report-picture.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/pictures');
/** A repository is no place for large pictures. */
const LARGEST_BYTES = 200_000;
/** What a screen shows before one scrolls. */
const WIDE = { widthPx: 1_600, heightPx: 1_000, theme: 'light', scale: 0.75 } as const;
const NARROW = { widthPx: 390, heightPx: 1_000, theme: 'dark', scale: 1 } as const;
/** The dashboard that stands for the others. */
const ON_THE_PHONE = 'service-overview';
const RANGE = { from: 'now-15m', to: 'now' };

mkdirSync(FOLDER, { recursive: true });
let failed = false;
for (const board of loadBoards()) {
  const range = () => parseTimeRange(process.env.PERAGUS_PICTURES_FROM ?? RANGE.from, RANGE.to, Date.now());
  const wish = {
    boards: [board],
    chosen: {},
    range,
    theme: 'auto',
    base: { grafana: undefined, viewer: viewerAddress(process.env) },
  } as const;
  const { text, failures } = await makeReport(wish, readStores(process.env));
  for (const { place, reason } of failures) console.error(`${place}: ${reason}`);
  failed ||= failures.length > 0;
  await save(`${board.uid}.png`, await pictureOf(text, WIDE, process.env));
  if (board.uid === ON_THE_PHONE) await save(`${board.uid}-phone.png`, await pictureOf(text, NARROW, process.env));
}
if (failed) process.exitCode = 1;

async function save(name: string, png: Buffer): Promise<void> {
  if (png.length > LARGEST_BYTES)
    throw new Error(`${name} has ${png.length} bytes, and at most ${LARGEST_BYTES} may be committed; make it lower.`);
  writeFileSync(join(FOLDER, name), png);
  console.log(`docs/pictures/${name}: ${Math.ceil(png.length / 1_000)} kB`);
}
