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

/** A window of three exports, the shortest there is, still holds so many samples: they arrive with as much delay as ever. */
const SHORTEST = { windowS: 45, samples: 8 } as const;
/** So many samples are enough for any window that is longer in real time. */
const ENOUGH_SAMPLES = 12;
const UNIT_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** A window or a wait by the clock. Short ones shrink less, and what is longer than another stays so. */
export function byClock(seconds: number, { timeScale, leastStepS }: Clock): number {
  const least = Math.min((seconds / SHORTEST.windowS) * SHORTEST.samples, ENOUGH_SAMPLES) * leastStepS;
  return toMilliseconds(Math.max(seconds / timeScale, Math.min(seconds, least)));
}

/** Seconds from one sample or evaluation to the next by the clock. */
export function stepByClock(seconds: number, { timeScale, leastStepS }: Clock): number {
  return toMilliseconds(Math.max(seconds / timeScale, Math.min(seconds, leastStepS)));
}

/** The group by the clock; in real time the same group. */
export function scaleGroup(group: RuleGroup, clock: Clock): RuleGroup {
  return {
    ...group,
    intervalS: stepByClock(group.intervalS, clock),
    ...(group.records && { records: group.records.map((record) => scaleRecord(record, clock)) }),
    rules: group.rules.map((rule) => scaleAlert(rule, group.intervalS, clock)),
  };
}

/** What is recorded is counted over exact windows, however short: two that overlap would count twice. */
const scaleRecord = (rule: RecordingRule, clock: Clock): RecordingRule => ({
  ...rule,
  expr: scaleDurations(rule.expr, { ...clock, leastStepS: 0 }),
});

function scaleAlert(rule: AlertRule, intervalS: number, clock: Clock): AlertRule {
  const numbers = (rule.inTime ?? []).reduce((expr, number) => expr.replace(number.text, scaleNumber(number, intervalS, clock)), rule.expr);
  return {
    ...rule,
    expr: scaleDurations(numbers, clock),
    forS: byClock(rule.forS, clock),
    ...(rule.keepFiringForS && { keepFiringForS: byClock(rule.keepFiringForS, clock) }),
  };
}

/** `> 60` seconds become `> 3`. */
function scaleNumber({ text, evaluationsInS }: NumberInTime, intervalS: number, clock: Clock): string {
  const evaluations = (windowS: number, stepS: number): number => windowS / stepS;
  const ratio =
    evaluationsInS === undefined
      ? 1 / clock.timeScale
      : evaluations(byClock(evaluationsInS, clock), stepByClock(intervalS, clock)) / evaluations(evaluationsInS, intervalS);
  return text.replace(/\d+/, (number) => String(Number((Number(number) * ratio).toPrecision(10))));
}

/** Ranges and offsets of a query in PromQL or LogQL. */
function scaleDurations(query: string, clock: Clock): string {
  return query.replace(/(\[|\boffset )(\d+)(ms|s|m|h|d)\b/g, (text, before: string, count: string, unit: string) => {
    const seconds = Number(count) * (UNIT_S[unit] ?? Number.NaN);
    const scaledS = before === '[' ? byClock(seconds, clock) : toMilliseconds(seconds / clock.timeScale);
    return scaledS === seconds ? text : `${before}${promDuration(scaledS)}`;
  });
}

/** The waits of a configuration of Alertmanager, YAML or JSON, by the clock; in real time the same text. */
export function scaleWaits(configuration: string, clock: Clock): string {
  return configuration.replace(
    /\b((?:group_wait|group_interval|repeat_interval)"?: "?)(\d+)(s|m|h)\b/g,
    (text, key: string, count: string, unit: string) => {
      const seconds = Number(count) * (UNIT_S[unit] ?? Number.NaN);
      const scaledS = stepByClock(seconds, clock);
      return scaledS === seconds ? text : `${key}${promDuration(scaledS)}`;
    },
  );
}
