// What a child is called: program and script by their base names, never an argument that could hold a secret.

import { EXECUTABLES_MAX, OTHER } from '../../vocabulary/index.ts';

export interface Command {
  /** Base name of the program, of a shell script its first word; `_OTHER` when that is no plain word. */
  readonly executable: string;
  /** Base name of the script, for programs that run scripts. */
  readonly script: string | undefined;
  /** Names by which the list of observed children may name it: program, script, script without ending, package. */
  readonly names: readonly string[];
}

/** A word that can be a file name and hardly anything else. */
const PLAIN = /^[\w.+@-]{1,64}$/;
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'cmd']);
/** Programs whose first plain argument is the script or package they run. */
const RUNNERS = new Set(['node', 'npx', 'tsx']);
/** Flags of node with code in place of a script. */
const CODE_FLAGS = new Set(['-e', '--eval', '-p', '--print', '-pe', '-']);
/** Flags of node whose value is the next word. */
const VALUE_FLAGS = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--title']);
/** As much of a shell script as is looked at, in characters. */
const SHELL_TEXT_MAX = 1000;
const ASSIGNMENT = /^\w+=/;

/** Names a command by its file and its arguments, of which the first is the name the program gets. */
export function describeCommand(file: string, args: readonly string[]): Command {
  const program = baseOf(file);
  const inner = SHELLS.has(program) ? shellWords(args) : [];
  const [first] = inner;
  if (first !== undefined && plain(baseOf(first)) !== undefined) return describe(first, inner);
  return describe(file, args);
}

function describe(file: string, args: readonly string[]): Command {
  const program = baseOf(file);
  const path = RUNNERS.has(program) ? scriptOf(args) : undefined;
  const script = path === undefined ? undefined : plain(baseOf(path));
  const executable = plain(program) ?? OTHER;
  const names = [executable, script, script?.replace(/\.\w+$/, ''), packageOf(path ?? file)];
  return { executable, script, names: names.filter((name) => name !== undefined) };
}

/** The script of a command line such as `node --flag script.js argument`. */
function scriptOf(args: readonly string[]): string | undefined {
  for (let at = 1; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (CODE_FLAGS.has(word)) return undefined;
    if (VALUE_FLAGS.has(word)) at += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

/** Words of the script that a shell gets, from its command on: assignments before it are left out. */
function shellWords(args: readonly string[]): string[] {
  const at = args.findIndex((word) => word === '-c' || word === '/c');
  if (at < 0) return [];
  const text = (args[at + 1] ?? '').slice(0, SHELL_TEXT_MAX);
  // cmd.exe gets its script in one more pair of quotes.
  const words = (args[at] === '/c' ? unquoted(text) : text).match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.slice(words.findIndex((word) => !ASSIGNMENT.test(word))).map(unquoted);
}

/** Package that a path below node_modules belongs to. */
function packageOf(path: string): string | undefined {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  const [scope, name] = at < 0 ? [] : parts.slice(at + 1);
  return scope?.startsWith('@') ? `${scope}/${name}` : scope;
}

const bounded = new Set<string>();

/** The name as metrics carry it: `_OTHER` once 50 programs are known. */
export function boundedName(executable: string): string {
  if (bounded.has(executable)) return executable;
  if (bounded.size >= EXECUTABLES_MAX) return OTHER;
  bounded.add(executable);
  return executable;
}

const plain = (word: string): string | undefined => (PLAIN.test(word) ? word : undefined);
const unquoted = (word: string): string => word.replace(/^(["'])(.*)\1$/s, '$2');
const baseOf = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.(?:exe|cmd|bat)$/i, '');
