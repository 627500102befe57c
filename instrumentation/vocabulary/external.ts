// Metrics that others emit and our dashboards or rules read; Prometheus names as they are, with their emitter.

export const external = {
  up: { name: 'up', emitter: 'prometheus', brief: 'Last scrape of a target succeeded' },
  alerts: { name: 'ALERTS', emitter: 'prometheus', brief: 'Alerts pending and firing' },
} as const;
