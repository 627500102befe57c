// How often a fault test does what it does: a few times in `npm test`, many in `npm run test:fault`.

/** Set by `npm run test:fault`; 1 is the short form. */
export const REPETITIONS = Math.max(1, Number(process.env.PERAGUS_FAULT_REPETITIONS) || 1);

/** The seed of this run; `PERAGUS_FAULT_SEED` repeats one that a test has printed. */
export const SEED = Number(process.env.PERAGUS_FAULT_SEED) || Math.floor(Math.random() * 2 ** 31);
