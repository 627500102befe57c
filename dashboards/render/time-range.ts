// The time range of a view, as Grafana writes it into an address: `now-1h`, `now/d`, milliseconds or an ISO date.

import { parseDurationMs } from './durations.ts';

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** As it was asked for, so that links keep a range that moves with the clock. */
  readonly from: string;
  readonly to: string;
}

/** Longer ranges than a year hold nothing here. */
const LONGEST_MS = 366 * 86_400_000;

/** @throws Error that names what was got. */
function parseMoment(text: string, nowMs: number, roundUp: boolean): number {
  const [, sign, offset, rounding] = /^now(?:([+-])(\d{1,9}[smhdwMy]))?(?:\/([hdwMy]))?$/.exec(text) ?? [];
  if (text.startsWith('now')) {
    const offsetMs = offset === undefined ? 0 : parseDurationMs(offset);
    if (offsetMs === undefined || (sign === undefined && rounding === undefined && text !== 'now')) throw wrongMoment(text);
    const momentMs = sign === '+' ? nowMs + offsetMs : nowMs - offsetMs;
    return rounding === undefined ? momentMs : roundMoment(momentMs, rounding, roundUp);
  }
  const momentMs = /^\d{10,14}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(momentMs)) throw wrongMoment(text);
  return momentMs;
}

const wrongMoment = (text: string): Error =>
  new Error(`"${text}" is no time; use now, now-1h, now/d, milliseconds since 1970 or a date such as 2026-05-01T12:00:00Z.`);

/** The begin of the unit in local time, or its last millisecond. */
function roundMoment(momentMs: number, unit: string, up: boolean): number {
  const at = new Date(momentMs);
  const [year, month, day, hour] = [at.getFullYear(), at.getMonth(), at.getDate(), at.getHours()];
  const next = up ? 1 : 0;
  const monday = day - ((at.getDay() + 6) % 7);
  const begin: Readonly<Record<string, () => Date>> = {
    h: () => new Date(year, month, day, hour + next),
    d: () => new Date(year, month, day + next),
    w: () => new Date(year, month, monday + 7 * next),
    M: () => new Date(year, month + next, 1),
    y: () => new Date(year + next, 0, 1),
  };
  return (begin[unit]?.().getTime() ?? momentMs) - next;
}

/** @throws Error when a moment is wrong, the range is empty or longer than a year. */
export function parseTimeRange(from: string, to: string, nowMs: number): TimeRange {
  const range = { from, to, fromMs: parseMoment(from, nowMs, false), toMs: parseMoment(to, nowMs, true) };
  if (range.fromMs >= range.toMs) throw new Error(`The time range from "${from}" to "${to}" is empty; "from" has to be earlier.`);
  if (range.toMs - range.fromMs > LONGEST_MS) throw new Error(`The time range from "${from}" to "${to}" is longer than a year.`);
  return range;
}

const two = (count: number): string => String(count).padStart(2, '0');

/** Local time: `09:05:07`. */
export const clock = (ms: number): string => {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
};

/** Local date and time: `2026-05-01 09:05:07`. */
export const dateAndClock = (ms: number): string => {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(ms)}`;
};

/** What a tick of the time axis says: the hour within two days, day and hour within a week or two, else the day. */
export function axisTime(ms: number, spanMs: number): string {
  const [date, time] = dateAndClock(ms).split(' ') as [string, string];
  if (spanMs <= 600_000) return time;
  if (spanMs <= 172_800_000) return time.slice(0, 5);
  return spanMs <= 1_209_600_000 ? `${date.slice(5)} ${time.slice(0, 5)}` : date.slice(5);
}
