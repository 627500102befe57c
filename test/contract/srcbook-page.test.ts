// The real application through the web process: page, API and WebSocket under one origin.

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { callApi, createNotebook, listNotebooks, openPage, provokeError, readSettings, runCell } from '../../examples/srcbook/driver.ts';
import { installSrcbook, srcbookProcesses } from '../../examples/srcbook/processes.ts';
import { makeVisit } from '../../examples/srcbook/visit.ts';
import type { Place } from '../../stack/process-spec.ts';
import { createPlace, type Running, startProcess } from '../support/srcbook.ts';
import { waitFor } from '../support/wait.ts';

describe('Srcbook through the web process', function () {
  this.timeout(120_000);
  const running: Running[] = [];
  let place: Place & AsyncDisposable;
  let webUrl: string;

  before(async function () {
    this.timeout(240_000);
    place = await createPlace();
    webUrl = `http://127.0.0.1:${place.ports.web}`;
    await installSrcbook(place, () => undefined);
    for (const spec of srcbookProcesses(place)) running.push(await startProcess(spec));
  });
  after(async () => {
    for (const each of running) await each.stop();
    await place[Symbol.asyncDispose]();
  });

  const requestLines = () =>
    (running[1]?.output() ?? '')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));

  it('serves the page and each of the assets it names', async () => {
    const { html, assets } = await openPage(webUrl);
    expect(html).to.include('<div id="root">');
    expect(assets.some((asset) => asset.endsWith('.js'))).to.equal(true);
    expect(assets.some((asset) => asset.endsWith('.css'))).to.equal(true);
  });

  it('answers a path of the page with the page, and an unknown asset with 404', async () => {
    const deep = await fetch(new URL('/srcbooks/any', webUrl));
    expect(await deep.text()).to.include('<div id="root">');
    expect(deep.headers.get('content-security-policy')).to.include("connect-src 'self'");
    expect((await fetch(new URL('/assets/none.js', webUrl))).status).to.equal(404);
  });

  it('forwards a request that reads the database', async () => {
    expect(await readSettings(webUrl)).to.include({ defaultLanguage: 'typescript' });
  });

  it('runs a cell over the WebSocket and returns what it printed', async () => {
    const notebook = await createNotebook(webUrl, { title: 'Sum', source: 'console.log(20 + 22, process.version)' });
    const run = await runCell(webUrl, notebook);
    expect(run.stdout).to.equal(`42 ${process.version}\n`);
    expect(run.stderr).to.equal('');
  });

  it('stops a cell that would run for ever', async () => {
    const notebook = await createNotebook(webUrl, { title: 'Endless', source: "setInterval(() => console.log('tick'), 20)" });
    expect((await runCell(webUrl, notebook, { stopAtOutput: true })).stdout).to.include('tick');
  });

  it('passes on the errors of the API: 500, and 200 with {"error":true}', async () => {
    expect(await provokeError(webUrl)).to.deep.equal({ status: 500, body: { error: 'An unexpected error occurred.' } });
    const unknown = await callApi(webUrl, 'GET', '/api/sessions/none');
    expect(unknown.status).to.equal(200);
    expect(unknown.body.error).to.equal(true);
  });

  it('logs each request as one JSON line, without its query', async () => {
    await fetch(new URL('/api/apps?sort=desc', webUrl));
    const line = await waitFor('the line of the request', () => requestLines().find(({ path }) => path === '/api/apps'), 5_000);
    expect(line).to.include({ level: 'info', message: 'GET /api/apps answered 200', method: 'GET', status: 200 });
    expect(line.durationMs).to.be.a('number');
    expect(running[1]?.output()).not.to.include('sort=desc');
  });

  it('keeps API and web process on 127.0.0.1', async () => {
    // Linux answers on all of 127.0.0.0/8, other systems on ::1: a server on every interface would accept.
    const other = process.platform === 'linux' ? '127.0.0.2' : '::1';
    for (const port of [place.ports.api, place.ports.web]) {
      const [error] = await once(connect(port, other), 'error');
      expect(error).to.be.an('error');
    }
  });

  it('makes 4 demo visits, the fourth with an error, and keeps 12 notebooks of them', async () => {
    for (let count = 0; count < 12; count++) await createNotebook(webUrl, { title: 'Demo visit', source: 'console.log(1)' });
    const lines: string[] = [];
    for (let visit = 1; visit <= 4; visit++) lines.push(await makeVisit(webUrl, visit));
    expect(lines[2]).to.include('cell stopped');
    expect(lines[3]).to.include('(answer 500)').and.to.include('1 old notebook deleted');
    const kept = (await listNotebooks(webUrl)).filter(({ cells }) => cells.some(({ text }) => text === 'Demo visit'));
    expect(kept).to.have.length(12);
  });
});
