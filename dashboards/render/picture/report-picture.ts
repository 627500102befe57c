// The picture of a report: the HTML goes into a temporary file that Chromium opens.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Theme } from '../page/address.ts';
import { Chromium, findChromium } from './chromium.ts';
import { takePicture } from './screenshot.ts';

/** What the picture is to be like. */
export interface PictureWish {
  readonly widthPx: number;
  readonly heightPx: number | undefined;
  readonly theme: Theme;
  readonly scale?: number | undefined;
}

/** PNG. @throws Error when there is no Chromium or it fails. */
export async function pictureOf(
  page: string,
  { widthPx, heightPx, theme, scale }: PictureWish,
  environment: NodeJS.ProcessEnv,
): Promise<Buffer> {
  const program = findChromium(environment);
  if (!program)
    throw new Error('A picture needs Chromium: install it, or name its program in CHROMIUM_BIN. HTML works without (leave out --png).');
  const folder = mkdtempSync(join(tmpdir(), 'peragus-report-'));
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, page);
    const browser = await Chromium.start(program);
    try {
      return await takePicture(browser, {
        url: pathToFileURL(file).href,
        widthPx,
        heightPx,
        theme: theme === 'dark' ? 'dark' : 'light',
        scale,
      });
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
