// A little Markdown, never HTML: paragraphs, headings, lists, tables, bold, code and links.

import { type Content, escapeHtml, html, raw, safeUrl } from '../page/html.ts';

/** Where a link leads; undefined for one that leads nowhere here. */
export type ResolveUrl = (url: string) => string | undefined;

/** The text as HTML. */
export function drawMarkdown(text: string, resolve: ResolveUrl = safeUrl): Content {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block) => drawBlock(block.trim().split('\n'), resolve));
}

function drawBlock(lines: readonly string[], resolve: ResolveUrl): Content {
  const inline = (text: string): Content => drawInline(text, resolve);
  if (lines.every((line) => /^[-*] /.test(line))) return html`<ul>${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}</ul>`;
  if (lines.every((line) => line.startsWith('|'))) return drawTable(lines, inline);
  const [, heading] = /^#{1,4} (.+)$/.exec(lines[0] ?? '') ?? [];
  const rest = heading ? lines.slice(1) : lines;
  return html`${heading && html`<p><b>${inline(heading)}</b></p>`}${rest.length > 0 && html`<p>${inline(rest.join(' '))}</p>`}`;
}

function drawTable([head = '', , ...rows]: readonly string[], inline: (text: string) => Content): Content {
  const cells = (line: string): string[] => line.split('|').slice(1, -1);
  const heading = cells(head).map((cell) => html`<th scope="col">${inline(cell.trim())}</th>`);
  const body = rows.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${inline(cell.trim())}</td>`)}</tr>`);
  return html`<table class="rows"><thead><tr>${heading}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Escaped first, so that what the marks make is the only HTML. */
function drawInline(text: string, resolve: ResolveUrl): Content {
  return raw(
    escapeHtml(text)
      .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, title: string, url: string) => {
        const leads = resolve(url);
        return leads === undefined ? title : `<a href="${leads}">${title}</a>`;
      }),
  );
}
