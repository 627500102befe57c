// Reads what go printed when it failed, and says in half a sentence what stopped it.

import type { Obstacle } from './go-toolchain.ts';
import type { ResolveErrorCode } from './resolve-error.ts';

/** First match wins, so the disk comes before everything that a full disk makes fail. */
const SIGNS: readonly { readonly code: ResolveErrorCode; readonly pattern: RegExp; readonly says: string }[] = [
  { code: 'disk-full', pattern: /no space left on device|disk quota exceeded|not enough space on the disk/i, says: 'the disk is full' },
  { code: 'go-too-old', pattern: /requires go >= |toolchain not available|cannot find "go[\d.]+" in PATH/, says: 'this Go is too old' },
  {
    code: 'offline',
    pattern:
      /dial tcp|no such host|network is unreachable|connection refused|connection reset|i\/o timeout|TLS handshake|name resolution|module lookup disabled|proxyconnect/i,
    says: "go can't fetch modules",
  },
];

/** `output` is the end of what go wrote to stderr. */
export function explainGoFailure(output: string): Obstacle {
  const lines = output.split('\n').map((line) => line.trim());
  for (const { code, pattern, says } of SIGNS) {
    const line = lines.find((candidate) => pattern.test(candidate));
    if (line !== undefined) return { code, cause: `${says} (${shorten(line)})` };
  }
  const last = lines.findLast((line) => line !== '' && !line.startsWith('go: downloading ')) ?? 'it printed nothing';
  return { code: 'build-failed', cause: `go build failed (${shorten(last)})`, output };
}

function shorten(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
