import { expect, jest, test } from '@jest/globals';
import type { ProfileContext } from '../context.ts';
import { type SearchPosition, searchProfiles } from './search-profiles.ts';

const caller = { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null };

function worldOf({ begin = 0, hold = 0, resemble = 0 }) {
  const hits = (n: number, kind: string) =>
    Array.from({ length: n }, (_, at) => ({
      userId: `usr_${kind}${at}`,
      nicknameFolded: `${kind}${at}`,
      id: `prf_${kind}${at}`,
      score: 900 - at,
    }));
  const look = (n: number, kind: string) =>
    jest.fn(async ({ limit }: { limit: number }) => hits(n, kind).slice(0, limit));
  return {
    profilesBeginningWith: look(begin, 'b') as jest.Mocked<ProfileContext['repository']>['profilesBeginningWith'],
    profilesHolding: look(hold, 'h') as jest.Mocked<ProfileContext['repository']>['profilesHolding'],
    profilesResembling: look(resemble, 'r') as jest.Mocked<ProfileContext['repository']>['profilesResembling'],
  };
}
const search = (repository: ReturnType<typeof worldOf>, query: string, from: SearchPosition | null = null, limit = 4) =>
  searchProfiles({ caller, repository }, query, { from, limit });

test('a page that nicknames fill needs no more expensive search', async () => {
  const repository = worldOf({ begin: 9 });
  expect(await search(repository, 'Ada')).toHaveLength(4);
  expect(repository.profilesHolding).not.toHaveBeenCalled();
});

test('the rest of a page comes from the next kind of hits, each with its position', async () => {
  const repository = worldOf({ begin: 1, hold: 1, resemble: 9 });
  expect((await search(repository, 'Ada')).map(({ position }) => position)).toEqual([
    [0, 0, 'b0'],
    [1, 900, 'prf_h0'],
    [2, 900, 'prf_r0'],
    [2, 899, 'prf_r1'],
  ]);
});

test('a page after a hit begins within its kind and searches no better kind', async () => {
  const repository = worldOf({ begin: 9, hold: 1, resemble: 9 });
  await search(repository, 'Ada', [1, 700, 'prf_x']);

  expect(repository.profilesBeginningWith).not.toHaveBeenCalled();
  expect(repository.profilesHolding.mock.calls[0]?.[1]).toEqual({ score: 700, id: 'prf_x' });
  expect(repository.profilesResembling.mock.calls[0]?.[1]).toBeNull();
});

test('two characters resemble everything, so nothing is looked for by resemblance', async () => {
  const repository = worldOf({ resemble: 9 });
  expect(await search(repository, ' Ад ')).toEqual([]);
  expect(repository.profilesBeginningWith.mock.calls[0]?.[0]).toMatchObject({ prefix: 'ад', query: 'Ад' });
  expect(repository.profilesResembling).not.toHaveBeenCalled();
});
