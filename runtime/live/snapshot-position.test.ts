import { makeExecutableSchema } from '@graphql-tools/schema';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { ANONYMOUS } from '../executor/caller.ts';
import { createSchemaExecutor } from '../graphql/schema-executor.ts';
import { createSnapshotPosition, type SnapshotPosition } from './snapshot-position.ts';

interface Context {
  readonly position: SnapshotPosition<string>;
}

/** What is read for an operation, in order. */
async function readsOf(query: string): Promise<string[]> {
  const reads: string[] = [];
  const read = async (what: string) => {
    reads.push(`${what} begins`);
    await new Promise(setImmediate);
    reads.push(`${what} ends`);
    return what;
  };
  const schema = makeExecutableSchema<Context>({
    typeDefs: 'type Query { items: String itemsCursor: String }',
    resolvers: {
      Query: {
        async items(_, __, { position }) {
          await position.beforeList();
          return read('list');
        },
        itemsCursor: async (_, __, { position }) => position.read(),
      },
    },
  });
  const executor = createSchemaExecutor({
    schema,
    createContext: (): Context => ({ position: createSnapshotPosition(() => read('position')) }),
    extensionsOf: () => null,
    onMutated: () => undefined,
    log: pino({ level: 'silent' }),
  });
  const result = await executor.execute({ query }, ANONYMOUS);
  expect(result).not.toHaveProperty('errors');
  await executor.close();
  return reads;
}

const IN_ORDER = ['position begins', 'position ends', 'list begins', 'list ends'];

test.each([
  ['before it', '{ itemsCursor items }'],
  ['after it', '{ items itemsCursor }'],
  ['twice', '{ items itemsCursor again: itemsCursor }'],
  ['in a fragment', '{ items ...Cursor } fragment Cursor on Query { itemsCursor }'],
])('a list waits for the position whose cursor is selected %s', async (_, query) => {
  expect(await readsOf(query)).toEqual(IN_ORDER);
});

test('no position is read for a list alone', async () => {
  expect(await readsOf('{ items }')).toEqual(['list begins', 'list ends']);
});
