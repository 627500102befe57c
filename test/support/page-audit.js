// Runs in the page: what a reader can't read there. Boxes of text that are cut off or lie over each other, what is wider than the
// screen, text without contrast, and legends that are longer than their plot. Its value is a list of sentences.

(() => {
  const found = [];
  const SLACK_PX = 1.5;
  const shown = (box) => box.width > 0.5 && box.height > 0.5;
  const placeOf = (element) => element.closest('.panel')?.querySelector('h3')?.textContent ?? 'around the panels';
  const say = (element, what) => found.push(`${placeOf(element)}: ${what}`);
  const isSpoken = (element) => element.closest('.spoken, .skip, script, style, [aria-hidden] .about') !== null;

  /** Every piece of text that is shown, line by line. */
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === '' || isSpoken(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of element.closest('svg') ? [element.getBoundingClientRect()] : range.getClientRects()) {
      if (shown(box)) pieces.push({ element, text, box });
    }
  }

  /** The nearest box that cuts off what lies outside of it; what scrolls can be reached. */
  function cutterOf(element) {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at);
      if (overflowX === 'auto' || overflowX === 'scroll') return undefined;
      if (at.localName === 'svg' || overflowX === 'hidden' || overflowX === 'clip') return at;
      if (at.matches('.panel')) return at;
    }
    return document.documentElement;
  }
  for (const { element, text, box } of pieces) {
    const cutter = cutterOf(element);
    if (!cutter) continue;
    const around =
      cutter === document.documentElement ? { left: 0, right: innerWidth, top: 0, bottom: Infinity } : cutter.getBoundingClientRect();
    const isOver =
      box.left < around.left - SLACK_PX ||
      box.right > around.right + SLACK_PX ||
      box.top < around.top - 4 ||
      box.bottom > around.bottom + 4;
    if (isOver) say(element, `"${text.slice(0, 60)}" is cut off or hangs out`);
  }

  /** Two texts of one panel over each other. Boxes of a line are higher than its letters. */
  const byPanel = Map.groupBy(pieces, ({ element }) => element.closest('.panel') ?? document.body);
  for (const own of byPanel.values()) {
    const sorted = own.filter(({ element }) => !element.closest('.scroll, thead')).sort((a, b) => a.box.top - b.box.top);
    sorted.forEach((one, at) => {
      for (let next = at + 1; next < sorted.length && sorted[next].box.top < one.box.bottom - 4; next += 1) {
        const other = sorted[next];
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        if (wide > SLACK_PX && high > 4)
          say(one.element, `"${one.text.slice(0, 40)}" and "${other.text.slice(0, 40)}" lie over each other`);
      }
    });
  }

  /** Labels along the time axis want a gap to be told apart. */
  const LEAST_GAP_PX = 6;
  for (const svg of document.querySelectorAll('.plot svg')) {
    const own = [...svg.querySelectorAll('text')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => shown(box));
    own.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
    for (let at = 1; at < own.length; at += 1) {
      const [one, other] = [own[at - 1], own[at]];
      if (Math.abs(one.box.top - other.box.top) > 2) continue;
      if (other.box.left - one.box.right < LEAST_GAP_PX) say(svg, `"${one.element.textContent}" and "${other.element.textContent}" touch`);
    }
  }

  /** Sideways: the page, and lists on a phone. */
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide on a screen of ${innerWidth}`);
  for (const list of document.querySelectorAll('.scroll')) {
    if (list.checkVisibility() && list.scrollWidth > list.clientWidth + 1)
      say(list, `is ${list.scrollWidth} px wide in ${list.clientWidth}`);
  }

  const longest = [];
  for (const panel of document.querySelectorAll('.panel')) {
    const plot = [...panel.querySelectorAll('.plot')].map((element) => element.getBoundingClientRect().height).find((height) => height > 0);
    const legend = panel.querySelector(':scope > .legend')?.getBoundingClientRect().height ?? 0;
    if (plot === undefined) continue;
    longest.push({ legend: Math.round(legend), plot: Math.round(plot) });
    if (legend > plot) say(panel, `the legend is ${Math.round(legend)} px high, its plot ${Math.round(plot)}`);
  }
  longest.sort((a, b) => b.legend / b.plot - a.legend / a.plot);

  /** WCAG 2.2, 1.4.3: 4.5 to 1, or 3 to 1 for large letters. */
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const read = new Map();
  function channels(colour) {
    if (!read.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      read.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return read.get(colour);
  }
  const light = (colour) =>
    channels(colour)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  function behind(element) {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (channels(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  }
  for (const { element, text } of pieces) {
    const style = getComputedStyle(element);
    const colour = element.closest('svg') ? style.fill : style.color;
    const [a, b] = [light(colour), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) say(element, `"${text.slice(0, 40)}" has a contrast of ${ratio.toFixed(1)} to 1`);
  }

  return { found: [...new Set(found)], longestLegend: longest[0], texts: pieces.length };
})();
