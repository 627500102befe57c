// Which children are observed: none by itself, so that what user cells and tools of the application start runs as if the preload weren't there.

const OWN = /(?:@peragus\/observability\/register|(?:instrumentation|bundle)\/register\.[jt]s)$/;
const FLAGS = new Set(['--import', '--require', '-r']);
/** The preload as the children on the list get it; a file address holds no space that would split NODE_OPTIONS. */
const REGISTER = new URL(import.meta.url.endsWith('.ts') ? 'register.ts' : 'register.js', import.meta.url).href;
/** node:cluster hands each worker its number in this variable; the worker takes it out of its own environment at start. */
const WORKER_NUMBER = 'NODE_UNIQUE_ID';
const ALL = '*';

/** True for the environment of a worker that node:cluster starts: it is the service itself, not a child of it. */
export function isClusterWorker(environment: ReadonlyMap<string, string>): boolean {
  return environment.has(WORKER_NUMBER) && process.env[WORKER_NUMBER] === undefined;
}

/** True when one of the `names` of a child is on the list of PERAGUS_OBSERVE_CHILDREN. */
export function isListed(names: readonly string[], list: readonly string[]): boolean {
  return list.includes(ALL) || names.some((name) => list.includes(name));
}

/** NODE_OPTIONS of a child that gets the preload; the application's own options stay in front. */
export function withPreload(options: string | undefined): string {
  const words = splitOptions(options);
  return withoutOwn(words).length < words.length ? (options ?? '') : [options, '--import', REGISTER].filter(Boolean).join(' ');
}

/** Takes the preload out of `NODE_OPTIONS` and out of the flags that `fork` hands on; other options stay as they are. */
export function keepFromChildren(environment: NodeJS.ProcessEnv, flags: string[]): void {
  const options = environment.NODE_OPTIONS;
  if (options) {
    const kept = withoutOwn(splitOptions(options));
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

const splitOptions = (options = ''): string[] => options.split(/\s+/).filter(Boolean);
const splitOnce = (word: string): [string, string] => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)];
const unquoted = (word: string): string => word.replace(/^"|"$/g, '');
