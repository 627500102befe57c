// Text with links as Grafana's JSON.

import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as text from '@grafana/grafana-foundation-sdk/text';
import type { Position } from '../layout.ts';
import type { TextPanel } from '../model.ts';

export const buildText = (panel: TextPanel, position: Position): dashboard.Panel =>
  new text.PanelBuilder().title(panel.title).gridPos(position).mode(text.TextMode.Markdown).content(panel.markdown).build();
