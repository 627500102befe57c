// Panel "text": a little Markdown, never HTML.

import { type Content, escapeHtml, html, raw, safeUrl } from '../page/html.ts';
import type { DrawPanel } from './panel-context.ts';

export const drawTextPanel: DrawPanel = ({ panel }) => {
  const { content = '' } = (panel.options ?? {}) as { content?: string };
  return html`<div class="prose">${drawMarkdown(content)}</div>`;
};

/** Paragraphs, headings, lists, bold, code and links. */
export function drawMarkdown(text: string): Content {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map(drawBlock);
}

function drawBlock(block: string): Content {
  const lines = block.trim().split('\n');
  if (lines.every((line) => /^[-*] /.test(line))) return html`<ul>${lines.map((line) => html`<li>${drawInline(line.slice(2))}</li>`)}</ul>`;
  const [, marks, heading] = /^(#{1,4}) (.+)$/.exec(lines[0] ?? '') ?? [];
  if (!heading) return html`<p>${drawInline(lines.join(' '))}</p>`;
  const rest = lines.slice(1).join(' ');
  return html`<p class="heading h${marks?.length}"><b>${drawInline(heading)}</b></p>${rest && html`<p>${drawInline(rest)}</p>`}`;
}

/** Escaped first, so that what the marks make is the only HTML. */
function drawInline(text: string): Content {
  return raw(
    escapeHtml(text)
      .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (match, title: string, url: string) =>
        safeUrl(url) ? `<a href="${url}">${title}</a>` : match,
      ),
  );
}
