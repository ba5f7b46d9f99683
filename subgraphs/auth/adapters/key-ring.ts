import type { KeyObject } from 'node:crypto';
import type { SigningKey } from '../repository/signing-keys.ts';

/** The signing keys as one process holds them, read again when they may have changed. */
export interface KeyRing {
  /** The key that signs now. */
  signer(): Promise<{ readonly kid: string; readonly privateKey: KeyObject }>;
  /** The published key with this kid; null when there is none. */
  find(kid: string): Promise<SigningKey | null>;
  /** All published keys. */
  published(): Promise<readonly SigningKey[]>;
}

/** How long a key that an operator removed is used on, at most. */
const MAX_AGE_MS = 60_000;

/** How often unknown kids may cause a reading: anyone can make one up. */
const UNKNOWN_KID_MAX_AGE_MS = 30_000;

/** A ring over the stored keys. `read` answers with a key that signs now among them. */
export function createKeyRing(options: {
  readonly read: () => Promise<readonly SigningKey[]>;
  readonly open: (key: SigningKey) => KeyObject;
  readonly now: () => Date;
}): KeyRing {
  let cached: { readonly keys: readonly SigningKey[]; readonly readAt: number } | null = null;
  let pendingRead: Promise<readonly SigningKey[]> | null = null;
  let decrypted: { readonly kid: string; readonly privateKey: KeyObject } | null = null;

  const readOnce = () => {
    pendingRead ??= options
      .read()
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

  const signing = (known: readonly SigningKey[]) => {
    const now = options.now();
    return known.findLast((key) => key.activeAt <= now && now < key.retiresAt);
  };

  return {
    async signer() {
      const key = signing(await keys()) ?? signing(await readOnce());
      if (key === undefined) throw new Error('there is no active signing key');
      if (decrypted?.kid !== key.kid) decrypted = { kid: key.kid, privateKey: options.open(key) };
      return decrypted;
    },
    async find(kid) {
      const withKid = (known: readonly SigningKey[]) => known.find((key) => key.kid === kid);
      return withKid(await keys()) ?? withKid(await keys(UNKNOWN_KID_MAX_AGE_MS)) ?? null;
    },
    published: () => keys(),
  };
}
