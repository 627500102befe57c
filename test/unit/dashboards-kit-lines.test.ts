// What graphs and tables of log lines ask of Loki is bounded: steps that are not too fine, and few kinds of lines.

import { expect } from 'chai';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { frequentLines, PATTERN_LENGTH, VARIABLE_PARTS } from '../../dashboards/kit/log-lines.ts';
import { dataPanels, readBoard } from '../../dashboards/lint/board.ts';
import { METRIC_EXPORT_INTERVAL_S, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';

/** What the template in the query does. */
const kindOf = (line: string): string => line.replaceAll(new RegExp(VARIABLE_PARTS, 'g'), '*').slice(0, PATTERN_LENGTH);

const id = (at: number): string => (at * 2_654_435_761).toString(16).padStart(12, '0');
const KINDS: readonly ((at: number) => string)[] = [
  (at) => `session ${id(at)} opened after ${at} ms`,
  (at) => `GET /api/sessions/${id(at)}/cells?page=${at} 200`,
  (at) => `cannot read "notebook ${id(at)}" of 'user'`,
  (at) => `10.0.${at % 256}.7:${at} went away at 2026-11-28T10:${at % 60}:00.000Z`,
  (at) => `token ${'abcdefghij'.repeat(3)}${'klm'.repeat(at % 50)} was refused`,
  (at) => `[${at}] tsx server.ts ended with exit code 1 ${'and so on '.repeat(20)}${at}`,
  (at) => `price: $${at}.50 (model claude-sonnet-${at})`,
];
const LINES = 10_000;

describe('log lines that dashboards count', () => {
  it(`make ${KINDS.length} kinds of ${LINES} lines with ids, addresses, quoted words and numbers, of ${PATTERN_LENGTH} characters at most`, () => {
    const kinds = new Set(Array.from({ length: LINES }, (_, at) => kindOf(KINDS[at % KINDS.length]?.(at) ?? '')));
    expect([...kinds]).to.have.length(KINDS.length);
    expect([...kinds][1]).to.equal('GET /api/sessions/*/cells?page=* *');
  });

  it('are put together so in the query, with the backslashes that a template in it needs', () => {
    const { text } = frequentLines(20, { by: [resourceAttribute.serviceName] });
    expect(text).to.include(`trunc ${PATTERN_LENGTH} (regexReplaceAllLiteral "${VARIABLE_PARTS.replaceAll('\\', '\\\\')}" __line__ "*")`);
  });

  it(`have steps of ${METRIC_EXPORT_INTERVAL_S} s at least in every panel that asks Loki, and in no other`, () => {
    const panels = DASHBOARDS.flatMap((model) => dataPanels(readBoard(buildClassic(model))));
    const [loki, others] = [true, false].map((is) => panels.filter(({ datasource }) => (datasource?.type === 'loki') === is));
    expect(new Set(loki?.map(({ interval }) => interval))).to.deep.equal(new Set([`${METRIC_EXPORT_INTERVAL_S}s`]));
    expect(others?.filter(({ interval }) => interval !== undefined)).to.deep.equal([]);
  });
});
