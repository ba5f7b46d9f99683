import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { enqueueWork } from './enqueue-work.ts';
import { handleWork, type WorkHandler } from './work-handler.ts';
import { defineWork } from './work-type.ts';

const now = new Date();
let world: ToyWorld;

beforeAll(async () => {
  world = await openToyWorld();
});
afterAll(() => world.close());

test('work that is left to a worker process is done there, and nothing else is', async () => {
  const convert = defineWork<{ readonly name: string }>('convert');
  const count = defineWork<{ readonly name: string }>('count');
  const press = (processName: string): ToyDomain<object> => ({
    name: 'press',
    contract: 'type Query { pages: Int }',
    tables: 'CREATE TABLE done (name text)',
    resolvers: {},
    open: () => {
      const noteDone = (kind: string): Pick<WorkHandler<Sql>, 'complete'> => ({
        async complete(sql) {
          await sql.$executeRaw`INSERT INTO done (name) VALUES (${`${kind} by ${processName}`})`;
        },
      });
      return {
        createContext: () => ({}),
        work: [handleWork(convert, { ...noteDone('convert'), runsIn: 'worker' }), handleWork(count, noteDone('count'))],
      };
    },
  });
  const completed = async () =>
    (await world.query<{ name: string }>('press', 'SELECT name FROM done ORDER BY name')).map(({ name }) => name);
  const enqueueBoth = () =>
    world.database('press').transaction(async (_, sql) => {
      await enqueueWork(sql, convert, [{ payload: { name: 'a' } }], now);
      await enqueueWork(sql, count, [{ payload: { name: 'a' } }], now);
    });
  await world.migrate(press(''));
  await enqueueBoth();

  await world.openAs('worker', press('worker'));
  await eventually(async () => (await completed()).length === 1, 'the worker process to convert');
  expect(await completed()).toEqual(['convert by worker']);

  await world.openAs('service', press('service'));
  await enqueueBoth();
  await eventually(async () => (await completed()).length === 4, 'both processes to do their part');
  expect(await completed()).toEqual(['convert by worker', 'convert by worker', 'count by service', 'count by service']);
});
