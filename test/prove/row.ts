// A row of the fault table: what is broken, which alerts must tell people of it, and what else may rightly be said meanwhile.

import type { Launch, ObservedService } from './observed-service.ts';
import type { ProofStack } from './proof-stack.ts';
import type { Receiver } from './receiver.ts';
import type { StandIns } from './stand-ins.ts';

/** Rows of one phase are made at the same time, because they don't disturb each other; phases follow each other. */
export const PHASES = [
  'requests',
  'ends',
  'loop and heap',
  'processor',
  'lines',
  'sqlite',
  'own telemetry',
  'sockets',
  'children',
  'models',
  'sent',
  'configuration',
  'stores',
  'canary',
  'queue',
  'collector killed',
  'collector stopped',
  'collector small',
  'disk filling',
  'disk full',
  'log damaged',
  'alertmanager killed',
  'alertmanager unknown',
  'prometheus killed',
] as const;
export type Phase = (typeof PHASES)[number];

/** What a fault may touch. */
export interface Scene {
  readonly stack: ProofStack;
  readonly receiver: Receiver;
  readonly standIns: StandIns;
  /** The observed service of the row. */
  readonly app: ObservedService;
}

export interface Row {
  /** Read in the ledger: what is done. */
  readonly fault: string;
  /** Alerts that must reach people: `name severity`, and the label `service` where it is another than that of the row. */
  readonly alerts: readonly string[];
  /** Label `service` of these alerts: the row's own observed service, or a part of the stack. */
  readonly service: string;
  readonly phase: Phase;
  /** How the observed service is started; without it none is. */
  readonly observed?: Launch;
  /** Pages that the fault rightly causes beside its own: `name service`, with `*` for any service. */
  readonly brings?: readonly string[];
  /** Alerts whose windows outlast the run, as `name severity`: their end is not waited for. */
  readonly lasting?: readonly string[];
  /** The way to people is cut by the fault itself: they are told after it. */
  readonly toldAfter?: boolean;
  /** Longest wait for its alerts to fire, in seconds of the faster clock. */
  readonly withinS?: number;
  /** Why this machine can't have the fault; undefined where it can. */
  impossible?(): Promise<string | undefined>;
  /** Makes the fault; what it gives ends it. */
  begin(scene: Scene): Promise<() => Promise<void> | void>;
}

export interface Expected {
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
}

/** The alerts of a row, in parts. */
export function expectedOf({ alerts, service }: Pick<Row, 'alerts' | 'service'>): Expected[] {
  return alerts.map((text) => {
    const [alert = '', severity = '', other = service] = text.split(' ');
    return { alert, severity, service: other };
  });
}
