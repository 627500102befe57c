// Every dashboard by uid and title, with the question that it answers: links and "Start here" read it.

export interface Entry {
  /** Also the file name of the generated JSON. */
  readonly uid: string;
  readonly title: string;
  /** What it answers, as a reader would ask. */
  readonly question: string;
}

export const DIRECTORY = {
  startHere: { uid: 'start-here', title: 'Start here', question: 'Are all services well, what changed, and where do I look next?' },
  serviceOverview: {
    uid: 'service-overview',
    title: 'Service overview',
    question: 'Is each service healthy? If not: which route, dependency, log line or trace says why?',
  },
  nodeRuntime: {
    uid: 'node-runtime',
    title: 'Node runtime',
    question: 'What do the processes suffer from: a busy event loop, garbage, memory, handles, restarts?',
  },
  websockets: {
    uid: 'websockets',
    title: 'WebSockets',
    question: 'Do connections hold, which messages are slow or fail, who reads too slowly, who was turned away?',
  },
  sqlite: {
    uid: 'sqlite',
    title: 'SQLite',
    question: 'Which statements hold the event loop, lack an index or repeat themselves?',
  },
  childProcesses: {
    uid: 'child-processes',
    title: 'Child processes and cells',
    question: 'Which programs and cells run, how long, what do they take, and how do they end?',
  },
  ai: { uid: 'ai', title: 'AI', question: 'How fast, how dear and how reliable is each model?' },
  logs: { uid: 'logs', title: 'Logs', question: 'What do the services say, which errors are new, and which trace belongs to a line?' },
  telemetryPipeline: {
    uid: 'telemetry-pipeline',
    title: 'Telemetry pipeline',
    question: 'Does all telemetry arrive? If not: where does it wait, who refuses it, what was given up and why?',
  },
} as const satisfies Record<string, Entry>;
