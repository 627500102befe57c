// Children don't inherit the preload: what user cells and tools of the application start runs as if it weren't there.

const OWN = /(?:@peragus\/observability\/register|instrumentation\/register\.[jt]s)$/;
const FLAGS = new Set(['--import', '--require', '-r']);

/** Takes the preload out of `NODE_OPTIONS` and out of the flags that `fork` hands on; other options stay as they are. */
export function keepFromChildren(environment: NodeJS.ProcessEnv, flags: string[]): void {
  const options = environment.NODE_OPTIONS;
  if (options) {
    const kept = withoutOwn(options.split(/\s+/).filter(Boolean));
    if (kept.length > 0) environment.NODE_OPTIONS = kept.join(' ');
    else delete environment.NODE_OPTIONS;
  }
  flags.splice(0, flags.length, ...withoutOwn(flags));
}

function withoutOwn(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [flag, value] = word.startsWith('--') && word.includes('=') ? splitOnce(word) : [word, undefined];
    if (FLAGS.has(flag) && OWN.test(unquoted(value ?? words[at + 1] ?? ''))) {
      if (value === undefined) at += 1;
    } else kept.push(word);
  }
  return kept;
}

const splitOnce = (word: string): [string, string] => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)];
const unquoted = (word: string): string => word.replace(/^"|"$/g, '');
