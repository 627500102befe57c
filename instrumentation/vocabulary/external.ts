// Metrics that others emit and our dashboards or rules read; Prometheus names as they are, with their emitter.

export const external = {
  alerts: { name: 'ALERTS', emitter: 'prometheus', brief: 'Alerts pending and firing' },
  alertsSince: { name: 'ALERTS_FOR_STATE', emitter: 'prometheus', brief: 'Since when, as seconds since 1970' },
} as const;
