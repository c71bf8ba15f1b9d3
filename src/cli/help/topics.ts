import type { Chapter } from './topics/content.js';

interface Topic {
  readonly name: string;
  readonly about: string;
  /** Made when it is asked for: no topic loads what another needs. */
  readonly chapters: () => Promise<readonly Chapter[]>;
}

/** What is about more than one verb, in the order of the help. */
export const TOPICS: readonly Topic[] = [
  {
    name: 'environment',
    about: 'variables that are read, and what goes before what',
    chapters: async () => (await import('./topics/environment.js')).ENVIRONMENT,
  },
  {
    name: 'exit-codes',
    about: 'what each exit code means',
    chapters: async () => (await import('./topics/exit-codes.js')).EXIT_CODES_TOPIC,
  },
  {
    name: 'limits',
    about: "LINE's limits of tokens, rates and requests",
    chapters: async () => (await import('./topics/limits.js')).limitsTopic(),
  },
  {
    name: 'json',
    about: 'documents, errors and progress, for programs',
    chapters: async () => (await import('./topics/json.js')).JSON_TOPIC,
  },
  {
    name: 'ci',
    about: 'in pipelines, from cron, in containers',
    chapters: async () => (await import('./topics/ci.js')).CI_TOPIC,
  },
];
