// Colours that mean the same on every dashboard; Okabe and Ito's palette, which colour-blind people can tell apart.

export type Tone = 'good' | 'warn' | 'bad' | 'neutral';

export const TONE: Readonly<Record<Tone, string>> = {
  good: '#009E73',
  warn: '#E69F00',
  /** Errors, everywhere. */
  bad: '#D55E00',
  neutral: '#56B4E9',
};

/** For what has no tone of its own and should stand back. */
export const FAINT = '#999999';

/** What is left of the palette for series that are neither good nor bad, in order. */
const SERIES = ['#0072B2', '#CC79A7', '#56B4E9', '#F0E442', FAINT] as const;

/** One colour for all series whose display name matches the regular expression, whatever its case. */
export interface SeriesColour {
  readonly matches: string;
  readonly colour: string;
}

/**
 * Gives each name its colour of the palette, in order.
 * @throws Error when there are more names than colours.
 */
export function colourNames(names: readonly string[]): readonly SeriesColour[] {
  if (names.length > SERIES.length)
    throw new Error(`${names.length} series names want a colour and the palette has ${SERIES.length}; name fewer.`);
  return names.map((name, at) => ({ matches: `\\b${name}\\b`, colour: SERIES[at] as string }));
}

/** A step of a scale: from this value on (or from the start) the tone holds. */
export interface Step {
  readonly from: number | null;
  readonly tone: Tone;
}

/** The more, the worse: good, then warning, then bad. */
export const worseAbove = (warn: number, bad: number): readonly Step[] => [
  { from: null, tone: 'good' },
  { from: warn, tone: 'warn' },
  { from: bad, tone: 'bad' },
];

/** Bad below, good from there on. */
export const goodFrom = (good: number): readonly Step[] => [
  { from: null, tone: 'bad' },
  { from: good, tone: 'good' },
];

/** The less, the worse: bad, then warning, then good. */
export const worseBelow = (bad: number, warn: number): readonly Step[] => [
  { from: null, tone: 'bad' },
  { from: bad, tone: 'warn' },
  { from: warn, tone: 'good' },
];

/** Just a number, neither good nor bad. */
export const NEUTRAL: readonly Step[] = [{ from: null, tone: 'neutral' }];
