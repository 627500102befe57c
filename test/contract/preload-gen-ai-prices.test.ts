// Cost comes from a price table that a file can change; models without a price are said, and many models make few series.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { operationsIn, totalOf } from '../support/ai-proof.ts';
import { runBoth } from '../support/ai-run.ts';

const COST = 'gen_ai.client.cost';
const INCOMPLETE = 'gen_ai.client.incomplete';

describe('the cost of AI operations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-prices-'));
  const file = join(folder, 'prices.json');
  const env = { PERAGUS_GEN_AI_PRICES: file };
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is counted by the built-in table, and left out for a model that it does not know', async () => {
    const { sink } = await runBoth('ai-models.mjs', { args: ['gpt-4o-mini', 'nobody-knows-me'] });
    expect(totalOf(sink, COST).sum).to.be.closeTo(5.55e-6, 1e-12);
    expect(totalOf(sink, COST, { 'gen_ai.request.model': 'nobody-knows-me' }).count).to.equal(0);
    expect(totalOf(sink, INCOMPLETE, { 'gen_ai.incomplete.reason': 'unknown_price' }).sum).to.equal(1);
  });

  it('follows a file, which says one line about rows that are no prices', async () => {
    writeFileSync(
      file,
      JSON.stringify({ 'gpt-4o-mini': { input: 100, output: 200 }, mine: { input: 1, output: 1, inputMax: 5 }, bad: { input: '1' } }),
    );
    const { sink, observed } = await runBoth('ai-models.mjs', { args: ['gpt-4o-mini', 'mine'], env });
    // 11 in × 100 + 7 out × 200; the cache has no price of its own there.
    expect(totalOf(sink, COST).sum).to.be.closeTo(2500e-6, 1e-9);
    expect(totalOf(sink, INCOMPLETE, { 'gen_ai.incomplete.reason': 'long_context' }).sum).to.equal(1);
    expect(observed.stderr).to.equal(
      'peragus: PERAGUS-004 PERAGUS_GEN_AI_PRICES: 1 rows have no numbers "input" and "output"; left out.\n',
    );
  });

  it('stays with the built-in table when the file is no JSON', async () => {
    writeFileSync(file, 'canary');
    const { sink, observed } = await runBoth('ai-models.mjs', { args: ['gpt-4o-mini'], env });
    expect(totalOf(sink, COST).sum).to.be.closeTo(5.55e-6, 1e-12);
    expect(observed.stderr).to.match(/^peragus: PERAGUS-004 PERAGUS_GEN_AI_PRICES can't be read \(SyntaxError[^\n]*\n$/);
  });

  it('is counted for 60 models in series of 50 and one for the rest; spans keep every name', async () => {
    const args = Array.from({ length: 60 }, (_, at) => `model-${at}`);
    const { sink } = await runBoth('ai-models.mjs', { args });
    const models = new Set(
      sink.points.filter(({ metric }) => metric === INCOMPLETE).map(({ attributes }) => attributes['gen_ai.request.model']),
    );
    expect(models.size).to.equal(51);
    expect(totalOf(sink, INCOMPLETE, { 'gen_ai.request.model': '_OTHER' }).sum).to.equal(10);
    expect(operationsIn(sink).map(({ span }) => span.attributes['gen_ai.request.model'])).to.deep.equal(args);
  });
});
