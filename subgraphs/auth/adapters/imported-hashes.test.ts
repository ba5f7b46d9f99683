import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hash as hashBcrypt } from '@node-rs/bcrypt';
import { objectionToHash, verifyImported } from './imported-hashes.ts';
import { openPasswords } from './passwords.ts';

const PASSWORD = 'correct horse';
const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
const scrypted = scryptSync(PASSWORD, 'salt', 64, { N: 1_024, r: 8, p: 1 });
const derived = (digest: string): Buffer => pbkdf2Sync(PASSWORD, 'salt', 1_000, 32, digest);
const salt = unpadded(Buffer.from('salt'));

const HASHES: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['bcrypt', () => hashBcrypt(PASSWORD, 4)],
  ['bcrypt of PHP', async () => (await hashBcrypt(PASSWORD, 4)).replace('$2b$', '$2y$')],
  ['bcrypt of Django', async () => `bcrypt$${await hashBcrypt(PASSWORD, 4)}`],
  ['scrypt of Django', () => `scrypt$1024$salt$8$1$${scrypted.toString('base64')}`],
  ['scrypt of Werkzeug', () => `scrypt:1024:8:1$salt$${scrypted.toString('hex')}`],
  ['scrypt as PHC', () => `$scrypt$ln=10,r=8,p=1$${salt}$${unpadded(scrypted)}`],
  ['PBKDF2 of Django', () => `pbkdf2_sha256$1000$salt$${derived('sha256').toString('base64')}`],
  ['PBKDF2 of Django with SHA-1', () => `pbkdf2_sha1$1000$salt$${derived('sha1').toString('base64')}`],
  ['PBKDF2 of Werkzeug', () => `pbkdf2:sha512:1000$salt$${derived('sha512').toString('hex')}`],
  ['PBKDF2 as PHC', () => `$pbkdf2-sha512$i=1000,l=32$${salt}$${unpadded(derived('sha512'))}`],
  ['PBKDF2 of Passlib', () => `$pbkdf2-sha256$1000$${salt}$${unpadded(derived('sha256')).replaceAll('+', '.')}`],
];

test.each(HASHES)('%s verifies the password and no other', async (_, make) => {
  const hash = await make();
  expect(objectionToHash(hash)).toBeNull();
  expect(await verifyImported(hash, PASSWORD)).toBe(true);
  expect(await verifyImported(hash, `${PASSWORD}r`)).toBe(false);
});

test.each([
  `$2b$15$${'a'.repeat(53)}`,
  'pbkdf2_sha256$2000001$salt$aGFzaGhhc2hoYXNoaGFzaA==',
  'scrypt$2097152$salt$8$1$aGFzaGhhc2hoYXNoaGFzaA==',
  'scrypt$16384$salt$8$999$aGFzaGhhc2hoYXNoaGFzaA==',
  '$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA',
])('%s would take too long', (hash) => {
  expect(objectionToHash(hash)).toMatch(/more work/);
});

test.each([
  '',
  'secret',
  'md5$salt$5f4dcc3b',
  'scrypt$1000$salt$8$1$aGFzaGhhc2hoYXNoaGFzaA==',
  '$2b$03$x',
  '!unusable',
])('"%s" is no hash that matches anything', async (hash) => {
  expect(objectionToHash(hash)).toMatch(/malformed/);
  expect(await verifyImported(hash, 'secret')).toBe(false);
});

test('a hash of argon2 is kept, with or without the prefix of Django, and only that of another scheme is outdated', async () => {
  const passwords = await openPasswords(1_024);
  const [own, other] = await passwords.limitPerClient(null, async ({ hash }) => [
    await hash(PASSWORD),
    await hashBcrypt(PASSWORD, 4),
  ]);
  const verified = await passwords.limitPerClient(null, ({ verify }) =>
    Promise.all([own, `argon2${own}`, other].map((hash) => verify(hash ?? null, PASSWORD))),
  );
  expect(verified).toEqual([true, true, true]);
  expect([own, other].map((hash) => passwords.isOutdated(hash ?? ''))).toEqual([false, true]);
  expect([own, `argon2${own}`].map((hash) => objectionToHash(hash ?? ''))).toEqual([null, null]);
});
