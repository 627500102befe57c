// `npm run lint:rules`: asks a live Prometheus whether what the rules read is there, so that no rule waits for a metric that nobody emits.

import { parseArgs } from 'node:util';
import { ask, readStores, type Stores } from '../../dashboards/render/queries/stores.ts';
import { EXCUSED } from './excused.ts';
import { judge, type LabelsOf } from './judge.ts';
import { RULES, readRules } from './read-rules.ts';

const LOOK_BACK_S = 3_600;
const EXIT = { well: 0, found: 1, usage: 2, broken: 3 } as const;
const USAGE = 'usage: npm run lint:rules -- [--prometheus URL] [--rules FOLDER] | --help';
const HELP = `Looks whether a live Prometheus has had, in the last hour, each metric that a rule of alerts/generated/rules/ reads, and each label
that it selects or groups by. A rule that reads what nobody emits never fires, and nobody notices.

${USAGE}

  --prometheus URL   ask this Prometheus; PERAGUS_PROMETHEUS_URL, or the one of npm start, without it
  --rules FOLDER     rule files that are looked at instead
  --help             this text

A counter of failures is born with the first failure: test/rules/excused.ts names what a healthy stack does not have, with the reason.
An excuse that no rule needs any more is a finding as well.

Exit codes
  0    no findings
  1    findings, a line each
  2    the command line is wrong
  3    Prometheus could not be asked
`;

/** Asks once for each metric. */
function labelsIn(stores: Stores): LabelsOf {
  const known = new Map<string, Promise<ReadonlySet<string>>>();
  const endS = Math.ceil(Date.now() / 1_000);
  const look = async (metric: string): Promise<ReadonlySet<string>> => {
    const parameters = { 'match[]': metric, start: endS - LOOK_BACK_S, end: endS };
    const { data } = (await ask(stores, 'prometheus', '/api/v1/labels', parameters)) as { data: string[] };
    return new Set(data);
  };
  return (metric) => {
    const labels = known.get(metric) ?? look(metric);
    known.set(metric, labels);
    return labels;
  };
}

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { prometheus: text, rules: text, help: { type: 'boolean', short: 'h' } } });
  if (values.prometheus !== undefined && !URL.canParse(values.prometheus))
    throw new Error(`--prometheus takes an address, not "${values.prometheus}".`);
  return values;
}

async function run(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return EXIT.usage;
  }
  if (options.help) {
    console.log(HELP);
    return EXIT.well;
  }
  const given = readStores(process.env);
  const prometheus = (options.prometheus ?? given.prometheus).replace(/\/+$/, '');
  const { rules, selectors, findings, excused } = await judge(
    readRules(options.rules ?? RULES),
    labelsIn({ ...given, prometheus }),
    EXCUSED,
  );
  for (const finding of findings) console.log(finding);
  console.log(`${rules} rules, ${selectors} selectors, ${findings.length} findings; ${excused.length} excused that are not there`);
  return findings.length > 0 ? EXIT.found : EXIT.well;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.broken;
}
