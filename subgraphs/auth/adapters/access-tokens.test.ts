import { createHmac, createSign, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { SigningKey } from '../repository/signing-keys.ts';
import { createAccessTokens } from './access-tokens.ts';
import { createKeyPairs } from './key-pairs.ts';
import { createKeyRing } from './key-ring.ts';

const MINUTE_MS = 60_000;
const START = new Date('2031-03-01T12:00:00.000Z');
const keyPairs = createKeyPairs('a secret of at least 32 characters');

const keyOf = async (activeAt = START): Promise<SigningKey> => ({
  ...(await keyPairs.make()),
  createdAt: activeAt,
  activeAt,
  retiresAt: new Date(activeAt.getTime() + 60 * MINUTE_MS),
  expiresAt: new Date(activeAt.getTime() + 120 * MINUTE_MS),
});

describe('access tokens', () => {
  let key: SigningKey;
  let privateKey: KeyObject;
  let clock: number;
  let keys: SigningKey[];
  const read = jest.fn(async () => keys);

  beforeAll(async () => {
    key = await keyOf();
    privateKey = keyPairs.open(key);
  });

  const open = () => {
    clock = START.getTime();
    keys = [key];
    read.mockClear();
    const now = () => new Date(clock);
    const keyRing = createKeyRing({ read, open: keyPairs.open, now });
    return createAccessTokens({ keyRing: keyRing, issuer: 'us', audience: 'clients', skewSeconds: 30, now });
  };
  const claims = () => ({
    userId: 'usr_1',
    sessionId: 'ses_1',
    scopes: ['admin', 'notify'],
    expiresAt: new Date(START.getTime() + 10 * MINUTE_MS),
  });
  const issued = () => ({ ...claims(), provenAt: new Date(START.getTime() - MINUTE_MS) });

  test('a token says what RFC 9068 asks for', async () => {
    const token = await open().issue(issued());

    const seconds = START.getTime() / 1000;
    expect(jwt.decode(token, { complete: true })).toMatchObject({
      header: { alg: 'ES256', typ: 'at+jwt', kid: key.kid },
      payload: {
        ...{ iss: 'us', aud: 'clients', sub: 'usr_1', sid: 'ses_1', scope: 'admin notify' },
        ...{
          iat: seconds,
          nbf: seconds,
          exp: seconds + 600,
          auth_time: seconds - 60,
          jti: expect.stringMatching(/^jti_/),
        },
      },
    });
  });

  test('it counts until it lapses, with 30 seconds for clocks that differ', async () => {
    const tokens = open();
    const token = await tokens.issue(issued());

    expect(await tokens.verify(token)).toEqual(claims());
    clock = START.getTime() - 30_000;
    expect(await tokens.verify(token)).toEqual(claims());
    clock = START.getTime() - 31_000;
    expect(await tokens.verify(token)).toBeNull();
    clock = START.getTime() + 10 * MINUTE_MS + 29_000;
    expect(await tokens.verify(token)).toEqual(claims());
    clock = START.getTime() + 10 * MINUTE_MS + 30_000;
    expect(await tokens.verify(token)).toBeNull();
  });

  const good = () => {
    const iat = START.getTime() / 1000;
    return { iss: 'us', aud: 'clients', sub: 'u', sid: 's', scope: '', iat, nbf: iat, exp: iat + 600, jti: 'j' };
  };
  const header = () => ({ alg: 'ES256' as const, typ: 'at+jwt', kid: key.kid });
  const signed = (payload: object, head: object = header()) =>
    jwt.sign(payload, privateKey, { algorithm: 'ES256', header: { ...header(), ...head } });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test('a token made by hand in the same way counts, so that the refusals below are for their one flaw', async () => {
    expect(await open().verify(signed(good()))).toMatchObject({ userId: 'u', sessionId: 's', scopes: [] });
  });

  test.each<[string, () => string]>([
    ['no token', () => 'Bearer'],
    ['a changed payload', () => signed(good()).replace(/\.[^.]+\./, `.${part({ ...good(), sub: 'eve' })}.`)],
    ['algorithm none', () => `${part({ ...header(), alg: 'none' })}.${part(good())}.`],
    [
      'the public key as HMAC secret',
      () => {
        const text = `${part({ ...header(), alg: 'HS256' })}.${part(good())}`;
        return `${text}.${createHmac('sha256', key.x).update(text).digest('base64url')}`;
      },
    ],
    ['a key that travels with the token', () => signed(good(), { jwk: { kty: 'EC' }, kid: 'unknown' })],
    ['another type of token', () => signed(good(), { typ: 'JWT' })],
    ['an unknown kid', () => signed(good(), { kid: 'unknown' })],
    ['another issuer', () => signed({ ...good(), iss: 'them' })],
    ['another audience', () => signed({ ...good(), aud: 'others' })],
    ['no session', () => signed({ ...good(), sid: undefined })],
    ['no expiry', () => signed(Object.fromEntries(Object.entries(good()).filter(([name]) => name !== 'exp')))],
    ['no id', () => signed({ ...good(), jti: undefined })],
    [
      'claims that are no object',
      () => {
        const text = `${part(header())}.${Buffer.from('"text"').toString('base64url')}`;
        return `${text}.${createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url')}`;
      },
    ],
  ])('%s does not count', async (_, make) => {
    expect(await open().verify(make())).toBeNull();
  });

  /** A good token whose signature is given anew. */
  const withSignature = (change: (signature: string) => string) => {
    const [head = '', payload = '', signature = ''] = signed(good()).split('.');
    return [head, payload, change(signature)].join('.');
  };
  const odd = 'a\u0000b\ud83d';

  test.each<[string, () => string]>([
    ['nothing', () => ''],
    ['dots', () => '..'],
    ['five parts', () => 'a.b.c.d.e'],
    ['text that no header holds', () => odd],
    ['a megabyte', () => 'x'.repeat(1_000_000)],
    ['no signature', () => withSignature(() => '')],
    ['a signature of one byte', () => withSignature(() => 'AA')],
    ['a signature of one letter', () => withSignature(() => 'A')],
    ['a signature that is one letter short', () => withSignature((signature) => signature.slice(1))],
    ['a signature that is one letter long', () => withSignature((signature) => `${signature}A`)],
    ['a signature twice as long', () => withSignature((signature) => signature + signature)],
    ['a signature in another alphabet', () => withSignature(() => 'ä+/=')],
    ['a signature of zeros', () => withSignature(() => Buffer.alloc(64).toString('base64url'))],
    ['a header that is no JSON', () => `${Buffer.from('{').toString('base64url')}.${part(good())}.AA`],
    ['a header that is a list', () => `${part([])}.${part(good())}.AA`],
    ['a header that is null', () => `${Buffer.from('null').toString('base64url')}.${part(good())}.AA`],
    ['a header with odd values', () => `${part({ ...header(), kid: { toString: 1 } })}.${part(good())}.AA`],
    ['an odd kid', () => `${part({ ...header(), kid: odd })}.${part(good())}.AA`],
    ['a kid that every object has', () => `${part({ ...header(), kid: '__proto__' })}.${part(good())}.AA`],
    ['a type that makes the payload be parsed', () => `${part({ ...header(), typ: 'JWT' })}.AA.AA`],
    ['an algorithm that is not known', () => `${part({ ...header(), alg: 'ES257' })}.${part(good())}.AA`],
    ['critical extensions', () => signed(good(), { crit: ['exp'] }).slice(0, -3)],
  ])('%s does not count, and is no fault', async (_, make) => {
    expect(await open().verify(make())).toBeNull();
  });

  describe('the keys behind them', () => {
    test('are read once for many tokens, and again after a minute', async () => {
      const tokens = open();
      await Promise.all(Array.from({ length: 20 }, () => tokens.issue(issued())));
      expect(read).toHaveBeenCalledTimes(1);
      clock += MINUTE_MS + 1;
      await tokens.issue(issued());
      expect(read).toHaveBeenCalledTimes(2);
    });

    test('made-up kids cause at most one reading in 30 seconds, and a key made elsewhere is found', async () => {
      const tokens = open();
      await tokens.issue(issued());
      const other = await keyOf();
      const foreign = jwt.sign(good(), keyPairs.open(other), {
        algorithm: 'ES256',
        header: { ...header(), kid: other.kid },
      });
      keys = [key, other];
      for (let tries = 0; tries < 5; tries += 1) expect(await tokens.verify(foreign)).toBeNull();
      expect(read).toHaveBeenCalledTimes(1);

      clock += 30_001;
      expect(await tokens.verify(foreign)).toMatchObject({ userId: 'u' });
      expect(read).toHaveBeenCalledTimes(2);
    });

    test('change over to the next one at its time, without reading', async () => {
      const tokens = open();
      const next = await keyOf(key.retiresAt);
      keys = [key, next];
      clock = key.retiresAt.getTime() - 1;
      const before = await tokens.issue(issued());
      clock += 1;
      const after = await tokens.issue(issued());
      const kids = [before, after].map((token) => jwt.decode(token, { complete: true })?.header.kid);
      expect(kids).toEqual([key.kid, next.kid]);
      expect(read).toHaveBeenCalledTimes(1);
    });

    test('a reading that fails is not remembered', async () => {
      const tokens = open();
      read.mockRejectedValueOnce(new Error('database away'));
      await expect(tokens.issue(issued())).rejects.toThrow('database away');
      expect(await tokens.issue(issued())).toEqual(expect.any(String));
    });
  });
});
