import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from 'node:util';

/** Names of the secrets that a process may need. */
export type SecretName =
  | 'DATABASE_SECRET'
  | 'AUTH_SECRET'
  | 'CALLER_SIGNING_KEY'
  | 'NOTIFICATIONS_SECRET'
  | 'VAPID_PRIVATE_KEY';

/** Reads secrets; one that was not given is made in development and kept, and missing in production. */
export interface Secrets {
  /** @throws what `missing` makes, in production without the variable. */
  read(name: SecretName): string;
}

const randomText = (): string => randomBytes(32).toString('base64url');

const signingKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const MAKE: Record<SecretName, () => string> = {
  DATABASE_SECRET: randomText,
  AUTH_SECRET: randomText,
  CALLER_SIGNING_KEY: signingKey,
  NOTIFICATIONS_SECRET: randomText,
  VAPID_PRIVATE_KEY: signingKey,
};

/** Whether there is a secret of this name. */
export const isSecretName = (text: string): text is SecretName => Object.hasOwn(MAKE, text);

/** Secrets from the environment, else from files under `dataDir/secrets` that only the owner can read. */
export function openSecrets(options: {
  given: Partial<Record<SecretName, string | undefined>>;
  dataDir: string;
  production: boolean;
  missing: (name: SecretName) => Error;
}): Secrets {
  const known = new Map<SecretName, string>();
  const find = (name: SecretName): string => {
    const given = options.given[name];
    if (given !== undefined) return unescaped(given);
    if (options.production) throw options.missing(name);
    return keep(join(options.dataDir, 'secrets'), name);
  };
  return {
    read(name) {
      const value = known.get(name) ?? find(name);
      known.set(name, value);
      return value;
    },
  };
}

/**
 * Reads the file, or makes it; of several processes that start at once the first one's value wins. It is linked into
 * place whole, so that no other process and no later start reads half of it.
 */
function keep(folder: string, name: SecretName): string {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    const draft = join(folder, `.${name}.${randomUUID()}`);
    writeFileSync(draft, MAKE[name](), { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!(types.isNativeError(error) && 'code' in error && error.code === 'EEXIST')) throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(path, 'utf8');
}

/** Whether a text can be `CALLER_SIGNING_KEY`: a private P-256 key in PEM, line ends as such or as `\n`. */
export function isSigningKey(text: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(unescaped(text));
    return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

/** Files of variables hold a key in one line. */
const unescaped = (text: string): string => text.replaceAll('\\n', '\n');
