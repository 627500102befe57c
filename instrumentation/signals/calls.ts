// Where the HTTP clients leave the span of a request: they find it again there, and so does who builds on its connection (WebSocket).

import { makeNotes } from '../hooks/notes.ts';
import type { Work } from './spans.ts';

const calls = makeNotes<Work>();

/** Remembers the span of an outgoing request as long as the request lives. */
export const keepCall = calls.set;

/** The span that was made for this outgoing request. */
export const callOf = calls.get;
