// Every dashboard as a reader sees it, measured in a browser: nothing cut off, over something else, wider than the screen or too faint.

import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadBoards } from '../../dashboards/render/board.ts';
import { Chromium, findChromium } from '../../dashboards/render/picture/chromium.ts';
import { evaluate, openPage } from '../../dashboards/render/picture/screenshot.ts';
import { createViewer } from '../../dashboards/render/server.ts';
import { FAKE_TRACE_ID, type FakeStores, startFakeStores } from '../support/fake-stores.ts';

const AUDIT = readFileSync(join(import.meta.dirname, '../support/page-audit.js'), 'utf8');
const WIDTHS_PX = [1_600, 390];
/** Days have longer labels on the axis than minutes. */
const LOOKS = [
  { theme: 'light', range: 'from=now-15m&to=now' },
  { theme: 'dark', range: 'from=now-7d&to=now' },
] as const;

/** As long as names are in earnest. */
const LONG = {
  alertname: ['WebSocketConnectionsDropped', 'PrometheusNotDeliveringAlerts'],
  severity: ['page', 'ticket'],
  http_route: ['/api/sessions/:id/cells/:cellId/output', '/assets/*path', '(no route)'],
  gen_ai_request_model: ['claude-sonnet-4-5-20250929', 'gpt-4.1-mini'],
};

describe('looks of the dashboards', function () {
  this.timeout(120_000);
  let fake: FakeStores;
  let browser: Chromium | undefined;
  let base: string;
  let close: () => void;

  before(async function () {
    const program = findChromium(process.env);
    if (!program) return this.skip();
    fake = await startFakeStores();
    Object.assign(fake.behaviour.labels, LONG);
    const server = createViewer({ stores: fake.stores }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
    browser = await Chromium.start(program);
  });
  after(async () => {
    await browser?.close();
    close?.();
    await fake?.close();
  });

  const look = async (path: string, widthPx: number, theme: 'light' | 'dark'): Promise<string[]> => {
    if (!browser) throw new Error('The browser did not start.');
    await openPage(browser, { url: base + path, widthPx, theme });
    const { found, texts } = (await evaluate(browser, AUDIT)) as { found: string[]; texts: number };
    expect(texts, 'pieces of text on the page').to.be.greaterThan(20);
    return found;
  };

  for (const { uid, title } of loadBoards()) {
    for (const widthPx of WIDTHS_PX) {
      it(`${title} can be read at ${widthPx} pixels, light and dark, over minutes and days`, async () => {
        for (const { theme, range } of LOOKS)
          expect(await look(`/d/${uid}?${range}&refresh=off`, widthPx, theme), `${theme}, ${range}`).to.deep.equal([]);
      });
    }
  }

  it('the list of dashboards and a trace can be read as well', async () => {
    for (const path of ['/', `/trace/${FAKE_TRACE_ID}`])
      for (const widthPx of WIDTHS_PX)
        for (const { theme } of LOOKS) expect(await look(path, widthPx, theme), `${path} at ${widthPx}`).to.deep.equal([]);
  });

  it('what is cut off, over something else, too wide or too faint is found', async () => {
    if (!browser) throw new Error('The browser did not start.');
    await openPage(browser, { url: `${base}/d/${loadBoards()[0]?.uid}?refresh=off`, widthPx: 390, theme: 'light' });
    await evaluate(
      browser,
      `document.querySelector('.panel').insertAdjacentHTML('beforebegin', \`<section class="panel"><h3>Broken</h3>
        <div style="width: 30px; overflow: hidden; white-space: nowrap">cut off at its end</div>
        <div style="height: 0">lies below</div><div>lies above</div>
        <div style="width: 700px">wide</div><div style="color: #ccc">faint</div>
        <div class="plot" style="height: 20px"></div><ul class="legend" style="height: 40px"></ul></section>\`)`,
    );
    const { found } = (await evaluate(browser, AUDIT)) as { found: string[] };
    const broken = found.filter((sentence) => /^Broken|^the page/.test(sentence)).join('\n');
    for (const what of [
      /cut off at its end" is cut off/,
      /lie over each other/,
      /px wide on a screen of 390/,
      /faint" has a contrast of 1.6/,
      /legend is 40 px/,
    ])
      expect(broken).to.match(what);
  });
});
