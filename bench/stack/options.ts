import { parseArgs } from 'node:util';
import { OPERATIONS } from './operations.ts';
import type { Form } from './start-stack.ts';

const FORMS: readonly Form[] = ['embedded', 'served'];

/** What is measured beside the operations: an event between domains. */
const EVENT = 'event';

const OPTIONS = {
  people: { type: 'string', default: '100000' },
  viewers: { type: 'string', default: '200' },
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '4' },
  'warm-up': { type: 'string', default: '8' },
  forms: { type: 'string', default: FORMS.join() },
  operations: { type: 'string', default: [...OPERATIONS.map(({ name }) => name), EVENT].join() },
  production: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
} as const;

/** What is measured, and for how long. */
export type StackBenchOptions = ReturnType<typeof readOptions>;

/** Reads `--people=…` and so on; lists have commas between. @throws for an option that there is not. */
export function readOptions(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const operations = values.operations.split(',');
  return {
    size: { people: Number(values.people), viewers: Number(values.viewers) },
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    warmUp: Number(values['warm-up']),
    forms: FORMS.filter((form) => values.forms.split(',').includes(form)),
    operations: OPERATIONS.filter(({ name }) => operations.includes(name)),
    isEvent: operations.includes(EVENT),
    isProduction: values.production,
    isProfile: values.profile,
  };
}
