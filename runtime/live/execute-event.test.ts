import { buildSubgraphSchema } from '@apollo/subgraph';
import { beforeEach, expect, test } from '@jest/globals';
import { type ExecutionResult, parse } from 'graphql';
import { pino } from 'pino';
import { ANONYMOUS } from '../executor/caller.ts';
import { isStream } from '../executor/executor.ts';
import { fault } from '../executor/faults.ts';
import { createSchemaExecutor } from '../graphql/schema-executor.ts';
import { createChannel } from '../streams/channel.ts';
import type { LogEvent } from './durable-log.ts';

const TYPE_DEFS = parse(`
  type Query { a: Int }
  type Subscription { noteAdded: NoteAddedPayload! }
  type NoteAddedPayload { note: Note cursor: String! resyncRequired: Boolean! }
  type Note { id: ID! text: String! author: Author }
  type Author { name: String! }`);
const SUBSCRIPTION = 'subscription { noteAdded { note { id text author { name } } cursor resyncRequired } }';

const away = () => Object.assign(new Error('connection refused'), { code: 'P1001' });
const domainAway = () => fault('UNAVAILABLE', 'Not available for a moment.');

/** What is thrown where, each once, in this order. */
let errorsByField: Partial<Record<'note' | 'text' | 'author', unknown[]>>;
let pauses: PromiseWithResolvers<void>[];
let reads: number;

const meet = (where: 'note' | 'text' | 'author'): void => {
  const error = errorsByField[where]?.shift();
  if (error !== undefined) throw error;
};

function open() {
  const channel = createChannel<LogEvent<string>>({ keepLast: false });
  const payload = ({ entry, ...rest }: LogEvent<string>) => {
    reads += 1;
    if (entry !== null) meet('note');
    return { ...rest, note: entry === null ? null : { id: entry } };
  };
  const resolvers = {
    Subscription: { noteAdded: { subscribe: () => channel.iterate(() => undefined), resolve: payload } },
    Note: {
      text: ({ id }: { id: string }) => {
        meet('text');
        return `text of ${id}`;
      },
      author: () => ({}),
    },
    Author: {
      name: () => {
        meet('author');
        return 'Ada';
      },
    },
  };
  const executor = createSchemaExecutor({
    schema: buildSubgraphSchema([{ typeDefs: TYPE_DEFS, resolvers }] as Parameters<typeof buildSubgraphSchema>[0]),
    createContext: () => ({}),
    onMutated: () => undefined,
    log: pino({ level: 'silent' }),
    pause() {
      const pause = Promise.withResolvers<void>();
      pauses.push(pause);
      return pause.promise;
    },
  });
  return { channel, executor };
}

async function follow() {
  const { channel, executor } = open();
  const stream = await executor.execute({ query: SUBSCRIPTION }, ANONYMOUS);
  if (!isStream(stream)) throw new Error(JSON.stringify(stream));
  const add = (entry: string) => channel.push({ cursor: `c-${entry}`, resyncRequired: false, entry });
  const next = async (): Promise<ExecutionResult> => JSON.parse(JSON.stringify((await stream.next()).value));
  return { add, next, stream };
}

/** Lets everything run that needs no outside event. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function passAll(): Promise<void> {
  for (let passed = 0; ; passed += 1) {
    await settle();
    const pause = pauses[passed];
    if (pause === undefined) return;
    pause.resolve();
  }
}

const whole = (id: string) => ({
  data: {
    noteAdded: {
      note: { id, text: `text of ${id}`, author: { name: 'Ada' } },
      cursor: `c-${id}`,
      resyncRequired: false,
    },
  },
});

beforeEach(() => {
  errorsByField = {};
  pauses = [];
  reads = 0;
});

test.each([
  ['the entry', { note: [away(), away()] }, 2],
  ['a field of it that is never null', { text: [away(), away(), away()] }, 3],
  ['a field inside', { author: [away()] }, 1],
  ['one after another', { note: [away()], text: [away()], author: [away()] }, 3],
  ['the entry, as another domain is away', { text: [domainAway()] }, 1],
] as const)('while the database is away, the stream waits for %s', async (_, given, waits) => {
  errorsByField = Object.fromEntries(Object.entries(given).map(([where, errors]) => [where, [...errors]]));
  const { add, next } = await follow();
  add('1');
  add('2');

  const first = next();
  await passAll();

  expect(await first).toEqual(whole('1'));
  expect(pauses).toHaveLength(waits);
  expect(await next()).toEqual(whole('2'));
});

test.each([
  ['the entry', { note: [new Error('no such column')] }],
  ['a field of it that is never null', { text: [new Error('no such column')] }],
  ['it after a while', { text: [away(), new Error('no such column')] }],
])('an entry that can never be read results in resyncRequired: %s', async (_, given) => {
  errorsByField = given;
  const { add, next } = await follow();
  add('1');
  add('2');

  const first = next();
  await passAll();

  expect(await first).toEqual({ data: { noteAdded: { note: null, cursor: 'c-1', resyncRequired: true } } });
  expect(await next()).toEqual(whole('2'));
});

test.each([
  ['INTERNAL', new Error('no such column')],
  ['FORBIDDEN', fault('FORBIDDEN', 'Not yours.')],
  ['UNAVAILABLE', domainAway()],
])('a field further inside fails alone, as in a query: %s', async (code, error) => {
  errorsByField = { author: [error] };
  const { add, next } = await follow();
  add('1');

  expect(await next()).toMatchObject({
    data: { noteAdded: { note: { id: '1', author: null }, resyncRequired: false } },
    errors: [{ extensions: { code } }],
  });
  expect(pauses).toEqual([]);
});

test('what is refused on purpose is handed on', async () => {
  errorsByField = { text: [fault('FORBIDDEN', 'Not yours.')] };
  const { add, next } = await follow();
  add('1');

  expect(await next()).toMatchObject({ data: { noteAdded: { note: null } }, errors: [{ message: 'Not yours.' }] });
});

test('a stream that is left reads no more', async () => {
  errorsByField = { note: Array.from({ length: 9 }, away) };
  const { add, next, stream } = await follow();
  add('1');
  void next().catch(() => undefined);
  await settle();

  await stream.return?.();
  await passAll();

  expect({ reads, pauses: pauses.length }).toEqual({ reads: 1, pauses: 1 });
});
