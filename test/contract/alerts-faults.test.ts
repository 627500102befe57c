// The ten most important faults in one live stack, with windows 20 times shorter: each reaches its receiver, and nobody is paged for anything else.

import { expect } from 'chai';
import { TOTAL_OUTAGE_ALERT } from '../../alerts/catalogue/service-errors.ts';
import { TELEMETRY_LOST } from '../../alerts/catalogue/service-presence.ts';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import { CHANNEL_FAILING, type ReceiverName } from '../../alerts/notifications/routing.ts';
import { OF_SERVICES, OF_THE_WAY } from '../prove/faults/short.ts';
import { isLasting } from '../prove/measure.ts';
import { type PhaseResult, runPhase } from '../prove/phase-run.ts';
import { type Expected, expectedOf, type Row } from '../prove/row.ts';
import { World } from '../prove/world.ts';
import { RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { waitFor } from '../support/wait.ts';

const CLOCK = { timeScale: 20, leastStepS: 1 };
/** Who must hear of it. */
const receiverOf = ({ alert, severity }: Expected): ReceiverName =>
  alert === CHANNEL_FAILING ? 'everywhere' : severity === 'page' ? 'on-call' : 'tickets';
const TOLD_WITHIN_MS = 30_000;

describe('the ten most important faults', function () {
  this.timeout(5 * 60_000);
  const said: string[] = [];
  const world = new World((line) => said.push(`${new Date().toTimeString().slice(0, 8)} ${line}`));
  const done: PhaseResult[] = [];

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await world.open(CLOCK);
    done.push(await runPhase('requests', OF_SERVICES, world));
    done.push(await runPhase('collector killed', OF_THE_WAY, world));
  });

  after(async function () {
    if (this.test?.parent?.tests.some(({ state }) => state === 'failed')) console.log(said.join('\n').replace(/^/gm, '      '));
    await world.close();
  });

  const measuredOf = (row: Row) => done.flatMap(({ results }) => results).find((one) => one.row === row)?.measured ?? [];

  for (const row of [...OF_SERVICES, ...OF_THE_WAY]) {
    const wanted = expectedOf(row).map((one) => ({ alert: one.alert, severity: one.severity, receiver: receiverOf(one) }));
    const text = wanted.map(({ alert, receiver }) => `${alert} to ${receiver}`).join(', ');
    it(`${row.fault} → ${text}`, () => {
      const told = measuredOf(row).map(({ alert, severity, receiver }) => ({ alert, severity, receiver }));
      expect(told).to.deep.equal(wanted);
    });
  }

  it('tells people of the end of each fault whose windows end with it', () => {
    const open = done.flatMap(({ results }) =>
      results.flatMap(({ row, measured }) =>
        measured.filter((one) => one.resolvedS === undefined && !isLasting(row, one)).map(({ alert }) => `${alert} ${row.service}`),
      ),
    );
    expect(open).to.deep.equal([]);
  });

  it('pages nobody for anything that no fault explains', () => {
    const pages = done.flatMap(({ phase, falsePages }) => falsePages.map(({ alert, service }) => `${phase}: ${alert} ${service}`));
    expect(pages, `the longest stall of this machine: ${Math.max(...done.map(({ stalledS }) => stalledS))} s`).to.deep.equal([]);
  });

  it('sends the Watchdog to the heartbeat and to nobody else', () => {
    expect(world.receiver.beatsAtMs.length).to.be.greaterThan(0);
    expect(world.receiver.told.filter(({ labels }) => labels.alertname === WATCHDOG)).to.deep.equal([]);
  });

  it('holds back the errors of a lost service, and not those of another one', async () => {
    const url = `${world.stack.url('alertmanager')}/api/v2/alerts`;
    const send = async (alertname: string, service: string): Promise<void> => {
      const job = `test/${service}`;
      // A label that both lack counts as equal, so they have all that real ones have.
      const labels = { alertname, job, severity: 'page', service, service_namespace: 'test', service_name: service };
      const body = JSON.stringify([{ labels: { ...labels, deployment_environment_name: 'test' } }]);
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(answer.status).to.equal(200);
    };
    await send(TELEMETRY_LOST, 'lost');
    await send(TOTAL_OUTAGE_ALERT, 'lost');
    await send(TOTAL_OUTAGE_ALERT, 'alive');
    const isTold = (service: string) =>
      world.receiver.told.some(({ labels }) => labels.alertname === TOTAL_OUTAGE_ALERT && labels.service === service);
    await waitFor('the page of the living service', () => isTold('alive'), TOLD_WITHIN_MS);
    const answer = await fetch(`${url}?filter=alertname=${TOTAL_OUTAGE_ALERT}`);
    const alerts = (await answer.json()) as { labels: Record<string, string>; status: { state: string } }[];
    const states = alerts.map(({ labels, status }) => `${labels.service} ${status.state}`);
    expect(states).to.include.members(['lost suppressed', 'alive active']);
    expect(isTold('lost')).to.equal(false);
  });
});
