// Checks of the queries: they parse, they name what exists, and the dashboard's choices narrow them.

import { parser as logqlParser } from '@grafana/lezer-logql';
import { KNOWN_SERIES, UNSCOPED_SERIES } from '../../instrumentation/vocabulary/index.ts';
import { type ScopeName, scopeMatcher } from '../kit/scope.ts';
import { type Board, type Query, queriesOf } from './board.ts';
import { type PromqlFacts, readPromql, type Selector } from './promql.ts';
import type { Rule } from './rule.ts';
import { ALL_CHOSEN, MACROS, substitute, variablesIn } from './substitute.ts';

const VALUES = { ...MACROS, ...ALL_CHOSEN };
const filled = (query: Query): string => substitute(query.text, VALUES);

/** Runs a check over the queries of one language; it returns what is wrong, or undefined. */
const each =
  (language: Query['language'], check: (query: Query) => string | undefined): Rule['check'] =>
  (board: Board) =>
    queriesOf(board)
      .filter((query) => query.language === language)
      .flatMap((query) => {
        const wrong = check(query);
        return wrong ? [`${query.place}: ${wrong}`] : [];
      });

const eachPromql = (check: (facts: PromqlFacts, query: Query) => string | undefined): Rule['check'] =>
  each('promql', (query) => check(readPromql(filled(query)), query));

function unknownName({ selectors, labels }: PromqlFacts): string | undefined {
  const known = new Set<string>();
  for (const { metric, matchers } of selectors) {
    const its = KNOWN_SERIES.get(metric);
    if (!its) return `nobody emits the metric ${metric}.`;
    const stranger = matchers.find(({ label }) => !its.has(label));
    if (stranger) return `${metric} has no label ${stranger.label}.`;
    for (const label of its) known.add(label);
  }
  const stranger = labels.find((label) => !known.has(label));
  return stranger && `no metric in it has the label ${stranger}.`;
}

const growsOnItsOwn = ({ metric, call }: Selector): boolean =>
  metric.endsWith('_total') && !['rate', 'irate', 'increase'].includes(call ?? '');

/** The choice must narrow every selector of ours; variables only offer choices, and alerts and parts of the stack belong to no service. */
function unscoped(name: ScopeName, query: Query): string | undefined {
  if (query.from === 'variable') return undefined;
  const selectors = readPromql(substitute(query.text, MACROS)).selectors.filter(({ metric }) => !UNSCOPED_SERIES.has(metric));
  const open = selectors.find(({ matchers }) => !matchers.some(({ text }) => text === scopeMatcher(name)));
  return open && `${open.metric} is not narrowed by ${scopeMatcher(name)}.`;
}

const scopedBy = (name: ScopeName): Rule => ({
  name: `target-${name}`,
  because: `A reader who chooses one ${name} must not see another's numbers`,
  check: each('promql', (query) => unscoped(name, query)),
});

/** A duration that nobody would write, to know a variable again after parsing. */
const MARK = '1234s';

/** Whether the LogQL parses, and the windows in it, brackets included. */
function readLogql(text: string): { valid: boolean; windows: string[] } {
  let valid = text !== '';
  const windows: string[] = [];
  logqlParser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) valid = false;
      if (type.name === 'Range') windows.push(text.slice(from, to));
    },
  });
  return { valid, windows };
}

function fixedWindow(query: Query): string | undefined {
  const fixed = readLogql(substitute(query.text, { ...VALUES, __auto: MARK })).windows.find((window) => window !== `[${MARK}]`);
  return fixed && `its window is ${fixed} and not [$__auto].`;
}

function fixedRate(query: Query): string | undefined {
  const { selectors } = readPromql(substitute(query.text, { ...VALUES, __rate_interval: MARK }));
  const fixed = selectors.find(({ call, range }) => ['rate', 'irate'].includes(call ?? '') && range !== MARK);
  return fixed && `the rate of ${fixed.metric} is over ${fixed.range} and not over $__rate_interval.`;
}

export const QUERY_RULES: readonly Rule[] = [
  {
    name: 'target-promql',
    because: 'A query with an error shows nothing',
    check: eachPromql(({ valid }) => (valid ? undefined : 'the PromQL does not parse.')),
  },
  { name: 'target-known-names', because: 'A metric or label that nobody emits shows nothing', check: eachPromql(unknownName) },
  {
    name: 'target-rate-interval',
    because: 'With a fixed window a graph is empty or jumps when the time range or the export interval changes',
    check: each('promql', fixedRate),
  },
  {
    name: 'target-counter-agg',
    because: 'The value of a counter says nothing; only its growth does',
    check: eachPromql(({ selectors }) => {
      const bare = selectors.find(growsOnItsOwn);
      return bare && `the counter ${bare.metric} is shown without rate or increase.`;
    }),
  },
  scopedBy('environment'),
  scopedBy('service'),
  scopedBy('instance'),
  {
    name: 'target-logql',
    because: 'A query with an error shows nothing',
    check: each('logql', (query) => (readLogql(filled(query)).valid ? undefined : 'the LogQL does not parse.')),
  },
  {
    name: 'target-logql-auto',
    because: 'With a fixed window a graph of logs counts lines twice or leaves some out',
    check: each('logql', fixedWindow),
  },
  {
    name: 'variables-defined',
    because: 'A variable that the dashboard lacks stays in the query as it is written',
    check: (board) => {
      const defined = new Set([...board.templating.list.map(({ name }) => name), ...Object.keys(MACROS)]);
      return queriesOf(board).flatMap(({ place, text }) =>
        variablesIn(text)
          .filter((name) => !defined.has(name))
          .map((name) => `${place}: there is no variable ${name}.`),
      );
    },
  },
];
