// Whether a pattern of the user's may run on every text that leaves: only those whose form makes their time linear, whatever the text.
//
// V8 tries every way to match, and some patterns have exponentially many. So a pattern is a list of alternatives, each a row of
// characters and classes with fixed counts, of which the last may be repeated without end: at each place of a text there is one way
// to match, and it ends after the pattern's own length or by taking all that it has seen. That is the form of keys and numbers.

/** Most characters that one alternative can need before its end is open. */
const WIDTH_MAX = 64;
/** Fewest characters that it must need; less would mask everything. */
const WIDTH_MIN = 4;

const ATOM = /\\b|\\[dwsDWS.\\/+*?()[\]{}|^$-]|\[\^?(?:\\[\s\S]|[^\]\\])+\]|[^\\[\](){}*+?.^$|]/y;
const COUNT = /\{(\d{1,3})\}/y;
const OPEN_END = /\+|\*|\{(\d{1,3}),\}/y;

/** What is wrong with a pattern; undefined for one that can be used. */
export function patternFault(pattern: string): string | undefined {
  let width = 0;
  let isOpen = false;
  for (let at = 0; at < pattern.length; ) {
    if (pattern.charAt(at) === '|') {
      if (width < WIDTH_MIN) return `an alternative that matches fewer than ${WIDTH_MIN} characters`;
      width = 0;
      isOpen = false;
      at += 1;
      continue;
    }
    const atom = matchAt(ATOM, pattern, at);
    if (atom === undefined) return `something else than characters, classes and counts at character ${at + 1}`;
    if (isOpen) return 'more after an open-ended repetition';
    at += atom[0].length;
    const count = matchAt(COUNT, pattern, at);
    const open = count === undefined ? matchAt(OPEN_END, pattern, at) : undefined;
    if (atom[0] !== '\\b') width += count ? Number(count[1]) : open ? Number(open[1] ?? (open[0] === '+' ? 1 : 0)) : 1;
    else if (count || open) return 'a repeated \\b';
    isOpen ||= open !== undefined;
    if (width > WIDTH_MAX) return `an alternative that needs more than ${WIDTH_MAX} characters`;
    at += count?.[0].length ?? open?.[0].length ?? 0;
  }
  if (width < WIDTH_MIN) return `an alternative that matches fewer than ${WIDTH_MIN} characters`;
  return compileFault(pattern);
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | undefined {
  form.lastIndex = at;
  return form.exec(text) ?? undefined;
}

function compileFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch {
    return 'no valid pattern';
  }
}
