// Severity of a level: by its name where that is known, else by its place among the logger's levels.

import type { SeverityName } from '../../signals/logs.ts';

/** Levels as winston has them: the lower the number, the more severe. */
export type Levels = Readonly<Record<string, number>>;

/** Names of winston's npm, syslog and cli sets, and those that people commonly choose. */
const KNOWN: Readonly<Record<string, SeverityName>> = {
  emerg: 'fatal',
  alert: 'fatal',
  crit: 'fatal',
  critical: 'fatal',
  panic: 'fatal',
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  warning: 'warn',
  notice: 'info',
  info: 'info',
  http: 'info',
  help: 'info',
  data: 'info',
  prompt: 'info',
  input: 'info',
  verbose: 'debug',
  debug: 'debug',
  silly: 'trace',
  trace: 'trace',
};

const ORDER: readonly SeverityName[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** Scales for sets in which no name is known, by the number of levels; longer ones are spread over the whole order. */
const SCALES: readonly (readonly SeverityName[])[] = [
  [],
  ['info'],
  ['error', 'info'],
  ['error', 'info', 'debug'],
  ['error', 'warn', 'info', 'debug'],
  ['error', 'warn', 'info', 'debug', 'trace'],
];

const tables = new WeakMap<Levels, ReadonlyMap<string, SeverityName>>();
/** The table asked for last, mostly the only one. */
let last: { readonly levels: Levels; readonly table: ReadonlyMap<string, SeverityName> } | undefined;

export function severityOf(levels: Levels, level: string): SeverityName {
  if (last?.levels !== levels || !last.table.has(level)) last = { levels, table: findTable(levels, level) };
  return last.table.get(level) ?? KNOWN[level] ?? 'info';
}

// Levels may be added to a set later.
function findTable(levels: Levels, level: string): ReadonlyMap<string, SeverityName> {
  const known = tables.get(levels);
  if (known?.has(level)) return known;
  const table = tableOf(levels);
  tables.set(levels, table);
  return table;
}

function tableOf(levels: Levels): ReadonlyMap<string, SeverityName> {
  const names = Object.keys(levels).sort((one, other) => (levels[one] ?? 0) - (levels[other] ?? 0));
  const known = names.map((name) => (Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined));
  return new Map(names.map((name, place) => [name, known[place] ?? fromPlace(known, place)]));
}

// A level takes the severity of its next less severe neighbour; beyond all known ones it is one step further out.
function fromPlace(known: readonly (SeverityName | undefined)[], place: number): SeverityName {
  const above = known.slice(0, place).findLast(Boolean);
  const below = known.slice(place + 1).find(Boolean);
  if (above && below) return below;
  if (below) return step(below, -1);
  if (above) return step(above, 1);
  const scale = SCALES[known.length];
  return scale?.[place] ?? ORDER[Math.floor((place * ORDER.length) / known.length)] ?? 'info';
}

function step(from: SeverityName, by: number): SeverityName {
  return ORDER[Math.min(Math.max(ORDER.indexOf(from) + by, 0), ORDER.length - 1)] ?? from;
}
