import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createTelegram } from './telegram.ts';

const BOT_TOKEN = '7342037359:AAHI2e8YvWw0Sc0Tb4Uu6p7M1l2K3j4H5g6';
const BOT_ID = '7342037359';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PUBLIC_KEY = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
const USER = JSON.stringify({ id: 279058397, first_name: 'Ada + Co', username: 'ada_l', language_code: 'en' });
const FIELDS = { query_id: 'AAHdF6IQAAAAAN0XohDhrOrc', user: USER, auth_date: '1662771648' };

/** Telegram's documented algorithm, written anew: sorted `name=value` lines. */
const lines = (fields: Record<string, string>) =>
  Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('\n');
const write = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
function withHash(fields: Record<string, string>, token = BOT_TOKEN): Record<string, string> {
  const secret = createHmac('sha256', 'WebAppData').update(token).digest();
  return { ...fields, hash: createHmac('sha256', secret).update(lines(fields)).digest('hex') };
}
function withSignature(fields: Record<string, string>, botId = BOT_ID): Record<string, string> {
  const signature = sign(null, Buffer.from(`${botId}:WebAppData\n${lines(fields)}`), privateKey).toString('base64url');
  return { ...fields, signature };
}

const byToken = createTelegram({ botId: BOT_ID, botToken: BOT_TOKEN, publicKeys: [PUBLIC_KEY] });
const byKeys = createTelegram({ botId: BOT_ID, botToken: null, publicKeys: ['0'.repeat(64), PUBLIC_KEY] });
const PROOF = { subject: '279058397', username: 'ada_l', signedAt: new Date(1662771648 * 1000) };

describe('initData', () => {
  test('by the token: the hash is over every field but itself, the signature too', () => {
    const complete = withHash(withSignature(FIELDS));
    expect(byToken.read(write(withHash(FIELDS)))).toMatchObject(PROOF);
    expect(byToken.read(write(complete))).toMatchObject(PROOF);
    expect(byToken.read(write({ ...withHash(FIELDS), signature: complete['signature'] ?? '' }))).toBeNull();
  });

  test('by the keys: the signature is over every field but itself and the hash, behind the number of the bot', () => {
    expect(byKeys.read(write(withSignature(FIELDS)))).toMatchObject(PROOF);
    expect(byKeys.read(write(withHash(withSignature(FIELDS))))).toMatchObject(PROOF);
    expect(byToken.read(write(withSignature(FIELDS)))).toMatchObject(PROOF);
  });

  test('has one fingerprint in whatever form and order', () => {
    const complete = withHash(withSignature(FIELDS));
    const reversed = Object.fromEntries(Object.entries(complete).reverse());
    const read = [byToken.read(write(complete)), byKeys.read(write(complete)), byToken.read(write(reversed))];
    expect(new Set(read.map((proof) => proof?.fingerprint)).size).toBe(1);
    expect(byToken.read(write(withHash({ ...FIELDS, query_id: 'x' })))?.fingerprint).not.toBe(read[0]?.fingerprint);
  });

  const wrong: [string, string][] = [
    ['nothing', ''],
    ['nonsense', '%%%=&&&'],
    ['what is too long', write(withHash({ ...FIELDS, start_param: 'x'.repeat(9_000) }))],
    ['neither hash nor signature', write(FIELDS)],
    ['a hash by another token', write(withHash(FIELDS, '1:x'))],
    ['a hash that is none', write({ ...FIELDS, hash: 'zz' })],
    ['a hash in capitals', write({ ...FIELDS, hash: (withHash(FIELDS)['hash'] ?? '').toUpperCase() })],
    ['a good signature under a bad hash', write({ ...withSignature(FIELDS), hash: '0'.repeat(64) })],
    ['a changed field', write({ ...withHash(FIELDS), auth_date: '1662771649' })],
    ['a further field', write({ ...withHash(FIELDS), admin: 'true' })],
    ['a missing field', write({ ...withHash(FIELDS), query_id: '' })],
    ['a signature for another bot', write(withSignature(FIELDS, '1'))],
    ['a signature that is none', write({ ...FIELDS, signature: 'zz' })],
    ['a name that stands twice', `${write(withHash(FIELDS))}&auth_date=1662771648`],
    ['fields joined by a line break', write({ ...withHash({ a: '1', b: '2', ...FIELDS }), a: '1\nb=2', b: '' })],
    ['no user', write(withHash({ auth_date: '1662771648' }))],
    ['a user that is no JSON', write(withHash({ ...FIELDS, user: '{' }))],
    ['a user without number', write(withHash({ ...FIELDS, user: '{"id":"1"}' }))],
    ['a bot', write(withHash({ ...FIELDS, user: '{"id":1,"is_bot":true}' }))],
    ['no date', write(withHash({ user: USER }))],
    ['a date that is no number', write(withHash({ ...FIELDS, auth_date: '1e9' }))],
  ];
  test.each(wrong)('%s vouches for nobody', (_, initData) => {
    expect(byToken.read(initData)).toBeNull();
  });

  test('a signature by another key vouches for nobody', () => {
    const foreign = createTelegram({ botId: BOT_ID, botToken: null, publicKeys: ['0'.repeat(64)] });
    expect(foreign.read(write(withSignature(FIELDS)))).toBeNull();
  });

  test('without a bot nothing is set up and nothing vouches for anybody', () => {
    const none = createTelegram({ botId: null, botToken: null, publicKeys: [PUBLIC_KEY] });
    expect(none.isConfigured).toBe(false);
    expect(none.read(write(withSignature(FIELDS)))).toBeNull();
  });
});
