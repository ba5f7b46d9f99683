import type { JsonWebKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Configuration, ConfigurationError } from '../configuration.ts';
import { callerKeySet } from './caller-token.ts';

const TIMEOUT_MS = 5_000;

const KEY_SET = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('EC') })).min(1) });

/**
 * The keys that sign callers: from `CALLER_KEYS`, a file or an address, else the public half of the key that this
 * process would sign with itself.
 *
 * @throws ConfigurationError when they cannot be read.
 */
export async function loadCallerKeys({
  callerKeys,
  secrets,
}: Configuration): Promise<{ readonly keys: readonly JsonWebKey[] }> {
  if (callerKeys === null) return callerKeySet(secrets.read('CALLER_SIGNING_KEY'));
  try {
    const text = /^https?:/.test(callerKeys)
      ? await (await fetch(callerKeys, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text()
      : await readFile(callerKeys, 'utf8');
    return KEY_SET.parse(JSON.parse(text));
  } catch (error) {
    throw new ConfigurationError(
      `CALLER_KEYS: ${callerKeys} holds no key set (${error instanceof Error ? error.message.split('\n')[0] : 'unreadable'})`,
    );
  }
}
