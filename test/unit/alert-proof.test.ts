// How `npm run prove:alerts` measures and judges: stations from the fault on, pages that no fault explains, and its arguments.

import { expect } from 'chai';
import type { AlertWatch, HeldBack, Seen } from '../prove/alert-watch.ts';
import { measure, measureHeartbeat } from '../prove/measure.ts';
import { readOptions } from '../prove/options.ts';
import { falsePages } from '../prove/precision.ts';
import type { Receiver, Told } from '../prove/receiver.ts';
import type { Row } from '../prove/row.ts';

const expected = { alert: 'Slow', severity: 'page', service: 'shop' };
const labels = { alertname: 'Slow', severity: 'page', service: 'shop' };
const seen = (state: Seen['state'], atMs: number, activeAtMs: number): Seen => ({ ...expected, state, atMs, activeAtMs });
const told = (status: Told['status'], atMs: number, more: Partial<Told> = {}): Told => ({
  atMs,
  receiver: 'on-call',
  status,
  labels,
  startsAt: new Date(atMs).toISOString(),
  ...more,
});
const heldBack = (atMs: number): HeldBack => ({ ...expected, by: 'Slower page', atMs });
const watch = (list: readonly Seen[], held: readonly HeldBack[] = []) => ({ seen: list, heldBack: held }) as unknown as AlertWatch;
const receiver = (list: readonly Told[], beatsAtMs: readonly number[] = []) => ({ told: list, beatsAtMs }) as unknown as Receiver;
const row = (alerts: string[], brings: string[] = []): Row => ({
  fault: 'a fault',
  alerts,
  service: 'shop',
  phase: 'requests',
  brings,
  begin: async () => () => undefined,
});

describe('the proof of an alert', () => {
  it('counts from the fault: visible 2 s, pending 3 s, firing 6 s, told 7.5 s, and over 4 s after its end', () => {
    const states = [seen('firing', 500, 400), seen('pending', 13_000, 12_000), seen('firing', 16_000, 12_000)];
    const messages = [told('firing', 900), told('firing', 17_500), told('resolved', 19_000), told('resolved', 24_000)];
    expect(measure(expected, { beganMs: 10_000, endedMs: 20_000 }, watch(states), receiver(messages))).to.deep.equal({
      ...expected,
      visibleS: 2,
      pendingS: 3,
      firingS: 6,
      toldS: 7.5,
      receiver: 'on-call',
      resolvedS: 4,
    });
  });

  it('does not take another service, severity or time for it', () => {
    const others = [
      told('firing', 12_000, { labels: { ...labels, service: 'other' } }),
      told('firing', 12_000, { labels: { ...labels, severity: 'ticket' } }),
    ];
    expect(measure(expected, { beganMs: 10_000 }, watch([]), receiver([told('firing', 9_999), ...others]))).to.deep.equal(expected);
  });

  it('says which alert held it back, also where it was told when that one was over, and not where it was told before', () => {
    const held = watch([], [heldBack(900), heldBack(5_000)]);
    const by = { ...expected, heldBackBy: 'Slower page' };
    expect(measure(expected, { beganMs: 1_000 }, held, receiver([]))).to.deep.equal(by);
    expect(measure(expected, { beganMs: 1_000 }, held, receiver([told('firing', 9_000)]))).to.include({ ...by, toldS: 8 });
    expect(measure(expected, { beganMs: 1_000 }, held, receiver([told('firing', 4_000)]))).not.to.have.property('heldBackBy');
    expect(measure(expected, { beganMs: 6_000 }, held, receiver([])), 'what was before the fault').to.deep.equal(expected);
  });

  it('tells the end of a heartbeat after 9 s of silence, and its return', () => {
    const beats = receiver([], [1_000, 4_000, 30_000]);
    expect(measureHeartbeat(expected, { beganMs: 3_000, endedMs: 20_000 }, beats, 9_000)).to.include({ toldS: 10, resolvedS: 10 });
  });

  it('calls a page false that no fault of the phase explains, and once', () => {
    const pages = [told('firing', 5_000), told('firing', 8_000)];
    expect(falsePages(pages, [row(['Other page'])], 1_000)).to.deep.equal([{ alert: 'Slow', service: 'shop', atS: 4 }]);
    expect(falsePages(pages, [row(['Slow ticket'])], 1_000), 'the ticket of the same name explains no page').to.have.length(1);
    expect(falsePages(pages, [row(['Slow page'])], 1_000)).to.deep.equal([]);
    expect(falsePages(pages, [row([], ['Slow *'])], 1_000)).to.deep.equal([]);
    expect(falsePages(pages, [row([])], 6_000), 'what began before the phase is of another').to.have.length(1);
  });

  it('runs in real time with --time-scale 1, and refuses what is no scale in one sentence', () => {
    expect(readOptions(['--time-scale', '1']).clock).to.deep.equal({ timeScale: 1, leastStepS: 0 });
    expect(() => readOptions(['--time-scale', '0'])).to.throw('--time-scale takes a number from 1 to 60, not 0.');
  });
});
