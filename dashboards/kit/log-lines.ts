// LogQL that counts log lines, from vocabulary entries: how many, how large, with which values beside them.

import { type Attribute, prometheusLabel, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import type { Expression } from './expression.ts';
import { type LineFilter, SEVERITY, scopedLogs } from './signals.ts';
import { BYTES_PER_SECOND, COUNT, COUNT_PER_SECOND, SHARE } from './units.ts';

type Label = Pick<Attribute, 'key'>;

export interface LineQuestion {
  /** What tells the results apart. */
  readonly by: readonly Label[];
  readonly where?: readonly LineFilter[];
}

/** The text of a line without what differs from one to the next, cut to what a table shows. */
export const PATTERN = { key: 'line_pattern' } as const;
/** Ids and numbers; RE2. */
const VARIABLE_PARTS = '[0-9a-fA-F-]{8,}|[0-9]+';
const PATTERN_LENGTH = 120;
const TO_PATTERN = ` | label_format ${PATTERN.key}=\`{{ trunc ${PATTERN_LENGTH} (regexReplaceAllLiteral "${VARIABLE_PARTS}" __line__ "*") }}\``;

const labelsOf = (by: readonly Label[]): string[] => by.map(prometheusLabel);

const logql = (text: string, unit: string, by: readonly Label[]): Expression => ({
  source: 'loki',
  text,
  unit,
  labels: labelsOf(by),
  exemplars: false,
});

const summed = (by: readonly Label[], inner: string): string => `sum by (${labelsOf(by).join(', ')}) (${inner})`;

/** Lines a second. */
export const lineRate = ({ by, where }: LineQuestion): Expression =>
  logql(summed(by, `rate(${scopedLogs(where)} [$__auto])`), COUNT_PER_SECOND, by);

/** Bytes a second. */
export const byteRate = ({ by, where }: LineQuestion): Expression =>
  logql(summed(by, `bytes_rate(${scopedLogs(where)} [$__auto])`), BYTES_PER_SECOND, by);

/** Log lines a second of the chosen services, by service and severity. */
export const logRate = (): Expression => lineRate({ by: [resourceAttribute.serviceName, SEVERITY] });

const countText = ({ by, where }: LineQuestion, extra = '', offset = ''): string =>
  summed(by, `count_over_time(${scopedLogs(where)}${extra} [$__auto]${offset})`);

/** Lines of the time range, asked once. */
export const lineCount = (question: LineQuestion): Expression => logql(countText(question), COUNT, question.by);

/** The most frequent lines of the time range, put together by what they have in common. */
export function frequentLines(count: number, question: LineQuestion): Expression {
  const by = [...question.by, PATTERN];
  return logql(`topk(${count}, ${countText({ ...question, by }, TO_PATTERN)})`, COUNT, by);
}

/** Lines of the time range of a kind that the same time before it did not have. */
export const newLines = (question: LineQuestion): Expression =>
  logql(`${countText(question)} unless ${countText(question, '', ' offset $__range')}`, COUNT, question.by);

/** Sum of a number beside the lines, in each step. */
export const lineSum = (number: Label, { by, where }: LineQuestion): Expression =>
  logql(summed(by, `sum_over_time(${scopedLogs(where)} | unwrap ${prometheusLabel(number)} [$__auto])`), COUNT, by);

/** Share of the lines that meet one more condition. */
export const lineShare = ({ by, where = [] }: LineQuestion, also: LineFilter): Expression =>
  logql(`${lineRate({ by, where: [...where, also] }).text} / ${lineRate({ by, where }).text}`, SHARE, by);
