// A header of a request or response that this process sends, wherever Node keeps it.

import type { OutgoingMessage } from 'node:http';

const LINES = {
  'content-type': /^content-type:[ \t]*([^\r]*)/im,
  'content-encoding': /^content-encoding:[ \t]*([^\r]*)/im,
  'content-length': /^content-length:[ \t]*([^\r]*)/im,
} as const;

/** Value of the header; undefined when there is none, or not yet. */
export function outgoingHeader(message: OutgoingMessage, name: keyof typeof LINES): string | undefined {
  const value = message.getHeader(name);
  if (value !== undefined) return String(value);
  // What only writeHead was given, and a length that Node found itself, is nowhere but in the head that Node has made.
  const head = (message as unknown as { readonly _header?: unknown })._header;
  return typeof head === 'string' ? LINES[name].exec(head)?.[1] : undefined;
}
