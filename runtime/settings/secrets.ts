import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from 'node:util';
import type { SecretKind } from './variables.ts';

/** Secrets of the runtime itself. */
export type RuntimeSecret = 'DATABASE_SECRET' | 'CALLER_SIGNING_KEY';

/** Reads secrets; one that was not given is made in development and kept, and missing in production. */
export interface Secrets {
  /** @throws what `missing` makes, in production without the variable. */
  read(name: RuntimeSecret): string;
  /** A secret that a domain declares. @throws as `read` does. */
  readOfDomain(name: string, kind: SecretKind): string;
}

const randomText = (): string => randomBytes(32).toString('base64url');

const signingKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const MAKE: Readonly<Record<SecretKind, () => string>> = { text: randomText, 'signing-key': signingKey };

const KINDS: Readonly<Record<RuntimeSecret, SecretKind>> = {
  DATABASE_SECRET: 'text',
  CALLER_SIGNING_KEY: 'signing-key',
};

/** Secrets from the environment, else from files under `dataDir/secrets` that only the owner can read. */
export function openSecrets(options: {
  given: Readonly<Record<string, string | undefined>>;
  dataDir: string;
  production: boolean;
  missing: (name: string) => Error;
}): Secrets {
  const secrets = new Map<string, string>();
  const find = (name: string, kind: SecretKind): string => {
    const given = options.given[name];
    if (given !== undefined) return unescaped(given);
    if (options.production) throw options.missing(name);
    return keep(join(options.dataDir, 'secrets'), name, kind);
  };
  const read = (name: string, kind: SecretKind): string => {
    const value = secrets.get(name) ?? find(name, kind);
    secrets.set(name, value);
    return value;
  };
  return { read: (name) => read(name, KINDS[name]), readOfDomain: read };
}

/**
 * Reads the file, or makes it; of several processes that start at once the first one's value wins. It is linked into
 * place whole, so that no other process and no later start reads half of it.
 */
function keep(folder: string, name: string, kind: SecretKind): string {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    const draft = join(folder, `.${name}.${randomUUID()}`);
    writeFileSync(draft, MAKE[kind](), { mode: 0o600, flag: 'wx' });
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
