// HTML that escapes whatever is put into it: only pieces made here go in as they are.

/** A piece of finished HTML. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | undefined | false | readonly Content[];

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITY[character] as string);

function write(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(write).join('');
  return escapeHtml(String(content));
}

/** html`<b>${text}</b>`: everything that is put in is escaped, also inside quoted attributes. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(strings.map((text, at) => (at === 0 ? text : write(contents[at - 1] as Content) + text)).join(''));
}

/** Text that is HTML already: the SVG of a chart, a style sheet of ours. */
export const raw = (text: string): Html => new Html(text);

/** Data for a script, in a form that no value can break out of. */
export const asJson = (value: unknown): Html => new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));

/** A link's address if it leads to a page, and undefined for `javascript:` and its like. */
export function safeUrl(url: string): string | undefined {
  if (url.startsWith('/') && !url.startsWith('//')) return url;
  return /^(https?:\/\/|#)/.test(url) ? url : undefined;
}
