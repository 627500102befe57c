// Puts values where Grafana would, so that a query can be parsed or sent without Grafana.

import { ALL, SCOPE } from '../kit/scope.ts';

/** `${name}`, `${name:format}`, `${name.path}`, `$name` and `[[name]]`, as in Grafana. */
const PLACEHOLDER = /\$\{(\w+)(?:[.:][^}]*)?\}|\$(\w+)|\[\[(\w+)\]\]/g;

/** Durations that stand for Grafana's own variables: any will do for a parser. */
export const MACROS: Readonly<Record<string, string>> = { __rate_interval: '1m', __range: '1h', __interval: '15s', __auto: '1m' };

/** Every choice at "All". */
export const ALL_CHOSEN: Readonly<Record<string, string>> = Object.fromEntries(Object.keys(SCOPE).map((name) => [name, ALL]));

/** Replaces what is named in `values`; the rest, such as `$1` in label_replace, stays. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (match, braced?: string, bare?: string, bracketed?: string) => {
    const name = braced ?? bare ?? bracketed ?? '';
    return values[name] ?? match;
  });
}

/** Names of all variables that the text uses, without the numbered groups of label_replace. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)]
    .map(([, braced, bare, bracketed]) => braced ?? bare ?? bracketed ?? '')
    .filter((name) => !/^\d+$/.test(name));
}
