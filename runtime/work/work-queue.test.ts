import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import { enqueueWork, notifyWork } from './enqueue-work.ts';
import { handleWork } from './work-handler.ts';
import { defineWork } from './work-type.ts';

const paint = defineWork<{ readonly name: string }>('paint');

interface StudioContext {
  readonly commission: (names: readonly string[], fails: boolean) => Promise<void>;
}

/** Paints what is commissioned; each process has a number, and holds what it paints until the studio is open. */
function createStudio({
  isOpen = () => true,
  isBroken = () => false,
}: {
  readonly isOpen?: () => boolean;
  readonly isBroken?: () => boolean;
} = {}) {
  const painting: { readonly process: number; readonly name: string }[] = [];
  let processes = 0;
  const studio: ToyDomain<StudioContext> = {
    name: 'studio',
    contract:
      'type Query { none: String } type Mutation { commission(names: [String!]!, fails: Boolean = false): Boolean }',
    tables: 'CREATE TABLE painting (name text NOT NULL, process int NOT NULL)',
    resolvers: {
      Mutation: {
        commission: async (_: unknown, args: { names: string[]; fails: boolean }, context: StudioContext) => {
          await context.commission(args.names, args.fails);
          return true;
        },
      },
    },
    open({ now, signals }, database) {
      processes += 1;
      const process = processes;
      return {
        createContext: () => ({
          async commission(names, fails) {
            await database.transaction(async (_, sql) => {
              const drafts = names.map((name) => ({ payload: { name } }));
              await enqueueWork(sql, paint, drafts, now());
              if (fails) throw new Error('the studio burns');
            });
            await notifyWork(signals, 'studio');
          },
        }),
        work: [
          handleWork(paint, {
            concurrency: 2,
            maxFailures: 2,
            backoff: { firstMs: 1, maxMs: 1 },
            async call({ payload: { name } }) {
              painting.push({ process, name });
              await eventually(isOpen, 'the studio to open');
            },
            async complete(store: Sql, { payload: { name } }) {
              await store.$executeRaw`INSERT INTO painting VALUES (${name}, ${process})`;
              if (isBroken()) throw new Error('the canvas is torn');
            },
          }),
        ],
      };
    },
  };
  return { studio, painting };
}

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('the work queue of a toy domain, $form', ({ served }) => {
  let world: ToyWorld;
  afterEach(() => world.close());

  const COMMISSION = 'mutation ($names: [String!]!, $fails: Boolean) { commission(names: $names, fails: $fails) }';
  const paintings = () =>
    world.query<{ name: string; process: number }>('studio', 'SELECT * FROM painting ORDER BY name');
  const waiting = async () => (await world.query('studio', 'SELECT id FROM work_item')).length;

  test('is worked on by every process at once, and each effect happens once', async () => {
    world = await openToyWorld({ served });
    let isOpen = false;
    const { studio, painting } = createStudio({ isOpen: () => isOpen });
    const first = await world.open(studio);
    await world.open(studio);
    const names = Array.from({ length: 60 }, (_, nth) => `p${String(nth).padStart(2, '0')}`);

    expect(await first.client('studio').execute(COMMISSION, { names })).toEqual({ data: { commission: true } });
    await eventually(() => painting.length >= 4, 'both processes to paint');
    const begun = painting.map(({ process }) => process).sort();
    isOpen = true;
    await eventually(async () => (await waiting()) === 0, 'everything to be painted');

    // As many as the handler allows each process, and no more while none is completed.
    expect(begun).toEqual([1, 1, 2, 2]);
    expect((await paintings()).map(({ name }) => name)).toEqual(names);
  });

  test('has nothing of a transaction that was rolled back', async () => {
    world = await openToyWorld({ served });
    const { studio, painting } = createStudio();
    const { client } = await world.open(studio);

    const { errors } = await client('studio').execute(COMMISSION, { names: ['lost'], fails: true });
    await client('studio').execute(COMMISSION, { names: ['saved'] });
    await eventually(async () => (await paintings()).length === 1, 'the painting');

    expect(errors).toHaveLength(1);
    expect(painting.map(({ name }) => name)).toEqual(['saved']);
  });

  test('keeps what fails too often, without effect, until it is retried or dropped', async () => {
    world = await openToyWorld({ served });
    let isBroken = true;
    const { studio, painting } = createStudio({ isBroken: () => isBroken });
    const process = await world.open(studio);
    const { deadWork } = process.subgraph('studio');
    const client = process.client('studio');
    await client.execute(COMMISSION, { names: ['a', 'b'] });
    await eventually(async () => (await deadWork.list()).length === 2, 'both to be dead');
    const dead = await deadWork.list();

    expect(dead.map(({ kind, attempts, error }) => ({ kind, attempts, error }))).toEqual(
      Array(2).fill({ kind: 'paint', attempts: 2, error: 'Error: the canvas is torn' }),
    );
    expect(painting).toHaveLength(4);
    expect(await paintings()).toEqual([]);

    isBroken = false;
    const [first, second] = dead;
    expect(await deadWork.drop(second?.id ?? '')).toBe(true);
    expect(await deadWork.drop(second?.id ?? '')).toBe(false);
    expect(await deadWork.retry(first?.id ?? '')).toBe(1);
    await eventually(async () => (await paintings()).length === 1, 'the retried one');
    expect(await deadWork.retry(null)).toBe(0);
  });
});
