import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { callerKeySet } from '../../runtime/serve/caller-token.ts';
import type { DomainSettings } from '../read-domain-settings.ts';
import { requiredSecrets } from './declared-settings.ts';

/** Name of the variable that holds the password of a domain's database role. */
export const databasePassword = (domain: string): string => `${domain.toUpperCase()}_DATABASE_PASSWORD`;

/** Name of the variable that holds the key that a domain signs its questions to other domains with. */
export const signingKey = (domain: string): string => `${domain.toUpperCase()}_CALLER_SIGNING_KEY`;

/**
 * Fresh values of every secret that the containers need, as lines of a file of variables. The public halves of all
 * signing keys are in `CALLER_KEYS`; only the gateway's may sign for anybody.
 */
export function renderSecrets(definitions: readonly DomainSettings[]): string {
  const domains = definitions.map(({ name }) => name);
  const texts = [
    'DATABASE_PASSWORD',
    'REDIS_PASSWORD',
    ...definitions.flatMap(requiredSecrets),
    ...domains.map(databasePassword),
  ];
  const keys: JsonWebKey[] = [];
  const keyLines = [null, ...domains].map((domain) => {
    const pem = newSigningKey();
    keys.push(...callerKeySet(pem, domain ?? undefined).keys);
    return `${domain === null ? 'CALLER_SIGNING_KEY' : signingKey(domain)}="${pem.trimEnd().replaceAll('\n', '\\n')}"`;
  });
  const lines = [
    ...texts.map((name) => `${name}=${randomBytes(32).toString('base64url')}`),
    ...keyLines,
    `CALLER_KEYS='${JSON.stringify({ keys })}'`,
  ];
  return `${lines.join('\n')}\n`;
}

const newSigningKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
