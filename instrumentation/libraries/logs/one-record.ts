// What keeps two libraries from making a record each of one and the same thing.

/** How many log entries are being written to their transports right now: more than one when transports log themselves. */
let writing = 0;

/** `_write` of a stream; `_writev` takes the callback second. */
type Write = (this: unknown, entry: unknown, encoding: unknown, callback?: unknown) => unknown;

/** Wraps a method that writes an entry of a log library out: what it prints by `console` is that entry, not another one. */
export function writingEntries(original: Write): Write {
  return function (this: unknown, entry, encoding, callback) {
    writing += 1;
    try {
      return original.call(this, entry, encoding, callback);
    } finally {
      writing -= 1;
    }
  };
}

export function isWritingEntry(): boolean {
  return writing > 0;
}

const fatal = new WeakSet<object>();
/** A thrown string or number has no identity; handlers of an exception run before the next one can be thrown. */
let lastValue: { readonly value: unknown } | undefined;

/** Remembers that the record of this exception was made. */
export function rememberFatal(error: unknown): void {
  if (typeof error === 'object' && error !== null) fatal.add(error);
  else lastValue = { value: error };
}

/** True when the uncaught exception that a log library is about to write has its record already. */
export function hasFatalRecord(error: unknown): boolean {
  return typeof error === 'object' && error !== null ? fatal.has(error) : lastValue !== undefined && Object.is(lastValue.value, error);
}
