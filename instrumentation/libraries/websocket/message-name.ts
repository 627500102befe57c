// What a message is called: topic and event out of its beginning, without ids and of few values. The payload itself goes nowhere.

import { attribute as a, MESSAGE_NAMES_MAX, OTHER } from '../../vocabulary/index.ts';
import { readString } from './json-place.ts';

export interface MessageName {
  readonly topic?: string;
  readonly event?: string;
}

/** How much of a message is looked at, in characters: names stand first, and a notebook may be megabytes. */
export const LOOKED_AT_MAX = 2048;

/** The name of a message that has none. */
export const NOTHING: MessageName = {};
/** What people call topics and events; other text may be anything, a person's name too, and becomes `_OTHER`. */
const NAME = /^[A-Za-z_][\w.:/-]{0,63}$/;
/** Part of a name that is an id: digits alone, or with a digit and as long as random ids are. */
const ID_PART = /^(?:\d+|(?=[\w-]*\d)[\w-]{8,})$/;
/** Raw names whose short form is remembered; ids are endless. */
const REMEMBERED_MAX = 500;

/** Makes the reader of names that `PERAGUS_WEBSOCKET_EXTRACTOR` asks for. */
export function makeNameReader(extractor: string): (text: string) => MessageName {
  const topics = new BoundedNames(withoutIdOfTopic);
  const events = new BoundedNames(withoutIds);
  const fromArray = (text: string) => named(topics.of(readString(text, ['0'])), events.of(readString(text, ['1'])));
  const fromPlace = (path: readonly string[]) => (text: string) => named(undefined, events.of(readString(text, path)));
  if (extractor === 'none') return () => NOTHING;
  if (extractor.startsWith('/')) return fromPlace(pathOf(extractor));
  const fromType = fromPlace(['type']);
  return (text) => {
    const opening = /\S/.exec(text)?.[0];
    if (opening === '[' && extractor !== 'type') return fromArray(text);
    if (opening === '{' && extractor !== 'array') return fromType(text);
    return NOTHING;
  };
}

/** Attributes of the name, none where the message has none. */
export function nameAttributes({ topic, event }: MessageName): Record<string, string> {
  const attributes: Record<string, string> = {};
  if (topic !== undefined) attributes[a.websocketTopic.key] = topic;
  if (event !== undefined) attributes[a.websocketEvent.key] = event;
  return attributes;
}

/** Name of a span: `receive session:* cell:exec`. */
export function spanName(verb: string, { topic, event }: MessageName): string {
  return [verb, topic, event].filter((part) => part !== undefined).join(' ');
}

/** Names that were given, by topic and event: both are few, and equal names are the same object. */
const given = new Map<string | undefined, Map<string | undefined, MessageName>>();

function named(topic: string | undefined, event: string | undefined): MessageName {
  if (topic === undefined && event === undefined) return NOTHING;
  let ofTopic = given.get(topic);
  if (ofTopic === undefined) {
    ofTopic = new Map();
    given.set(topic, ofTopic);
  }
  let name = ofTopic.get(event);
  if (name === undefined) {
    name = { ...(topic ? { topic } : {}), ...(event ? { event } : {}) };
    ofTopic.set(event, name);
  }
  return name;
}

function pathOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

// A topic's first part says what it is about; what follows says which one.
function withoutIdOfTopic(topic: string): string {
  const colon = topic.indexOf(':');
  return colon < 0 ? withoutIds(topic) : `${withoutIds(topic.slice(0, colon))}:*`;
}

function withoutIds(name: string): string {
  return /\d/.test(name)
    ? name
        .split(/([.:/])/)
        .map((part) => (ID_PART.test(part) ? '*' : part))
        .join('')
    : name;
}

/** Short forms of names, at most `MESSAGE_NAMES_MAX` different ones. */
class BoundedNames {
  readonly #shorten: (name: string) => string;
  readonly #given = new Set<string>();
  readonly #remembered = new Map<string, string>();

  constructor(shorten: (name: string) => string) {
    this.#shorten = shorten;
  }

  of(raw: string | undefined): string | undefined {
    if (raw === undefined) return undefined;
    const known = this.#remembered.get(raw);
    if (known !== undefined) return known;
    const name = this.#bounded(NAME.test(raw) ? this.#shorten(raw) : OTHER);
    if (this.#remembered.size < REMEMBERED_MAX) this.#remembered.set(raw, name);
    return name;
  }

  #bounded(name: string): string {
    if (this.#given.has(name)) return name;
    if (name === OTHER || this.#given.size >= MESSAGE_NAMES_MAX) return OTHER;
    this.#given.add(name);
    return name;
  }
}
