// Where the pages of the repository lead: links of Markdown, anchors of headings, panels of dashboards.

/** Fenced code holds no links and no headings. */
const withoutCode = (page: string): string => page.replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** Targets of `[text](target)`, images included. */
export const linksIn = (page: string): string[] =>
  [...withoutCode(page).matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map(([, target = '']) => target);

/** Anchors of the headings of a page, as the source host makes them: small letters, no punctuation, hyphens, a number where one repeats. */
export function anchorsIn(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(page).matchAll(/^#{1,6} +(.*?) *#*$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let name = anchor;
    for (let again = 1; anchors.has(name); again += 1) name = `${anchor}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

export interface PanelLink {
  readonly uid: string;
  /** Undefined where the link leads to the dashboard as a whole. */
  readonly panel: number | undefined;
}

/** Links to dashboards and their panels in any text: `/d/<uid>?…viewPanel=panel-<id>…`. */
export const panelLinksIn = (text: string): PanelLink[] =>
  [...text.matchAll(/\/d\/([a-z][a-z0-9-]+)((?:[?/][^\s"'`)<>|\\]*)?)/g)].map(([, uid = '', query = '']) => {
    const id = /viewPanel=panel-(\d+)/.exec(query)?.[1];
    return { uid, panel: id === undefined ? undefined : Number(id) };
  });
