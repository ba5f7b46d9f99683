import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller, serviceCaller } from '../executor/caller.ts';
import { loadConfiguration } from '../settings/configuration.ts';
import { loadCallerKeys } from './caller-keys.ts';
import { callerKeySet, createCallerSigner, createCallerVerifier } from './caller-token.ts';

const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const now = () => new Date(1_900_000_000_000);
const ada: Caller = { ...ANONYMOUS, viewerId: 'usr_ada', sessionId: 'ses_1' };

describe('the key of one domain', () => {
  const [gatewayKey, chatKey] = [newKey(), newKey()];
  const keys = [...callerKeySet(gatewayKey).keys, ...callerKeySet(chatKey, 'chat').keys];
  const verifier = createCallerVerifier({ keys }, 'auth', now);
  const accepts = (key: string, caller: Caller): boolean =>
    verifier.verify(createCallerSigner(key, now).sign(caller, 'auth')) !== null;

  test.each<[string, Caller]>([
    ['itself', serviceCaller('chat')],
    ['a person', ada],
    ['a visitor', ANONYMOUS],
  ])('signs for %s', (_, caller) => {
    expect(accepts(chatKey, caller)).toBe(true);
  });

  test.each<[string, Caller]>([
    ['another domain', serviceCaller('notifications')],
    ['the gateway', serviceCaller('gateway')],
    ['an administrator', { ...ada, scopes: ['admin'] }],
    ['itself with a scope', { ...serviceCaller('chat'), scopes: ['admin'] }],
  ])('does not sign for %s, which the key of the gateway does', (_, caller) => {
    expect(accepts(chatKey, caller)).toBe(false);
    expect(accepts(gatewayKey, caller)).toBe(true);
  });
});

describe('CALLER_KEYS', () => {
  const load = (given: string) => loadCallerKeys(loadConfiguration('serve', { CALLER_KEYS: given }));

  test('may be the text of a key set', async () => {
    const set = callerKeySet(newKey(), 'chat');
    expect(await load(JSON.stringify(set))).toEqual(set);
  });

  test.each(['{', '{}', '{"keys":[]}', '{"keys":[{"kid":"a","kty":"RSA"}]}'])(
    '%s is no key set, and is not printed',
    async (given) => {
      await expect(load(given)).rejects.toThrow('CALLER_KEYS: the text holds no key set');
    },
  );

  test('a file that is not there is named', async () => {
    await expect(load('/no/such/keys.json')).rejects.toThrow('CALLER_KEYS: /no/such/keys.json holds no key set');
  });
});
