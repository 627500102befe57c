// Chooses how to announce: on a terminal, or into a pipe.

import type { Announcer } from './announcer.ts';
import { LiveAnnouncer } from './live-announcer.ts';
import { PlainAnnouncer } from './plain-announcer.ts';

/** The announcer that suits the stream: rows that update in place on a terminal, plain lines elsewhere. */
export function createAnnouncer(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Announcer {
  const canMoveCursor = stream.isTTY === true && environment.TERM !== 'dumb';
  return canMoveCursor ? new LiveAnnouncer(stream) : new PlainAnnouncer(stream);
}
