// S09: bodies that are too large, bombs and senders that never end cost the Collector neither its memory nor what honest clients send.

import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { balancedLedger, CALM } from '../fault/support/ledger-line.ts';
import { peakMb } from '../fault/support/memory.ts';
import { startNumbered } from '../fault/support/numbered-run.ts';
import { REPETITIONS } from '../fault/support/repetitions.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { figures } from '../support/figures.ts';
import { waitFor } from '../support/wait.ts';
import { type Heard, post } from './support/otlp-client.ts';
import { SlowSenders } from './support/slow-senders.ts';

const MB = 1_000_000;
/** `mem_limit` of docker-compose.yml is 768 MiB; `memory_limiter` refuses at 512 MiB of live memory. */
const RSS_MAX_MB = 600;
const LARGE_BYTES = 25 * MB;
/** Inflates to 100 MB. */
const BOMB = gzipSync(Buffer.alloc(100 * MB, ' '), { level: 9 });
const AT_ONCE = 16;
const ROUNDS = REPETITIONS;
const SLOW = 500;
/** 30 s in fragments/receive.yaml. */
const READ_TIMEOUT_S = REPETITIONS > 1 ? 30 : 2;
/** 8 MiB in fragments/receive.yaml. */
const SMALL_BYTES = 32_768;
const SPANS = 200;
const HONEST = { perSecond: 100, spans: 100 * REPETITIONS, logs: 100 * REPETITIONS };

describe('S09: the Collector', function () {
  this.timeout(60_000 + 30_000 * REPETITIONS);
  let collector: CollectorRun;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });
  beforeEach(async () => {
    const more = [`yaml:receivers::otlp::protocols::http::read_timeout: ${READ_TIMEOUT_S}s`];
    collector = await CollectorRun.start('single', { environment: { GOMEMLIMIT: '400MiB' }, more });
  });
  afterEach(() => collector.remove());

  /** Attacks while an honest application sends: all of its items are accepted, and memory stays below the limit. */
  async function withstand(attack: (url: string) => Promise<void>): Promise<number> {
    const url = `${collector.otlpUrl}/v1/traces`;
    const app = startNumbered({ endpoint: collector.otlpUrl }, HONEST, { env: CALM, killAfterMs: 120_000 });
    const over = Promise.all([attack(url), app.ended]);
    const rssMb = await peakMb(collector.pid, over);
    const [, { stderr }] = await over;
    const { traces, logs } = balancedLedger(stderr);
    // The application has a few lines more than the numbered ones.
    expect(logs.emitted).to.be.at.least(HONEST.logs);
    expect([traces.delivered, logs.delivered]).to.deep.equal([HONEST.spans, logs.emitted]);
    expect((await collector.metrics()).sum('otelcol_receiver_accepted_spans_total')).to.be.at.least(HONEST.spans);
    expect(rssMb).to.be.below(RSS_MAX_MB);
    return rssMb;
  }

  it(`refuses ${AT_ONCE * ROUNDS} bodies of 25 MB and as many bombs of ${Math.round((100 * MB) / BOMB.length)}:1, below ${RSS_MAX_MB} MB, while ${HONEST.spans} of ${HONEST.spans} honest spans and log lines arrive`, async () => {
    expect((100 * MB) / BOMB.length).to.be.above(1_000);
    const large = Buffer.alloc(LARGE_BYTES, ' ');
    const heard: Heard[] = [];
    const rssMb = await withstand(async (url) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const bombs = Array.from({ length: AT_ONCE }, () => post(url, { headers: { 'content-encoding': 'gzip' } }, BOMB));
        const bodies = Array.from({ length: AT_ONCE }, () => post(url, {}, large));
        heard.push(...(await Promise.all([...bodies, ...bombs])));
      }
    });
    const kinds = Object.fromEntries([...new Set(heard)].map((kind) => [`${kind}`, heard.filter((each) => each === kind).length]));
    figures('S09: large bodies', { rssMb, ...kinds });
    // The receiver says 400 where HTTP has 413, and closes a connection on which more comes.
    for (const each of heard) expect([400, 413, 'EPIPE', 'ECONNRESET']).to.include(each);
  });

  it(`ends ${SLOW} of ${SLOW} connections whose bodies never end after ${READ_TIMEOUT_S} s, below ${RSS_MAX_MB} MB, while ${HONEST.spans} of ${HONEST.spans} honest spans and log lines arrive`, async () => {
    const startedMs = performance.now();
    const rssMb = await withstand(async () => {
      const slow = await SlowSenders.open(collector.ports.otlpHttp, SLOW, '/v1/traces');
      await waitFor('the end of all slow connections', () => slow.closed === SLOW, (READ_TIMEOUT_S + 10) * 1_000).finally(() => slow.end());
    });
    figures('S09: slow bodies', { rssMb, seconds: (performance.now() - startedMs) / 1_000 });
  });

  it(`gets ${SPANS} of ${SPANS} spans whose request was too large for it: its 400 is taken for what it means, and halves are sent`, async () => {
    const more = [`yaml:receivers::otlp::protocols::http::max_request_body_size: ${SMALL_BYTES}`];
    const narrow = await CollectorRun.start('agent', { more });
    try {
      // At least 500 bytes each, all in one request.
      const plan = { spans: SPANS, bytes: 1_000, kind: 'api' as const };
      const { stderr } = await startNumbered({ endpoint: narrow.otlpUrl }, plan, { env: { ...CALM, OTEL_BSP_SCHEDULE_DELAY: '1000' } })
        .ended;
      const { traces } = balancedLedger(stderr);
      expect([traces.delivered, traces.dropped]).to.deep.equal([SPANS, {}]);
      expect((await narrow.metrics()).sum('otelcol_receiver_accepted_spans_total')).to.equal(SPANS);
      expect(stderr).to.not.match(/refused \d+ with status 400/);
    } finally {
      await narrow.remove();
    }
  });
});
