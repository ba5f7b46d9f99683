import { describe, expect, jest, test } from '@jest/globals';
import { createAudienceChanges } from './audience-changes.ts';

const EMPTY: ReadonlySet<string> = new Set();

describe('audience changes', () => {
  test('the first names nobody, and asks nothing', async () => {
    const hiddenFrom = jest.fn(async () => new Map());
    const changes = createAudienceChanges(hiddenFrom);
    expect(await changes.between(null, new Set(['usr_a', 'usr_b']), 'usr_z')).toEqual({
      viewerCount: 2,
      joined: [],
      left: [],
    });
    expect(hiddenFrom).not.toHaveBeenCalled();
  });

  test('listeners at the same state share one read of blocks, and each receives only people whom they may see', async () => {
    const hiddenFrom = jest.fn(async () => new Map([['usr_z', new Set(['usr_b'])]]));
    const changes = createAudienceChanges(hiddenFrom);
    const from = new Set(['usr_a']);
    const to = new Set(['usr_b', 'usr_c']);
    const [z, y] = await Promise.all([changes.between(from, to, 'usr_z'), changes.between(from, to, 'usr_y')]);
    expect(z).toEqual({ viewerCount: 2, joined: ['usr_c'], left: ['usr_a'] });
    expect(y).toEqual({ viewerCount: 2, joined: ['usr_b', 'usr_c'], left: ['usr_a'] });
    expect(hiddenFrom).toHaveBeenCalledTimes(1);
  });

  test('names at most fifty on each side', async () => {
    const crowd = new Set(Array.from({ length: 120 }, (_, nth) => `usr_${nth}`));
    const changes = createAudienceChanges(async () => new Map());
    expect((await changes.between(EMPTY, crowd, 'usr_z')).joined).toHaveLength(50);
    expect(await changes.between(crowd, EMPTY, 'usr_z')).toMatchObject({ viewerCount: 0, joined: [] });
    expect((await changes.between(crowd, EMPTY, 'usr_z')).left).toHaveLength(50);
  });

  test('names nobody while blocks cannot be read, and still counts', async () => {
    const changes = createAudienceChanges(async () => {
      throw new Error('the database is away');
    });
    expect(await changes.between(EMPTY, new Set(['usr_a']), 'usr_z')).toEqual({ viewerCount: 1, joined: [], left: [] });
  });
});
