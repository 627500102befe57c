// A clock that runs faster: the same rules with every window, wait and interval divided, so that a fault is proven in minutes.

import { promDuration } from './duration.ts';
import type { AlertRule, NumberInTime, RecordingRule, RuleGroup } from './rule.ts';

export interface Clock {
  /** How many times faster than real time. */
  readonly timeScale: number;
  /** Seconds from one sample or evaluation to the next, at least: what lies between a process and its alert doesn't get faster. */
  readonly leastStepS: number;
}

export const REAL_TIME: Clock = { timeScale: 1, leastStepS: 0 };

/** As many samples as a window of an alert holds at least; the shortest in real time holds three, which arrive without haste. */
const LEAST_SAMPLES = 8;
const UNIT_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds by the clock, in whole milliseconds; never fewer than `leastS`, unless they were fewer in real time. */
export function byClock(seconds: number, { timeScale }: Clock, leastS = 0): number {
  return Math.max(Math.round((seconds * 1000) / timeScale) / 1000, Math.min(seconds, leastS));
}

/** The group by the clock; in real time the same group. */
export function scaleGroup(group: RuleGroup, clock: Clock): RuleGroup {
  return {
    ...group,
    intervalS: byClock(group.intervalS, clock, clock.leastStepS),
    ...(group.records && { records: group.records.map((record) => scaleRecord(record, clock)) }),
    rules: group.rules.map((rule) => scaleAlert(rule, group.intervalS, clock)),
  };
}

/** What is recorded is counted over exact windows, however short: two that overlap would count twice. */
const scaleRecord = (rule: RecordingRule, clock: Clock): RecordingRule => ({ ...rule, expr: scaleDurations(rule.expr, clock, 0) });

function scaleAlert(rule: AlertRule, intervalS: number, clock: Clock): AlertRule {
  const numbers = (rule.inTime ?? []).reduce((expr, number) => expr.replace(number.text, scaleNumber(number, intervalS, clock)), rule.expr);
  return {
    ...rule,
    expr: scaleDurations(numbers, clock, leastWindowS(clock)),
    forS: byClock(rule.forS, clock),
    ...(rule.keepFiringForS && { keepFiringForS: byClock(rule.keepFiringForS, clock) }),
  };
}

const leastWindowS = ({ leastStepS }: Clock): number => LEAST_SAMPLES * leastStepS;

/** `> 60` seconds become `> 3`. */
function scaleNumber({ text, evaluationsInS }: NumberInTime, intervalS: number, clock: Clock): string {
  const evaluations = (windowS: number, stepS: number): number => windowS / stepS;
  const ratio =
    evaluationsInS === undefined
      ? 1 / clock.timeScale
      : evaluations(byClock(evaluationsInS, clock, leastWindowS(clock)), byClock(intervalS, clock, clock.leastStepS)) /
        evaluations(evaluationsInS, intervalS);
  return text.replace(/\d+/, (number) => String(Number((Number(number) * ratio).toPrecision(10))));
}

/** Ranges and offsets of a query in PromQL or LogQL. */
function scaleDurations(query: string, clock: Clock, leastS: number): string {
  return query.replace(/(\[|\boffset )(\d+)(ms|s|m|h|d)\b/g, (text, before: string, count: string, unit: string) => {
    const seconds = Number(count) * (UNIT_S[unit] ?? Number.NaN);
    const scaledS = byClock(seconds, clock, before === '[' ? leastS : 0);
    return scaledS === seconds ? text : `${before}${promDuration(scaledS)}`;
  });
}

/** The waits of a configuration of Alertmanager, YAML or JSON, by the clock; in real time the same text. */
export function scaleWaits(configuration: string, clock: Clock): string {
  return configuration.replace(
    /\b((?:group_wait|group_interval|repeat_interval)"?: "?)(\d+)(s|m|h)\b/g,
    (text, key: string, count: string, unit: string) => {
      const seconds = Number(count) * (UNIT_S[unit] ?? Number.NaN);
      const scaledS = byClock(seconds, clock, clock.leastStepS);
      return scaledS === seconds ? text : `${key}${promDuration(scaledS)}`;
    },
  );
}
