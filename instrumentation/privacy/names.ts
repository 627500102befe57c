// Names of spans, events and levels: few texts that come again and again.

import { type MaskText, maskAndCut, maskText } from './redaction.ts';
import { remembering } from './remembering.ts';

/** Longest name that leaves, in characters; the standard has no limit. */
const NAME_MAX = 65_536;

/** Masks the name of a span, an event or a level. */
export const maskName: MaskText = remembering((name) => maskAndCut(maskText, name, NAME_MAX));
