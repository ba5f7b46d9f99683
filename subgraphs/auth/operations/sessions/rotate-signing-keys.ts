import type { AuthRepository } from '../../repository/index.ts';
import type { KeyPair, SigningKey } from '../../repository/signing-keys.ts';
import { ACCESS_TOKEN_TTL_MS, CLOCK_SKEW_MS } from './session-lifetimes.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a key signs. */
const SIGNING_PERIOD_MS = 30 * DAY_MS;

/** How long a key is known before it signs: by far longer than gateways keep keys in memory. */
const PUBLISHED_AHEAD_MS = DAY_MS;

/** How long a key is known after it has signed: until its last token has lapsed, and an hour more. */
const PUBLISHED_AFTER_MS = ACCESS_TOKEN_TTL_MS + CLOCK_SKEW_MS + HOUR_MS;

/** What rotation needs. */
export interface RotationNeeds {
  readonly repository: Pick<AuthRepository, 'publishedKeys' | 'transaction'>;
  readonly keyPairs: { make(): Promise<KeyPair> };
  readonly now: () => Date;
}

/**
 * The published keys, one of which signs now: made on the spot when there is none, so that of several processes that
 * start at once on an empty database all sign with the same key.
 */
export async function signingKeys(needs: RotationNeeds): Promise<readonly SigningKey[]> {
  const now = needs.now();
  const keys = await needs.repository.publishedKeys(now);
  return keys.some((key) => signsAt(key, now)) ? keys : rotateSigningKeys(needs);
}

/**
 * Makes the keys that are due and forgets those that are spent; answers with the published ones. Each key signs from the
 * moment its predecessor retires, and is published a day before. Safe to run at any time and in many processes.
 */
export async function rotateSigningKeys({ repository, keyPairs, now }: RotationNeeds): Promise<readonly SigningKey[]> {
  // Made beforehand: no key is generated while others wait for the lock.
  const spare = await keyPairs.make();
  return repository.transaction(async (store) => {
    await store.holdRotation();
    const instant = now();
    await store.forgetKeys(instant);
    const keys = await store.publishedKeys(instant);
    const due = nextActivation(keys, instant);
    if (due === null) return keys;
    const key = scheduleKey(spare, instant, due);
    await store.addKeys([key]);
    return [...keys, key].toSorted((one, other) => one.activeAt.getTime() - other.activeAt.getTime());
  });
}

const signsAt = (key: SigningKey, instant: Date): boolean => key.activeAt <= instant && instant < key.retiresAt;

/** When the next key has to begin to sign, if it is time to make it; else null. */
function nextActivation(keys: readonly SigningKey[], now: Date): Date | null {
  if (!keys.some((key) => signsAt(key, now))) return now;
  const lastRetires = Math.max(...keys.map((key) => key.retiresAt.getTime()));
  return lastRetires - now.getTime() <= PUBLISHED_AHEAD_MS ? new Date(lastRetires) : null;
}

function scheduleKey(pair: KeyPair, createdAt: Date, activeAt: Date): SigningKey {
  const retiresAt = new Date(activeAt.getTime() + SIGNING_PERIOD_MS);
  return { ...pair, createdAt, activeAt, retiresAt, expiresAt: new Date(retiresAt.getTime() + PUBLISHED_AFTER_MS) };
}
