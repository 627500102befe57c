// Settings of the browser door: read from the environment once, each with its limits; a wrong one is a sentence, and the door stays shut.

import { existsSync } from 'node:fs';

export interface DoorSettings {
  readonly host: string;
  readonly port: number;
  /** Of the Collector's listener for browsers. */
  readonly collectorUrl: string;
  /** Exact origins whose pages may send, such as `https://app.example.com`. */
  readonly origins: ReadonlySet<string>;
  /** Requests a second, and at once, from one address. */
  readonly perAddress: Rate;
  /** From everybody together: what bounds the work that browsers can make. */
  readonly together: Rate;
  /** Reverse proxies in front of the door; each has added an address to X-Forwarded-For. */
  readonly trustedProxies: number;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** @throws Error, one sentence, when a setting is wrong or the door would be open in plain text. */
export function readSettings(environment: NodeJS.ProcessEnv): DoorSettings {
  const text = (name: string, standard = '') => environment[name]?.trim() || standard;
  const number = (name: string, standard: number, [least, most]: readonly [number, number]) => {
    const value = Number(text(name, String(standard)));
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`${name} is "${environment[name]}"; it takes a whole number from ${least} to ${most}.`);
  };
  const settings: DoorSettings = {
    host: text('PERAGUS_BROWSER_DOOR_HOST', '127.0.0.1'),
    port: number('PERAGUS_BROWSER_DOOR_PORT', 4319, [0, 65_535]),
    collectorUrl: text('PERAGUS_BROWSER_COLLECTOR_URL', 'http://127.0.0.1:4329'),
    origins: new Set(text('PERAGUS_BROWSER_ORIGINS').split(',').map(readOrigin).filter(Boolean)),
    // A page sends about twice in 5 s, one request a signal: 25 tabs behind one address.
    perAddress: {
      perSecond: number('PERAGUS_BROWSER_RATE', 10, [1, 10_000]),
      burst: number('PERAGUS_BROWSER_BURST', 40, [1, 100_000]),
    },
    // 64 KiB each: at most 6.4 MB a second for the Collector.
    together: {
      perSecond: number('PERAGUS_BROWSER_RATE_ALL', 100, [1, 100_000]),
      burst: number('PERAGUS_BROWSER_BURST_ALL', 200, [1, 1_000_000]),
    },
    trustedProxies: number('PERAGUS_BROWSER_TRUSTED_PROXIES', 0, [0, 10]),
    tls: readTls(text('PERAGUS_BROWSER_DOOR_CERT_FILE'), text('PERAGUS_BROWSER_DOOR_KEY_FILE')),
  };
  if (!LOOPBACK.test(settings.host) && !settings.tls && environment.PERAGUS_PLAINTEXT !== 'private-network') {
    throw new Error(
      `PERAGUS_BROWSER_DOOR_HOST is ${settings.host}, which other machines reach: set PERAGUS_BROWSER_DOOR_CERT_FILE and PERAGUS_BROWSER_DOOR_KEY_FILE, or PERAGUS_PLAINTEXT=private-network where a proxy brings TLS.`,
    );
  }
  return settings;
}

function readOrigin(text: string): string {
  const origin = text.trim();
  // A * is a host to the parser of URLs.
  if (origin === '' || (URL.parse(origin)?.origin === origin && !origin.includes('*'))) return origin;
  throw new Error(`PERAGUS_BROWSER_ORIGINS has "${origin}"; it takes origins such as https://app.example.com, without a path or a *.`);
}

function readTls(certFile: string, keyFile: string): DoorSettings['tls'] {
  if (certFile === '' && keyFile === '') return undefined;
  for (const [name, file] of Object.entries({ CERT: certFile, KEY: keyFile })) {
    if (!existsSync(file)) throw new Error(`PERAGUS_BROWSER_DOOR_${name}_FILE is "${file}", and there is no such file.`);
  }
  return { certFile, keyFile };
}
