// The HTML document around everything: style and script inside, and a policy that lets nothing else run.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Theme } from './address.ts';
import { type Content, type Html, html, raw } from './html.ts';

const asset = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
/** In this order: what comes later refines what came before. */
const STYLES = ['base', 'controls', 'panels', 'charts', 'lists', 'explore', 'narrow'];
const STYLE = STYLES.map((name) => asset(join('style', `${name}.css`))).join('');
const SCRIPT = asset('page.js');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only our own style and script, by their hashes; style attributes place panels and bars. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(SCRIPT)}`,
  `style-src ${hashOf(STYLE)}`,
  "style-src-attr 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
].join('; ');

export interface Document {
  readonly title: string;
  readonly body: Content;
  readonly theme: Theme;
  /** Seconds between two refreshes; undefined for a page that stays as it is. */
  readonly refreshS?: number | undefined;
}

/** The whole text of a page. */
export function drawDocument({ title, body, theme, refreshS }: Document): string {
  const page: Html = html`<!doctype html>
<html lang="en" data-theme="${theme}"${refreshS !== undefined && html` data-refresh="${refreshS}"`}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}"><title>${title}</title>${
    refreshS !== undefined && html`<noscript><meta http-equiv="refresh" content="${refreshS}"></noscript>`
  }<style>${raw(STYLE)}</style></head>
<body><a class="skip" href="#main">Skip to the dashboard</a><main id="main" tabindex="-1">${body}</main><div id="said" class="spoken" role="status"></div><script>${raw(SCRIPT)}</script></body>
</html>
`;
  return page.text;
}
