// Every query of every runbook finds something in real stores that hold a past in which everything it asks for went wrong.

import { expect } from 'chai';
import { loadBoards } from '../../dashboards/render/board.ts';
import { prepareYesterday, sendFaultyPast } from '../runbooks/faulty-past.ts';
import { type RunbookQuery, readRunbooks } from '../runbooks/page.ts';
import { RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { answerTo, type Found } from '../support/dashboard-queries.ts';
import { PanelStack } from '../support/panel-stack.ts';
import { waitFor } from '../support/wait.ts';

/** Lines and spans are found some time after they were taken. */
const FOUND_WITHIN_MS = 30_000;

const runbooks = readRunbooks();
const all = runbooks.flatMap(({ queries }) => queries);

describe(`queries of runbooks on live stores, ${all.length} of ${all.length}`, function () {
  this.timeout(120_000);
  let stack: PanelStack | undefined;
  let sentAt = 0;

  const ask = ({ language, text, place }: RunbookQuery): Promise<Found[]> => {
    if (!stack) throw new Error('The stores did not start.');
    const { range } = stack;
    // A person reads lines of the last minutes, and one value of everything that is a number.
    const instant = language === 'promql' || (language === 'logql' && !text.startsWith('{'));
    const window = { fromS: range.fromMs / 1_000, toS: range.toMs / 1_000 };
    return answerTo({ place, from: 'panel', language, text, instant }, {}, window, stack.place.ports);
  };
  const isEmpty = async (query: RunbookQuery): Promise<boolean> => {
    const leftMs = query.language === 'promql' ? 0 : Math.max(0, FOUND_WITHIN_MS - (performance.now() - sentAt));
    const isFound = async () => (await ask(query)).length > 0;
    return waitFor(query.text, isFound, leftMs).then(
      () => false,
      (error: Error) => {
        // A store that refuses the question has not found nothing.
        if (error.message.includes('Last error')) throw error;
        return true;
      },
    );
  };

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    stack = await PanelStack.start(loadBoards(), prepareYesterday);
    await sendFaultyPast(stack.place.ports, stack.range.toMs);
    sentAt = performance.now();
  });

  after(() => stack?.stop());

  for (const { alert, queries } of runbooks) {
    it(`${alert}: ${queries.length} of ${queries.length} queries find something`, async () => {
      const empty: string[] = [];
      for (const query of queries) if (await isEmpty(query)) empty.push(`${query.place}: ${query.text}`);
      expect(empty).to.deep.equal([]);
    });
  }

  it('find nothing for a service that nobody knows', async () => {
    const query = all.find(({ text }) => text.includes('{service_name="peragus-api"}')) as RunbookQuery;
    const other = { ...query, text: query.text.replaceAll('peragus-api', 'nobody') };
    expect([await isEmpty(query), await isEmpty(other)]).to.deep.equal([false, true]);
  });
});
