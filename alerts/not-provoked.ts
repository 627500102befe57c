// Alerts that no fault on one small machine provokes, each with the reason; they stand on their promtool cases.

const WEEK = 'it compares with yesterday and with a week ago: even 20 times faster, a week is eight hours';
const MACHINE = 'the whole machine would have to be short of it, with everything else that runs there';
const DEFECT = 'no request or file that is sent from outside makes it fail so';

export const NOT_PROVOKED: Readonly<Record<string, string>> = {
  TrafficDropped: WEEK,
  HostMemoryLow: MACHINE,
  HostCpuSaturated: MACHINE,
  LokiErrorsHigh: DEFECT,
  LokiPanics: DEFECT,
  TempoErrorsHigh: DEFECT,
  PrometheusSeriesMany: 'half a million series take 1.5 GiB and minutes of both processors',
  CollectorMemoryHigh: 'its limiter and its memory target keep it below; a limit that is too low is a fault of CollectorMemoryRefusing',
};
