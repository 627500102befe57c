// Values with their units, written as Grafana writes them.

type Formatter = (value: number, decimals: number | undefined) => string;

/** As many decimals as show about three digits. */
function decimalsFor(value: number): number {
  if (value % 1 === 0) return 0;
  const decimals = 1 - Math.floor(Math.log10(Math.abs(value)));
  return Math.max(0, value * 10 ** decimals > 2.25 ? decimals + 1 : decimals);
}

/** A plain number. */
function toFixed(value: number, decimals: number | undefined): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  // More digits than 15 no double has.
  const text = value.toFixed(Math.min(15, decimals ?? decimalsFor(value)));
  return Number(text) === 0 ? text.replace(/^-/, '') : text;
}

const plain =
  (suffix: string, factor = 1): Formatter =>
  (value, decimals) =>
    toFixed(value * factor, decimals) + suffix;

/** The largest step that leaves at least 1 in front of the suffix. @param offset index of the suffix for 1 */
const scaled =
  (factor: number, suffixes: readonly string[], offset = 0): Formatter =>
  (value, decimals) => {
    if (!Number.isFinite(value) || value === 0) return toFixed(value, decimals) + suffixes[offset];
    const wanted = Math.floor(Math.log(Math.abs(value)) / Math.log(factor) + 1e-12);
    const step = Math.min(suffixes.length - 1 - offset, Math.max(-offset, wanted));
    return toFixed(value / factor ** step, decimals) + suffixes[offset + step];
  };

/** The first unit whose size is reached, largest first. */
const stepped =
  (units: readonly (readonly [size: number, suffix: string])[]): Formatter =>
  (value, decimals) => {
    const [size, suffix] = units.find(([from]) => Math.abs(value) >= from) ?? (units.at(-1) as readonly [number, string]);
    return toFixed(value / size, decimals) + suffix;
  };

const SI = ['', 'K', 'M', 'B', 'T'];
const perTime = (suffix: string): Formatter =>
  scaled(
    1_000,
    SI.map((prefix) => `${prefix} ${suffix}`),
  );
const binary = (unit: string): Formatter =>
  scaled(
    1_024,
    ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'].map((prefix) => ` ${prefix}${unit}`),
  );
const decimal = (unit: string): Formatter =>
  scaled(
    1_000,
    ['', 'k', 'M', 'G', 'T', 'P'].map((prefix) => ` ${prefix}${unit}`),
  );

const TIME = [
  [31_536_000, ' year'],
  [604_800, ' week'],
  [86_400, ' day'],
  [3_600, ' hour'],
  [60, ' min'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
  [1e-9, ' ns'],
] as const;
const seconds: Formatter = (value, decimals) => (value === 0 ? '0 s' : stepped(TIME)(value, decimals));
const dollars: Formatter = (value, decimals) => (value < 0 ? '-$' : '$') + scaled(1_000, SI)(Math.abs(value), decimals);
const pad = (count: number): string => String(count).padStart(2, '0');
const asClock: Formatter = (value) =>
  [Math.floor(value / 3_600), Math.floor((value % 3_600) / 60), Math.floor(value % 60)].map(pad).join(':');

const FORMATS: Readonly<Record<string, Formatter>> = {
  none: plain(''),
  string: plain(''),
  locale: (value, decimals) => value.toLocaleString('en', { maximumFractionDigits: decimals ?? decimalsFor(value) }),
  short: scaled(1_000, ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr']),
  sishort: scaled(1_000, ['', 'k', 'M', 'G', 'T', 'P']),
  percent: plain('%'),
  percentunit: plain('%', 100),
  bytes: binary('B'),
  decbytes: decimal('B'),
  bits: binary('b'),
  Bps: decimal('B/s'),
  binBps: binary('B/s'),
  bps: decimal('b/s'),
  ns: (value, decimals) => seconds(value * 1e-9, decimals),
  µs: (value, decimals) => seconds(value * 1e-6, decimals),
  ms: (value, decimals) => seconds(value * 1e-3, decimals),
  s: seconds,
  m: (value, decimals) => seconds(value * 60, decimals),
  h: (value, decimals) => seconds(value * 3_600, decimals),
  d: (value, decimals) => seconds(value * 86_400, decimals),
  dthms: asClock,
  cps: perTime('c/s'),
  ops: perTime('ops/s'),
  reqps: perTime('req/s'),
  rps: perTime('rd/s'),
  wps: perTime('wr/s'),
  iops: perTime('io/s'),
  eps: perTime('evt/s'),
  mps: perTime('msg/s'),
  recps: perTime('rec/s'),
  rowsps: perTime('rows/s'),
  cpm: perTime('c/m'),
  opm: perTime('ops/m'),
  reqpm: perTime('req/m'),
  currencyUSD: dollars,
  bool: (value) => (value ? 'True' : 'False'),
  bool_yes_no: (value) => (value ? 'Yes' : 'No'),
  bool_on_off: (value) => (value ? 'On' : 'Off'),
  dateTimeAsIso: (value) => new Date(value).toISOString().replace('T', ' ').slice(0, 19),
  dateTimeFromNow: (value) => {
    const agoS = (Date.now() - value) / 1_000;
    return agoS >= 0 ? `${seconds(agoS, 0)} ago` : `in ${seconds(-agoS, 0)}`;
  },
};

/** `suffix:…`, `prefix:…` and `count:…`, which carry their own text. */
function ownUnit(unit: string): Formatter | undefined {
  const [, kind, text] = /^(suffix|prefix|count):(.*)$/.exec(unit) ?? [];
  if (kind === 'suffix') return plain(` ${text}`);
  if (kind === 'prefix') return (value, decimals) => text + toFixed(value, decimals);
  return kind === 'count' ? perTime(text as string) : undefined;
}

const formatter = (unit: string): Formatter | undefined => FORMATS[unit] ?? ownUnit(unit);

/** Whether values of this unit are written as Grafana would; otherwise the unit's own name stands behind the number. */
export const isKnownUnit = (unit: string): boolean => formatter(unit) !== undefined;

/** A round number, such as a limit, without digits that say nothing: `0.5%` and not `0.500%`. */
export function formatLimit(value: number, unit = 'none'): string {
  const number = (decimals: number): number => Number.parseFloat(formatValue(value, unit, decimals).replace(/^-?\$/, ''));
  const enough = [0, 1, 2, 3].find((decimals) => number(decimals) === number(6));
  return formatValue(value, unit, enough);
}

/** The value with its unit. */
export function formatValue(value: number, unit = 'none', decimals?: number): string {
  return (formatter(unit) ?? plain(` ${unit}`))(value, decimals);
}
