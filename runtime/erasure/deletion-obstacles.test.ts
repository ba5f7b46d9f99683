import { afterEach, describe, expect, test } from '@jest/globals';
import { openToyWorld, type ToyDomain, type ToyWorld } from '../../tests/toy-world.ts';
import { ANONYMOUS, serviceCaller } from '../executor/caller.ts';

const CONTRACT = 'type Query { name: String }';
const silo: ToyDomain<object> = {
  name: 'silo',
  contract: CONTRACT,
  resolvers: { Query: { name: () => 'silo' } },
  open: () => ({
    createContext: () => ({}),
    deletionObstacles: async (userId) =>
      userId === 'usr_ada'
        ? [
            { kind: 'BALANCE', count: 1, amount: { amount: 9_007_199_254_740_993n, currency: 'EUR' } },
            { kind: 'DISPUTE', count: 2, amount: null },
          ]
        : [],
  }),
};
const meadow: ToyDomain<object> = {
  name: 'meadow',
  contract: CONTRACT,
  resolvers: { Query: { name: () => 'meadow' } },
  open: () => ({ createContext: () => ({}) }),
};

const QUERY = 'query ($userId: ID!) { deletionObstacles(userId: $userId) { kind count amount { amount currency } } }';

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('what stands against deleting an account, $form', ({ served }) => {
  let world: ToyWorld;
  afterEach(() => world.close());

  test('is disclosed to auth only, and nothing stands against it in a domain that says nothing', async () => {
    world = await openToyWorld({ served });
    const { client } = await world.open(silo, meadow);
    const ask = (domain: string, userId: string, caller = serviceCaller('auth')) =>
      client(domain).execute(QUERY, { userId }, caller);

    expect(await ask('silo', 'usr_ada')).toEqual({
      data: {
        deletionObstacles: [
          { kind: 'BALANCE', count: 1, amount: { amount: '9007199254740993', currency: 'EUR' } },
          { kind: 'DISPUTE', count: 2, amount: null },
        ],
      },
    });
    expect(await ask('silo', 'usr_ben')).toEqual({ data: { deletionObstacles: [] } });
    expect(await ask('meadow', 'usr_ada')).toEqual({ data: { deletionObstacles: [] } });
    for (const caller of [ANONYMOUS, { ...ANONYMOUS, viewerId: 'usr_ada' }, serviceCaller('chat')])
      expect(await ask('silo', 'usr_ada', caller)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
