// The little that the pages can't do without a script: refresh in place, keys, and the values under the pointer.

(() => {
  const root = document.documentElement;
  const main = document.getElementById('main');
  const say = (text) => {
    document.getElementById('said').textContent = text;
  };
  root.dataset.height = String(root.scrollHeight);

  const isBusy = () =>
    document.querySelector('[popover]:popover-open, .choice[open]') !== null || document.activeElement?.closest('#controls');

  async function refresh(wanted) {
    if (!wanted && (document.hidden || isBusy())) return;
    const response = await fetch(location.href).catch(() => undefined);
    if (!response?.ok) return say('The refresh failed; the page is as it was.');
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    const open = new Map([...main.querySelectorAll('details[id]')].map((element) => [element.id, element.open]));
    const openData = [...main.querySelectorAll('.panel details.data[open]')].map((element) => element.closest('.panel').id);
    const scrolled = new Map(
      [...main.querySelectorAll('.panel .scroll')].map((element) => [element.closest('.panel').id, element.scrollTop]),
    );
    const focused = document.activeElement?.closest('.panel');
    main.replaceChildren(...next.getElementById('main').childNodes);
    for (const [id, isOpen] of open) {
      const element = document.getElementById(id);
      if (element) element.open = isOpen;
    }
    for (const id of openData) {
      const data = document.querySelector(`#${CSS.escape(id)} details.data`);
      if (data) data.open = true;
    }
    for (const [id, top] of scrolled) {
      const list = document.querySelector(`#${CSS.escape(id)} .scroll`);
      if (list) list.scrollTop = top;
    }
    if (focused) document.getElementById(focused.id)?.focus({ preventScroll: true });
    if (wanted) say('Refreshed.');
  }

  const refreshS = Number(root.dataset.refresh);
  if (refreshS > 0) setInterval(refresh, refreshS * 1000);

  function step(by) {
    const panels = [...main.querySelectorAll('.panel')];
    const at = panels.indexOf(document.activeElement?.closest('.panel'));
    const next = panels[Math.min(panels.length - 1, Math.max(0, at + by))];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
    }
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    r: () => refresh(true),
    v: () => main.querySelector('.choice summary')?.focus(),
    t: () => main.querySelector('.quick a')?.focus(),
    i: () => document.activeElement?.closest('.panel')?.querySelector('.about')?.click(),
    d: () => {
      const data = document.activeElement?.closest('.panel')?.querySelector('details.data');
      if (data) data.open = !data.open;
    },
    '?': () => document.getElementById('keys')?.togglePopover(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
    const act = KEYS[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // "All" and single values exclude each other.
  document.addEventListener('change', (event) => {
    const box = event.target;
    if (box.type !== 'checkbox' || !box.checked) return;
    for (const other of box.closest('fieldset').querySelectorAll('input[type=checkbox]')) {
      if (other !== box && (box.value === '$__all' || other.value === '$__all')) other.checked = false;
    }
  });

  const clear = (plot) => {
    for (const element of plot.querySelectorAll('.readout, .cursor')) element.remove();
  };
  document.addEventListener('pointerout', (event) => {
    const plot = event.target.closest?.('.plot');
    if (plot && !plot.contains(event.relatedTarget)) clear(plot);
  });
  document.addEventListener('pointermove', (event) => {
    const plot = event.target.closest?.('[data-plot]');
    const source = plot?.closest('.panel')?.querySelector('script.points');
    if (!source) return;
    source.read ??= JSON.parse(source.textContent);
    const { fromMs, toMs, series } = source.read;
    const [left, right, wide] = plot.dataset.plot.split(' ').map(Number);
    const box = plot.getBoundingClientRect();
    const scale = box.width / wide;
    const share = (event.clientX - box.left - left * scale) / ((wide - left - right) * scale);
    clear(plot);
    if (share < 0 || share > 1) return;
    const at = Math.round(share * (series[0].texts.length - 1));
    const cursor = document.createElement('div');
    cursor.className = 'cursor';
    cursor.style.left = `${event.clientX - box.left}px`;
    const readout = document.createElement('div');
    readout.className = 'readout';
    readout.style[share > 0.5 ? 'right' : 'left'] = `${share > 0.5 ? box.right - event.clientX + 12 : event.clientX - box.left + 12}px`;
    const time = document.createElement('div');
    time.textContent = new Date(fromMs + ((toMs - fromMs) * at) / (series[0].texts.length - 1)).toLocaleString();
    readout.append(time);
    for (const { name, colour, texts } of series) {
      if (texts[at] === null || texts[at] === undefined) continue;
      const line = document.createElement('div');
      const mark = document.createElement('i');
      mark.style.background = colour;
      line.append(mark, `${name} ${texts[at]}`);
      readout.append(line);
    }
    plot.append(cursor, readout);
  });
})();
