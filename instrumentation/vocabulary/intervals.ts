// How often numbers leave a process and are looked at; exporter, data source and rules read the same constants.

/** Metric export interval of the preload, and Grafana's `timeInterval`, in seconds. */
export const METRIC_EXPORT_INTERVAL_S = 15;
/** How often Prometheus evaluates a rule group unless the group says otherwise, in seconds. */
export const RULE_EVALUATION_INTERVAL_S = 15;
