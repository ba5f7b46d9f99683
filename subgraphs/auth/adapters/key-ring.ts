import type { KeyObject } from 'node:crypto';
import { uncounted } from '../../../runtime/database/statement-counts.ts';
import type { SigningKey } from '../repository/signing-keys.ts';

/** Cache of the signing keys in one process, refreshed when they may have changed. */
export interface KeyRing {
  /** The active signing key, decrypted. */
  signer(): Promise<{ readonly kid: string; readonly privateKey: KeyObject }>;
  /** Finds a published key by its kid; null when there is none. */
  find(kid: string): Promise<SigningKey | null>;
  /** All published keys. */
  published(): Promise<readonly SigningKey[]>;
}

/** Maximum age of the cache, and so how long a removed key may still be used. */
const MAX_AGE_MS = 60_000;

/** Maximum age of the cache for an unknown kid. Anyone can invent one, so it must not cause a read each time. */
const UNKNOWN_KID_MAX_AGE_MS = 30_000;

/** Key ring over the stored keys. `read` returns at least one active key. */
export function createKeyRing(options: {
  readonly read: () => Promise<readonly SigningKey[]>;
  readonly open: (key: SigningKey) => KeyObject;
  readonly now: () => Date;
}): KeyRing {
  let cached: { readonly keys: readonly SigningKey[]; readonly readAt: number } | null = null;
  let pendingRead: Promise<readonly SigningKey[]> | null = null;
  let decrypted: { readonly kid: string; readonly privateKey: KeyObject } | null = null;

  const readOnce = () => {
    pendingRead ??= uncounted(options.read)
      .then((keys) => {
        cached = { keys, readAt: options.now().getTime() };
        return keys;
      })
      .finally(() => {
        pendingRead = null;
      });
    return pendingRead;
  };
  const keys = async (maxAgeMs = MAX_AGE_MS) =>
    cached !== null && options.now().getTime() - cached.readAt <= maxAgeMs ? cached.keys : readOnce();

  const signing = (keyList: readonly SigningKey[]) => {
    const now = options.now();
    return keyList.findLast((key) => key.activeAt <= now && now < key.retiresAt);
  };

  return {
    async signer() {
      const key = signing(await keys()) ?? signing(await readOnce());
      if (key === undefined) throw new Error('there is no active signing key');
      if (decrypted?.kid !== key.kid) decrypted = { kid: key.kid, privateKey: options.open(key) };
      return decrypted;
    },
    async find(kid) {
      const withKid = (keyList: readonly SigningKey[]) => keyList.find((key) => key.kid === kid);
      return withKid(await keys()) ?? withKid(await keys(UNKNOWN_KID_MAX_AGE_MS)) ?? null;
    },
    published: () => keys(),
  };
}
