// R04 and R05: an application that loads us twice, starts an SDK of its own, or hands the strangest values to all that we look at, runs as without us.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { REGISTER, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { REPETITIONS } from './support/repetitions.ts';

const SERVER = 2;
const REQUESTS = 1000;
const codesIn = (stderr: string) => stderr.match(/(?<=^peragus: )PERAGUS-\d+/gm) ?? [];

describe('an application', function () {
  this.timeout(60_000 * REPETITIONS);
  let sink: Sink;
  let endpoint = '';
  beforeEach(async () => {
    sink = new Sink();
    endpoint = await sink.listen();
  });
  afterEach(() => sink.close());
  /** On a busy machine metrics are not taken within the time between two exports when that is short, which is a line. */
  const sending = () => ({ ...sendTo(endpoint), OTEL_METRIC_EXPORT_INTERVAL: '5000' });
  const servers = () => sink.spans.filter(({ kind }) => kind === SERVER);

  it('that loads the preload by its flag and by NODE_OPTIONS has 1 server span for each of 3 requests, and 1 line', async () => {
    const env = { ...sending(), NODE_OPTIONS: `--import ${REGISTER}?again` };
    const { code, stderr } = await runApp('callers.mjs', { env });
    const once = servers().length;
    expect({ code, codes: codesIn(stderr) }).to.deep.equal({ code: 0, codes: ['PERAGUS-002'] });
    sink.spans.length = 0;
    await runApp('callers.mjs', { env: sending() });
    expect(once).to.be.at.least(3).and.equal(servers().length);
    figure('R04', 'server spans of a request, loaded twice', once / servers().length);
    figure('R04', 'lines of ours', codesIn(stderr).length);
  });

  it('that starts an SDK of its own has 1 server span for its 1 request, and 1 line', async () => {
    const { code, stderr } = await runApp('own-sdk.mjs', { env: sending() });
    expect({ code, codes: codesIn(stderr), servers: servers().length }, stderr).to.deep.equal({
      code: 0,
      codes: ['PERAGUS-010'],
      servers: 1,
    });
    figure('R04', 'server spans of a request, beside an SDK of its own', servers().length);
    figure('R04', 'lines of ours', codesIn(stderr).length);
  });

  it(`gets ${REQUESTS} of ${REQUESTS} good answers whatever it hands to logs, SQL, children, calls, sockets and the API`, async () => {
    const options = { args: [String(REQUESTS)], killAfterMs: 120_000 };
    const withUs = () => runApp('hostile-hooks.mjs', { ...options, env: sending() });
    const [bare, first] = await Promise.all([runApp('hostile-hooks.mjs', { ...options, preload: false }), withUs()]);
    expect(bare.stdout).to.include(`${REQUESTS} of ${REQUESTS} good`);
    for (let round = 0; round < REPETITIONS; round++) {
      const { stderr, ...observed } = round === 0 ? first : await withUs();
      const { stderr: _, ...expected } = bare;
      expect(observed, stderr.slice(-1000)).to.deep.equal(expected);
      // A line for each code in 5 minutes.
      expect(new Set(codesIn(stderr)).size, stderr).to.equal(codesIn(stderr).length);
      expect(servers().length).to.be.at.least(REQUESTS);
      figure(
        'R05',
        `good answers of ${REQUESTS} with hostile values in all that we look at`,
        Number(/(\d+) of/.exec(observed.stdout)?.[1]),
      );
      figure('R05', 'lines of ours', codesIn(stderr).length);
    }
  });
});
