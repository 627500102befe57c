// When tickets keep quiet: a table of times, and it is empty.

/** A span of time as Alertmanager takes it: https://prometheus.io/docs/alerting/latest/configuration/#time_interval-0 */
interface QuietTime {
  readonly name: string;
  readonly time_intervals: readonly {
    readonly weekdays?: readonly string[];
    readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
    readonly location?: string;
  }[];
}

/**
 * Empty, because Alertmanager drops the end of an alert that resolves in a quiet time: a ticket told on Friday and over on
 * Saturday would stay red for ever. A ticket wakes nobody anyway. Who wants quiet weekends writes
 * `{ name: 'weekend', time_intervals: [{ weekdays: ['saturday', 'sunday'], location: 'Europe/Berlin' }] }` here, and its name below.
 */
export const QUIET_TIMES: readonly QuietTime[] = [];

/** Names of quiet times by severity. A page is never muted: there is no place for it. */
export const MUTED: { readonly ticket: readonly string[] } = { ticket: [] };
