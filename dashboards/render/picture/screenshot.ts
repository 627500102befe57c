// A page as a picture: as wide as asked, and as high as it is.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Chromium } from './chromium.ts';

export interface Picture {
  readonly url: string;
  readonly widthPx: number;
  /** Cut off here; the whole page when left out. */
  readonly heightPx?: number | undefined;
  readonly theme: 'light' | 'dark';
  /** Smaller than on the screen, for a picture among text; 1 when left out. */
  readonly scale?: number | undefined;
}

/** A drawing larger than this Chromium does not make. */
const HIGHEST_PX = 16_000;
const LOAD_DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** Opens the page on a screen of that size. @throws Error when the page does not load. */
export async function openPage(browser: Chromium, { url, widthPx, heightPx, theme }: Picture): Promise<void> {
  await browser.send('Emulation.setDeviceMetricsOverride', {
    width: widthPx,
    height: heightPx ?? 900,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] });
  const { errorText } = await browser.send('Page.navigate', { url });
  if (errorText) throw new Error(`Chromium can't open ${url}: ${errorText}`);
  const deadline = Date.now() + LOAD_DEADLINE_MS;
  while (!(await evaluate(browser, "document.readyState === 'complete' && location.href !== 'about:blank'"))) {
    if (Date.now() > deadline) throw new Error(`${url} did not load within ${LOAD_DEADLINE_MS / 1_000} s.`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** The picture as PNG. @throws Error when the page does not load. */
export async function takePicture(browser: Chromium, picture: Picture): Promise<Buffer> {
  await openPage(browser, picture);
  const { widthPx, heightPx, scale = 1 } = picture;
  const whole = Number(await evaluate(browser, 'document.documentElement.scrollHeight'));
  const clip = { x: 0, y: 0, width: widthPx, height: Math.min(heightPx ?? whole, HIGHEST_PX), scale };
  const { data } = await browser.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
  return Buffer.from(String(data), 'base64');
}

/** What an expression is in the page that is open. @throws Error when it throws. */
export async function evaluate(browser: Chromium, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await browser.send('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(`The page answered: ${JSON.stringify((exceptionDetails as { exception?: unknown }).exception)}`);
  return (result as { value?: unknown }).value;
}
