// Two gateways behind load_balancing: each trace is decided as a whole, whatever happens to a gateway, and every span is accounted for.

import { setTimeout as lasting } from 'node:timers/promises';
import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { figures } from '../../support/figures.ts';
import { waitFor } from '../../support/wait.ts';
import { FaultSink } from '../support/fault-sink.ts';
import { REPETITIONS } from '../support/repetitions.ts';
import { type Sending, SPANS_A_TRACE, sendTraces } from './support/spread-traces.ts';
import { Tiers } from './support/tiers.ts';

const ONE_IN = 10;
const TRACES = REPETITIONS > 1 ? 4_000 : 400;
const PER_SECOND = REPETITIONS > 1 ? 400 : 300;
const WAIT = { PERAGUS_SAMPLE_ONE_IN: String(ONE_IN), PERAGUS_SAMPLING_WAIT: REPETITIONS > 1 ? '15s' : '6s' };
/** Longer than a restart, and shorter than the wait: what comes later than the decision is too late. */
const PATIENCE = REPETITIONS > 1 ? '10s' : '5s';
const ACCEPTED = 'otelcol_receiver_accepted_spans_total';
const DECIDED = 'otelcol_processor_tail_sampling_global_count_traces_sampled_total';

/** What takes too long for `npm test`. */
const inLongForm = (promise: string, run: () => Promise<void>) => REPETITIONS > 1 && it(promise, run);

/** Far enough for traces to be everywhere, with more to come. */
const underWay = ({ sent }: Sending) => waitFor('traces under way', () => sent.size > TRACES * 0.4, 20_000);

describe(`two gateways, ${TRACES} traces of 3 services through 2 agents`, function () {
  this.timeout(240_000);

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });

  it('decide 100 % of the traces as a whole, and accepted = stored + sampled out, by the counters of each part', async () => {
    await FaultSink.use((sink) =>
      Tiers.use(sink, WAIT, PATIENCE, async (tiers) => {
        const { sent, done } = sendTraces({ traces: TRACES, perSecond: PER_SECOND, doors: tiers.doors, run: 1 });
        await done;
        await tiers.settled();
        const fate = tiers.fateOf(sent, ONE_IN);
        const sampledOut = await tiers.sum(tiers.gateways, DECIDED, { sampled: 'false' });
        const kept = await tiers.sum(tiers.gateways, DECIDED, { sampled: 'true' });
        figures('Two gateways', { ...fate, sampledOut, kept });
        expect(fate).to.deep.equal({ whole: kept, none: sampledOut, part: 0, missing: 0 });
        expect(kept + sampledOut).to.equal(TRACES);
        expect(await tiers.sum(tiers.agents, ACCEPTED)).to.equal(TRACES * SPANS_A_TRACE);
        expect(await tiers.sum(tiers.gateways, ACCEPTED)).to.equal((kept + sampledOut) * SPANS_A_TRACE);
        expect(sink.received.unique('traces')).to.equal(kept * SPANS_A_TRACE);
        // Both did their share.
        for (const gateway of tiers.gateways) expect(await tiers.sum([gateway], ACCEPTED)).to.be.greaterThan(TRACES);
      }),
    );
  });

  it('decide 100 % as a whole while one of them is restarted, and lose none that had to be kept', async () => {
    await FaultSink.use((sink) =>
      Tiers.use(sink, WAIT, PATIENCE, async (tiers) => {
        const sending = sendTraces({ traces: TRACES, perSecond: PER_SECOND, doors: tiers.doors, run: 2 });
        await underWay(sending);
        const awayMs = performance.now();
        await tiers.gateways[1]?.restart();
        const restartMs = performance.now() - awayMs;
        await sending.done;
        await tiers.settled();
        const fate = await tiers.finalFate(sending.sent, ONE_IN);
        figures('Two gateways: one restarted', { ...fate, restartMs, again: sink.received.duplicates('traces') });
        expect(fate).to.include({ part: 0, missing: 0 });
        expect(fate.whole + fate.none).to.equal(TRACES);
        // The one that stayed went on sampling: a gateway that kept everything would prove nothing of whole traces.
        expect(fate.none).to.be.greaterThan(TRACES * 0.2);
        expect(await tiers.sum(tiers.agents, ACCEPTED)).to.equal(sink.received.unique('traces') + fate.none * SPANS_A_TRACE);
      }),
    );
  });

  inLongForm('decide 100 % as a whole while one is added and one removed, when all are restarted with the new list', async () => {
    await FaultSink.use((sink) =>
      Tiers.use(sink, WAIT, PATIENCE, async (tiers) => {
        const sending = sendTraces({ traces: TRACES, perSecond: PER_SECOND, doors: tiers.doors, run: 3 });
        await underWay(sending);
        const [stays, goes] = tiers.gateways;
        await Promise.all([stays?.restart(), goes?.stop(), ...tiers.agents.map((agent) => agent.stop())]);
        tiers.gateways = [await tiers.startGateway(), ...tiers.gateways.slice(0, 1)];
        await Promise.all(tiers.agents.map((agent) => agent.restart()));
        await sending.done;
        // What it decided at its end may lie in its queue.
        await goes?.restart();
        await tiers.settled();
        const fate = await tiers.finalFate(sending.sent, ONE_IN);
        figures('Two gateways: one added, one removed', { ...fate, refused: sending.refused, again: sink.received.duplicates('traces') });
        expect(fate).to.include({ part: 0, missing: 0 });
        expect(fate.whole + fate.none).to.equal(TRACES);
      }),
    );
  });

  it('leave nothing behind when one is killed for good: its part of the queues goes to the other, its own queue is delivered from its folder', async () => {
    await FaultSink.use((sink) =>
      Tiers.use(sink, {}, '2s', async (tiers) => {
        const [stays, dies] = tiers.gateways;
        await sink.set({ kind: 'refuse' });
        const sending = sendTraces({ traces: TRACES, perSecond: PER_SECOND, doors: tiers.doors, run: 4 });
        await waitFor('spans in the queue of the second', async () => (await dies?.metrics())?.sum(ACCEPTED), 20_000);
        await dies?.kill();
        // Longer than an attempt at the dead one lasts, so that it goes back to the queue of the agents.
        await lasting(2_000);
        tiers.gateways = stays ? [stays] : [];
        await Promise.all(tiers.agents.map((agent) => agent.restart()));
        await sending.done;
        await sink.heal();
        await tiers.settled();
        const without = sink.received.unique('traces');
        await dies?.restart();
        const spans = TRACES * SPANS_A_TRACE;
        await sink.until('all spans', (received) => received.unique('traces') === spans, 30_000);
        figures('Two gateways: one gone for good', { spans, fromItsFolder: spans - without, again: sink.received.duplicates('traces') });
        expect(without).to.be.lessThan(spans);
        expect(tiers.fateOf(sending.sent, 1)).to.deep.equal({ whole: TRACES, none: 0, part: 0, missing: 0 });
      }),
    );
  });
});
