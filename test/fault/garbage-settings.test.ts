// R03: settings that are garbage: the default is used, one warning names the setting and what it takes, no secret is shown, the application runs.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSettings, SETTINGS, type Setting } from '../../instrumentation/settings/index.ts';
import { figure } from '../support/figures.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { FaultSink } from './support/fault-sink.ts';
import { type Random, seeded } from './support/random.ts';
import { REPETITIONS, SEED } from './support/repetitions.ts';
import { sideBySide } from './support/side-by-side.ts';

const GARBAGE_COUNT = 200;
/** Wrong settings of one process. */
const EACH = 10;
const CANARY = 'canary-of-a-secret';

const TEXTS: readonly ((random: Random) => string)[] = [
  (random) => String((random.next() - 0.5) * 10 ** random.between(0, 300)),
  () => '-1',
  () => 'NaN',
  () => '1e999',
  () => '0x10',
  () => '١٢٣',
  () => 'tru',
  () => 'undefined',
  () => '[object Object]',
  () => '{"a":1}',
  () => '../../etc/passwd',
  () => 'file:///etc/passwd',
  () => 'http://',
  () => 'http://[::1',
  () => '://x',
  () => 'javascript:alert(1)',
  () => '%E0%A4%A',
  () => '\u202egnp.exe',
  () => '\ud83d\ude00'.repeat(50),
  () => 'a\tb\nc\rd\u001b[31me',
  () => '$(reboot) `reboot` ; reboot',
  () => "'; drop table settings; --",
  () => ',,,=,;,',
  () => '=',
  (random) => 'x'.repeat(random.between(1_000, 60_000)),
  (random) => String.fromCharCode(...Array.from({ length: 40 }, () => random.between(1, 0xd7ff))),
];

/** Read by the SDK's parts, not by our table: whatever they are, the application runs. */
const OTHERS = [
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_EXPORTER_OTLP_LOGS_TIMEOUT',
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_EXPORTER_OTLP_CERTIFICATE',
  'OTEL_SEMCONV_STABILITY_OPT_IN',
  'TRACEPARENT',
  'BAGGAGE',
];
const all = Object.entries(SETTINGS) as [key: keyof typeof SETTINGS, Setting][];
const secretOnes = new Set([...all.filter(([, { secret }]) => secret).map(([, { variable }]) => variable), ...OTHERS.slice(0, 2)]);

/** Garbage for a variable; a secret one's has a word in it by which it is found again. */
function garbageFor(variable: string, random: Random): string {
  const text = random.pick(TEXTS)(random);
  if (!secretOnes.has(variable)) return text;
  // At the end of an address it would be a host, which is no secret.
  return text.startsWith('http') ? `http://user:${CANARY}@` : `${text.slice(0, 1_000)}${CANARY}`;
}

describe(`settings that are garbage, with seed ${SEED}`, function () {
  this.timeout(120_000 * REPETITIONS);
  /** Garbage for a folder is a name of one beside the application. */
  const cwd = mkdtempSync(join(tmpdir(), 'peragus-garbage-'));
  after(() => rmSync(cwd, { recursive: true, force: true }));

  it(`end in the default and one warning each that names the setting and what it takes: ${GARBAGE_COUNT * 50} of them`, () => {
    const random = seeded(SEED);
    let warned = 0;
    for (let count = 0; count < GARBAGE_COUNT * 50; count++) {
      const [key, setting] = random.pick(all);
      const text = garbageFor(setting.variable, random);
      const { settings, warnings } = readSettings({ [setting.variable]: text });
      const what = `${setting.variable}=${JSON.stringify(text.slice(0, 60))}`;
      expect(warnings.length, what).to.be.at.most(1);
      if (warnings.length === 0) continue;
      warned += 1;
      expect(settings[key], what).to.deep.equal(setting.default);
      expect(warnings[0], what)
        .to.include(setting.variable)
        .and.match(/; it takes .+\. Using /);
      if (setting.secret) expect(warnings[0], what).to.not.include(CANARY);
    }
    expect(warned).to.be.greaterThan(GARBAGE_COUNT * 20);
    figure('R03', 'wrong values, each with its default and one warning', warned);
  });

  it(`leave the application as it is: ${GARBAGE_COUNT} of them, ${EACH} in each of ${GARBAGE_COUNT / EACH} processes`, async () => {
    const random = seeded(SEED);
    const bare = await runApp('ends.mjs', { preload: false, args: ['naturally'] });
    const environments = Array.from({ length: (GARBAGE_COUNT / EACH) * REPETITIONS }, () => garbageEnvironment(random));
    const named = await FaultSink.use((sink) =>
      sideBySide(environments, async (garbage) => {
        const env = { ...sendTo(sink.endpoint), ...garbage };
        return namedIn(await runApp('ends.mjs', { args: ['naturally'], env, cwd }), env, bare);
      }),
    );
    expect(named.flat().length).to.be.greaterThan((GARBAGE_COUNT * REPETITIONS) / 3);
    figure('R03', 'settings of processes that ran as without', environments.length * EACH);
  });

  it('make no timer that Node warns of: a time-out of 9.9e+271 ms is one of 24 days', async () => {
    const bare = await runApp('ends.mjs', { preload: false, args: ['naturally'] });
    await FaultSink.use(async (sink) => {
      const endless = Object.fromEntries(
        ['TRACES', 'METRICS', 'LOGS'].map((signal) => [`OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`, '9.9e+271']),
      );
      const env = { ...sendTo(sink.endpoint), ...endless };
      expect(namedIn(await runApp('ends.mjs', { args: ['naturally'], env, cwd }), env, bare)).to.deep.equal([]);
    });
  });
});

function garbageEnvironment(random: Random): Record<string, string> {
  const env: Record<string, string> = {};
  while (Object.keys(env).length < EACH) {
    const variable = random.next() < 0.2 ? random.pick(OTHERS) : random.pick(all)[1].variable;
    // A file that says everything otherwise would leave the others unread.
    if (variable === 'OTEL_CONFIG_FILE' && random.next() < 0.8) continue;
    env[variable] = garbageFor(variable, random);
  }
  return env;
}

/** The settings that its warnings name, once it is sure that nothing else is different. */
function namedIn({ code, signal, stdout, stderr }: Ended, env: Readonly<Record<string, string>>, bare: Ended): string[] {
  const what = `${JSON.stringify(env).slice(0, 800)}\n${stderr.slice(0, 800)}`;
  expect({ code, signal, stdout }, what).to.deep.equal({ code: bare.code, signal: bare.signal, stdout: bare.stdout });
  const lines = stderr.split('\n');
  const ours = lines.filter((line) => line.startsWith('peragus: '));
  expect(lines.filter((line) => !ours.includes(line)).join('\n'), what).to.equal(bare.stderr);
  expect(stderr + stdout, what).to.not.include(CANARY);
  expect(stderr, what).to.not.match(/(?!\n)\p{Cc}/u);
  const named = ours.filter((line) => line.includes('PERAGUS-004')).map((line) => line.split(' ')[2] ?? '');
  const expected = readSettings(env).warnings.map((warning) => warning.split(' ', 1)[0]);
  expect(named, what).to.include.members(expected);
  return named;
}
