// What the command line of `npm run dashboards` may say, and its help text.

import { parseArgs } from 'node:util';
import { THEMES, type Theme } from './page/address.ts';

export interface Wish {
  readonly serve: boolean;
  readonly help: boolean;
  /** Uids; all dashboards when empty. */
  readonly dashboards: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  /** File to write. */
  readonly out: string | undefined;
  readonly png: boolean;
  readonly widthPx: number;
  readonly heightPx: number | undefined;
  readonly theme: Theme;
}

/** The command line says something that it can't; the message is one sentence for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE =
  'usage: npm run dashboards -- --out FILE [--dashboard UID]… [--from TIME] [--to TIME] [--var NAME=VALUE]… [--theme auto|light|dark] [--png [--width PX] [--height PX]] | --serve | --help';

const DEFAULT_WIDTH_PX = 1_600;
const WIDTHS_PX = [320, 4_000] as const;

const OPTIONS = {
  serve: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  dashboard: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  var: { type: 'string', multiple: true },
  out: { type: 'string' },
  png: { type: 'boolean' },
  width: { type: 'string' },
  height: { type: 'string' },
  theme: { type: 'string' },
} as const;

/** @throws UsageError when a flag is unknown, its value is wrong, or nothing says what to do. */
export function parseCommandLine(args: readonly string[]): Wish {
  const values = readFlags(args);
  const theme = values.theme ?? 'auto';
  if (!THEMES.includes(theme as Theme)) throw new UsageError(`--theme takes ${THEMES.join(', ')}; it got "${theme}".`);
  const wish: Wish = {
    serve: values.serve ?? false,
    help: values.help ?? false,
    dashboards: values.dashboard ?? [],
    from: values.from,
    to: values.to,
    chosen: readChoices(values.var ?? []),
    out: values.out,
    png: values.png ?? false,
    widthPx: readPixels('--width', values.width) ?? DEFAULT_WIDTH_PX,
    heightPx: readPixels('--height', values.height),
    theme: theme as Theme,
  };
  if (!wish.serve && !wish.help && !wish.out) throw new UsageError('--out says which file to write.');
  return wish;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readPixels(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [least, most] = WIDTHS_PX;
  const pixels = Number(text);
  if (Number.isInteger(pixels) && pixels >= least && pixels <= most) return pixels;
  throw new UsageError(`${flag} takes pixels from ${least} to ${most}; it got "${text}".`);
}

function readChoices(texts: readonly string[]): Record<string, string[]> {
  const chosen: Record<string, string[]> = {};
  for (const text of texts) {
    const [, name, value] = /^(?:var-)?(\w+)=(.+)$/.exec(text) ?? [];
    if (!name || !value) throw new UsageError(`--var takes a variable and its value, such as service=peragus-api; it got "${text}".`);
    chosen[name] = [...(chosen[name] ?? []), value];
  }
  return chosen;
}

export const HELP = `Draws dashboards with live data: as one HTML file that needs nothing else, as a picture, or on a port.

${USAGE}

Flags
  --out FILE         write this file: HTML, or PNG with --png
  --dashboard UID    only this dashboard; may be repeated; all when left out
  --from, --to TIME  now-24h, now, milliseconds since 1970 or an ISO date; the dashboard's own range when left out
  --var NAME=VALUE   choose in a variable; may be repeated for several values
  --theme THEME      light, dark, or auto: as the reader's system has it
  --png              a picture through a headless Chromium (CHROMIUM_BIN, or the first on PATH)
  --width PX         width of the picture, ${DEFAULT_WIDTH_PX} by default
  --height PX        cut the picture off here; the whole page when left out
  --serve            show all dashboards on a port until Ctrl-C
  --help             this text

Exit codes
  0    everything was drawn
  1    nothing could be written
  2    the command line is wrong
  3    written, but a query was not answered; stderr says which

Settings (environment variables)
  PERAGUS_PROMETHEUS_URL, PERAGUS_LOKI_URL, PERAGUS_TEMPO_URL   the stores; the ports of npm start by default
  PERAGUS_DASHBOARDS_PORT   port of --serve, 3001 by default
  GRAFANA_URL               links lead to this Grafana; to the viewer (--serve) by default
`;
