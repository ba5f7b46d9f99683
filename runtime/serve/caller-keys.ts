import type { JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Configuration } from '../settings/configuration.ts';
import { ConfigurationError } from '../settings/configuration-error.ts';
import { callerKeySet } from './caller-token.ts';

const TIMEOUT_MS = 5_000;

const KEY_SET = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('EC'), service: z.string().optional() })).min(1),
});

/**
 * The keys that verify caller tokens: `CALLER_KEYS`, which is a JWKS or the file or URL of one; without it, the public half
 * of the key that this process signs with.
 *
 * @throws ConfigurationError when they cannot be read.
 */
export async function loadCallerKeys({
  callerKeys,
  secrets,
}: Configuration): Promise<{ readonly keys: readonly JsonWebKey[] }> {
  if (callerKeys === null) return callerKeySet(secrets.read('CALLER_SIGNING_KEY'));
  try {
    return KEY_SET.parse(JSON.parse(await textOf(callerKeys)));
  } catch (error) {
    const where = isKeySet(callerKeys) ? 'the text' : callerKeys;
    throw new ConfigurationError(
      `CALLER_KEYS: ${where} holds no key set (${error instanceof Error ? error.message.split('\n')[0] : 'unreadable'})`,
    );
  }
}

const isKeySet = (given: string): boolean => given.trimStart().startsWith('{');

async function textOf(given: string): Promise<string> {
  if (isKeySet(given)) return given;
  if (!/^https?:/.test(given)) return await readFile(given, 'utf8');
  return await (await fetch(given, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text();
}
