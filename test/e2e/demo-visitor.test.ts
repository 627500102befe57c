// `npm start` as a newcomer runs it: the demo visitor alone fills all three stores for both services, and Ctrl-C leaves nothing.

import { expect } from 'chai';
import { attribute, metric, prometheusLabel, select, service } from '../../instrumentation/vocabulary/index.ts';
import { NpmStart } from '../support/npm-start.ts';
import { Stores } from '../support/stores.ts';
import { waitFor } from '../support/wait.ts';

const ARRIVAL_DEADLINE_MS = 90_000;
const CLOSE_CODE = prometheusLabel(attribute.websocketCloseCode);

describe('npm start with the demo visitor', function () {
  this.timeout(60 * 60_000);
  let stack: NpmStart;
  let stores: Stores;

  before(async () => {
    stack = await NpmStart.run();
    await stack.ready();
    stores = new Stores(stack.ports);
  });
  after(() => stack?.clean());

  for (const { name, job } of Object.values(service)) {
    it(`shows requests, log lines and traces of ${name}`, async () => {
      await waitFor(
        `requests of ${name} in Prometheus`,
        async () =>
          (
            await stores.series(
              `${select(
                metric.httpServerRequestDuration,
                [
                  ['job', '=', job],
                  ['http.route', '!=', ''],
                ],
                'count',
              )} > 0`,
            )
          ).length > 0,
        ARRIVAL_DEADLINE_MS,
        500,
      );
      await waitFor(
        `lines of ${name} in Loki`,
        async () => (await stores.streams(`{service_name="${name}"}`)).length > 0,
        ARRIVAL_DEADLINE_MS,
        500,
      );
      await waitFor(
        `traces of ${name} in Tempo`,
        async () => (await stores.findTraces(`{ resource.service.name = "${name}" }`)).length > 0,
        ARRIVAL_DEADLINE_MS,
        500,
      );
    });
  }

  it('leaves its sockets as a page does: sockets that break off are a page for the on-call', async () => {
    const ended = select(metric.websocketConnectionDuration, [['job', '=', service.api.job]], 'count');
    const ends = await waitFor(
      'ends of sockets in Prometheus',
      async () => {
        const found = await stores.series(`${ended} > 0`);
        return found.length > 0 && found;
      },
      ARRIVAL_DEADLINE_MS,
      500,
    );
    expect([...new Set(ends.map((labels) => labels[CLOSE_CODE]))]).to.deep.equal(['1001']);
  });

  it('serves the page and names its address in the table', async () => {
    const address = `http://127.0.0.1:${stack.ports.web}`;
    expect(stack.output).to.include(address);
    expect(await (await fetch(address)).text()).to.include('<html');
  });

  it('ends with 130 after Ctrl-C and leaves no process and no open port behind', async () => {
    expect(await stack.stop('SIGINT', 'group')).to.equal(130);
    expect(stack.leftProcesses()).to.deep.equal([]);
    expect(await stack.openPorts()).to.deep.equal([]);
  });
});
