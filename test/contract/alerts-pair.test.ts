// Two real Alertmanagers of one cluster: told of the same alert, they tell people once; one of them tells alone when the other is gone.

import { expect } from 'chai';
import { RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { findFreePort } from '../support/free-ports.ts';
import type { StandIn } from '../support/providers/provider.ts';
import { PAGE } from '../support/providers/samples.ts';
import { SwitchedOn } from '../support/providers/switched-on.ts';
import { startWebhook, type WebhookMessage } from '../support/providers/webhook.ts';
import { waitFor } from '../support/wait.ts';

const DEADLINE_MS = 20_000;
interface Cluster {
  readonly status: string;
  readonly peers: readonly unknown[];
}
/** The second waits this long for news of the first, where the default is 15 s; and gossip settles in parts of a second. */
const PEER_TIMEOUT_S = 1;
const QUICK = [
  `--cluster.peer-timeout=${PEER_TIMEOUT_S}s`,
  '--cluster.gossip-interval=20ms',
  '--cluster.pushpull-interval=1s',
  '--cluster.probe-interval=200ms',
];

describe('a pair of Alertmanagers', function () {
  this.timeout(60_000);
  const pair: SwitchedOn[] = [];
  let webhook: StandIn<WebhookMessage>;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    webhook = await startWebhook();
    const gossip = [`127.0.0.1:${await findFreePort()}`, `127.0.0.1:${await findFreePort()}`];
    for (const [index, own = ''] of gossip.entries()) {
      const one = await SwitchedOn.make('http://127.0.0.1:9/', {
        PERAGUS_ALERTMANAGER_CLUSTER_ADDRESS: own,
        PERAGUS_ALERTMANAGER_CLUSTER_PEERS: gossip.slice(0, index).join(','),
      });
      pair.push(one);
      await one.switchOn('webhook', webhook.url);
      await one.start(QUICK);
    }
    const peersOf = async ({ url }: SwitchedOn) => ((await (await fetch(`${url}/api/v2/status`)).json()) as { cluster: Cluster }).cluster;
    const isSettled = ({ status, peers }: Cluster) => status === 'ready' && peers.length === 2;
    for (const one of pair) await waitFor('the pair to be one', async () => isSettled(await peersOf(one)), DEADLINE_MS);
  });

  after(async () => {
    await Promise.all(pair.map((one) => one.stop()));
    await webhook?.close();
  });

  const sends = async () =>
    Promise.all(pair.map(async (one) => (await one.metrics()).sum('alertmanager_notifications_total', { receiver_name: 'on-call' })));
  const told = (job: string) => webhook.received.filter(({ groupLabels }) => groupLabels.job === job).length;
  const alert = (job: string) => ({ ...PAGE, labels: { ...PAGE.labels, job } });

  it('tells of 5 alerts 5 times, not 10', async () => {
    const jobs = ['one', 'two', 'three', 'four', 'five'];
    for (const one of pair) await one.send(...jobs.map(alert));
    await waitFor('all 5', () => jobs.every((job) => told(job) > 0), DEADLINE_MS);
    // Both have looked at all 5 once the second has waited; what it would send twice it sends then.
    const looked = async (one: SwitchedOn) => (await one.metrics()).sum('alertmanager_nflog_queries_total') >= jobs.length;
    await waitFor('both to look', async () => (await Promise.all(pair.map(looked))).every(Boolean), DEADLINE_MS);
    expect(jobs.map(told)).to.deep.equal([1, 1, 1, 1, 1]);
    expect((await sends()).reduce((sum, count) => sum + count)).to.equal(jobs.length);
  });

  it('tells alone when the other is gone', async () => {
    await pair.shift()?.stop();
    await pair[0]?.send(alert('alone'));
    await waitFor('the message', () => told('alone') > 0, DEADLINE_MS);
    expect(told('alone')).to.equal(1);
  });
});
