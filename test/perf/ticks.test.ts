// process.nextTick stays fast across full collections, which make it slow for good in a Node without the preload.

import { expect } from 'chai';
import { runApp } from '../support/run-app.ts';

const costOf = async (preload: boolean) => Number((await runApp('ticks-after-collection.mjs', { preload })).stdout);

describe('ticks under the preload', () => {
  it('cost less than half of what they cost without it, after full collections while no tick waited', async () => {
    const bare = await costOf(false);
    // The day that this fails V8 or Node keeps the shape by itself, and tick-shape.ts can go.
    expect(await costOf(true)).to.be.lessThan(bare / 2);
  });
});
