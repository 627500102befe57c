// Faults of telemetry itself: too many series, a library that nobody knows, a queue that is too short, and things that are too old.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';

const every = (ms, work) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};

/** A counter with more values of one attribute than fit. */
export function overflows({ series, everyMs }) {
  const orders = metrics.getMeter('proof').createCounter('proof.orders');
  let customer = 0;
  return every(everyMs, () => {
    for (let each = 0; each < series; each += 1) orders.add(1, { customer: String(customer++) });
  });
}

/** Loads a version of a known library whose files are other ones. */
export function loadsUnknown({ library }) {
  const folder = join(mkdtempSync(join(tmpdir(), 'peragus-proof-library-')), 'node_modules', library);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: library, version: '99.0.0', main: 'all.cjs' }));
  writeFileSync(join(folder, 'all.cjs'), 'module.exports = {};');
  createRequire(join(folder, 'x.cjs'))(folder);
  return () => {};
}

/** Says when something was last done. */
export function tellsAge({ metric, attributes, atS }) {
  let toldS = atS;
  metrics
    .getMeter('proof')
    .createObservableGauge(metric, { unit: 's' })
    .addCallback((result) => result.observe(toldS, attributes));
  return () => {
    toldS = Date.now() / 1000;
  };
}

/** More lines at once than wait to be sent. */
export function talksTooFast({ lines, everyMs }) {
  return every(everyMs, () => {
    for (let each = 0; each < lines; each += 1) console.log(`line ${each}`);
  });
}
