import { describe, expect, test } from '@jest/globals';
import type { AuthStore } from '../../repository/index.ts';
import type { SigningKey } from '../../repository/signing-keys.ts';
import { type RotationNeeds, rotateSigningKeys, signingKeys } from './rotate-signing-keys.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const STEP_MS = 5 * 60_000;
const LAST_TOKEN_MS = 10 * 60_000 + 30_000;

/** Keys in memory, and a clock to turn. */
function worldOf() {
  let keys: SigningKey[] = [];
  let made = 0;
  const clock = { now: Date.parse('2031-03-01T12:00:00.000Z') };
  const publishedKeys = async (now: Date) => keys.filter(({ expiresAt }) => expiresAt > now);
  const store: Pick<AuthStore, 'publishedKeys' | 'holdRotation' | 'deleteExpiredKeys' | 'addKeys'> = {
    publishedKeys,
    holdRotation: async () => undefined,
    async deleteExpiredKeys(now) {
      keys = await publishedKeys(now);
    },
    async addKeys(more) {
      keys.push(...more);
    },
  };
  const needs: RotationNeeds = {
    // as: rotation uses no other part of the store.
    repository: { publishedKeys, transaction: (work) => work(store as AuthStore, undefined as never) },
    keyPairs: { make: async () => ({ kid: `key ${++made}`, x: '', y: '', sealedPrivate: '' }) },
    now: () => new Date(clock.now),
  };
  const signer = async () => {
    const now = needs.now();
    return (await signingKeys(needs)).findLast((key) => key.activeAt <= now && now < key.retiresAt)?.kid;
  };
  return {
    needs,
    clock,
    signer,
    remove: (kid: string) => (keys = keys.filter((key) => key.kid !== kid)),
    all: () => keys,
  };
}

describe('rotation', () => {
  test('the first key signs at once, and is not made twice', async () => {
    const { needs, signer, all } = worldOf();
    expect(await signer()).toBe('key 1');
    await rotateSigningKeys(needs);
    expect(all()).toHaveLength(1);
  });

  test('over four months of hourly looks there is always one signer, known a day ahead, and known until its last token lapsed', async () => {
    const { needs, clock, signer } = worldOf();
    const start = clock.now;
    const knownSince = new Map<string, number>();
    const signedUntil = new Map<string, number>();
    const aheads: number[] = [];
    const lost: string[] = [];
    for (let at = 0; clock.now < start + 120 * DAY_MS; at += 1) {
      if (at % (HOUR_MS / STEP_MS) === 0) await rotateSigningKeys(needs);
      const published = (await needs.repository.publishedKeys(needs.now())).map(({ kid }) => kid);
      for (const kid of published) if (!knownSince.has(kid)) knownSince.set(kid, clock.now);
      const kid = (await signer()) ?? 'none';
      const needed = [...signedUntil].flatMap(([old, until]) => (clock.now < until + LAST_TOKEN_MS ? [old] : []));
      lost.push(...[...needed, kid].filter((one) => !published.includes(one)));
      if (kid !== 'key 1' && !signedUntil.has(kid)) aheads.push(clock.now - (knownSince.get(kid) ?? clock.now));
      signedUntil.set(kid, clock.now);
      clock.now += STEP_MS;
    }
    expect(lost).toEqual([]);
    expect(aheads).toEqual(Array(3).fill(DAY_MS));
    expect(signedUntil.size).toBe(4);
  });

  test('spent keys are forgotten', async () => {
    const { needs, clock, signer, all } = worldOf();
    await signer();
    clock.now += 30 * DAY_MS + 2 * HOUR_MS;
    await rotateSigningKeys(needs);
    expect(all().map(({ kid }) => kid)).not.toContain('key 1');
  });

  test('after months without a look, or when an operator removes a key, the next request makes one that signs', async () => {
    const { clock, signer, remove } = worldOf();
    await signer();
    clock.now += 200 * DAY_MS;
    const late = await signer();
    expect(late).toBeDefined();
    remove(late ?? '');
    expect(await signer()).toBeDefined();
  });
});
