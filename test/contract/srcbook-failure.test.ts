// What the example does when a part of it goes: 502 without the API, and nothing left after a stop.

import { expect } from 'chai';
import { callApi, createNotebook, readSettings, runCell } from '../../examples/srcbook/driver.ts';
import { installSrcbook, srcbookProcesses, visitorProcess } from '../../examples/srcbook/processes.ts';
import type { Place, ProcessSpec } from '../../stack/process-spec.ts';
import { createPlace, type Running, startProcess } from '../support/srcbook.ts';
import { waitFor } from '../support/wait.ts';

describe('Srcbook when a part of it goes', function () {
  this.timeout(120_000);
  let running: Running[] = [];
  let place: Place & AsyncDisposable;
  let webUrl: string;

  const start = async (spec: ProcessSpec | undefined): Promise<Running> => {
    const process = await startProcess(spec as ProcessSpec);
    running.push(process);
    return process;
  };

  before(async function () {
    this.timeout(240_000);
    place = await createPlace();
    webUrl = `http://127.0.0.1:${place.ports.web}`;
    await installSrcbook(place, () => undefined);
  });
  afterEach(async () => {
    for (const each of running) await each.stop('SIGKILL');
    running = [];
  });
  after(() => place[Symbol.asyncDispose]());

  it('answers 502 in JSON with an error in the log while the API is away, and works again after its restart', async () => {
    const [api, web] = srcbookProcesses(place);
    const webProcess = await start(web);
    const away = await callApi(webUrl, 'GET', '/api/settings');
    expect(away).to.deep.equal({ status: 502, body: { error: 'The Srcbook API does not answer; it may be starting.' } });
    await waitFor('the error in the log', () => /"level":"error","message":"Srcbook API does not answer"/.test(webProcess.output()), 5_000);
    const notebook = { id: 'none', openedAt: 0, cells: [{ id: 'none', type: 'code' as const }] };
    expect(await runCell(webUrl, notebook).catch((error: Error) => error.message)).to.include('502');

    const apiProcess = await start(api);
    await readSettings(webUrl);
    await apiProcess.stop('SIGKILL');
    expect((await callApi(webUrl, 'GET', '/api/settings')).status).to.equal(502);
    await start(api);
    expect(await readSettings(webUrl)).to.have.property('aiProvider');
  });

  it("ends the page's WebSocket with the API, and stays up itself", async () => {
    const [api, web] = srcbookProcesses(place);
    const apiProcess = await start(api);
    const webProcess = await start(web);
    const notebook = await createNotebook(webUrl, { title: 'Quiet', source: 'setInterval(() => {}, 1000)' });
    const run = runCell(webUrl, notebook).catch((error: Error) => error.message);
    await waitFor('the cell to run', async () => (await apiProcess.group()).some((line) => line.includes('cell.js')), 10_000);
    await apiProcess.stop('SIGKILL');
    expect(await run).to.include('closed before');
    expect((await fetch(new URL('/healthz', webUrl))).status).to.equal(200);
    expect(webProcess.child.exitCode).to.equal(null);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops API, web process and visitor on ${signal} within 10 s each, with the children of a running cell`, async () => {
      const [api, web] = srcbookProcesses(place);
      const apiProcess = await start(api);
      const webProcess = await start(web);
      const visitor = await start(visitorProcess(place));
      const notebook = await createNotebook(webUrl, { title: 'Endless', source: 'setInterval(() => {}, 1000)' });
      const run = runCell(webUrl, notebook).catch((error: Error) => error.message);
      await waitFor('the cell to run', async () => (await apiProcess.group()).some((line) => line.includes('cell.js')), 10_000);
      await waitFor('a visit', () => visitor.output().includes('visit 1: page'), 30_000);
      await visitor.stop(signal);
      await webProcess.stop(signal);
      await apiProcess.stop(signal);
      await run;
      expect(webProcess.child.exitCode).to.equal(0);
      expect(webProcess.output()).to.include('web process stops');
    });
  }
});
