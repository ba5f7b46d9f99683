import type { AuthRepository } from '../../repository/index.ts';
import type { KeyPair, SigningKey } from '../../repository/signing-keys.ts';
import { ACCESS_TOKEN_TTL_MS, CLOCK_SKEW_MS } from './session-lifetimes.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a key is used for signing. */
const SIGNING_PERIOD_MS = 30 * DAY_MS;

/** How long a key is published before it signs: much longer than gateways cache keys. */
const PUBLISHED_AHEAD_MS = DAY_MS;

/** How long a retired key stays published: until its last token has expired, plus an hour. */
const PUBLISHED_AFTER_MS = ACCESS_TOKEN_TTL_MS + CLOCK_SKEW_MS + HOUR_MS;

export interface RotationNeeds {
  readonly repository: Pick<AuthRepository, 'publishedKeys' | 'transaction'>;
  readonly keyPairs: { make(): Promise<KeyPair> };
  readonly now: () => Date;
}

/**
 * The published keys, one of which is active. Creates one if there is none, so that processes that start concurrently on an
 * empty database sign with the same key.
 */
export async function signingKeys(needs: RotationNeeds): Promise<readonly SigningKey[]> {
  const now = needs.now();
  const keys = await needs.repository.publishedKeys(now);
  return keys.some((key) => signsAt(key, now)) ? keys : rotateSigningKeys(needs);
}

/**
 * Creates the key that is due, deletes expired ones and returns the published keys. Each key becomes active when its
 * predecessor retires, and is published a day before. Safe to run at any time and in many processes.
 */
export async function rotateSigningKeys({ repository, keyPairs, now }: RotationNeeds): Promise<readonly SigningKey[]> {
  // Generated before the lock is taken, so that nobody waits for it.
  const spare = await keyPairs.make();
  return repository.transaction(async (store) => {
    await store.holdRotation();
    const instant = now();
    await store.deleteExpiredKeys(instant);
    const keys = await store.publishedKeys(instant);
    const due = nextActivation(keys, instant);
    if (due === null) return keys;
    const key = scheduleKey(spare, instant, due);
    await store.addKeys([key]);
    return [...keys, key].toSorted((one, other) => one.activeAt.getTime() - other.activeAt.getTime());
  });
}

const signsAt = (key: SigningKey, instant: Date): boolean => key.activeAt <= instant && instant < key.retiresAt;

/** When the next key becomes active, if it has to be created now; null otherwise. */
function nextActivation(keys: readonly SigningKey[], now: Date): Date | null {
  if (!keys.some((key) => signsAt(key, now))) return now;
  const lastRetires = Math.max(...keys.map((key) => key.retiresAt.getTime()));
  return lastRetires - now.getTime() <= PUBLISHED_AHEAD_MS ? new Date(lastRetires) : null;
}

function scheduleKey(pair: KeyPair, createdAt: Date, activeAt: Date): SigningKey {
  const retiresAt = new Date(activeAt.getTime() + SIGNING_PERIOD_MS);
  return { ...pair, createdAt, activeAt, retiresAt, expiresAt: new Date(retiresAt.getTime() + PUBLISHED_AFTER_MS) };
}
