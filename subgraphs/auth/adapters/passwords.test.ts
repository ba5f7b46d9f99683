import { describe, expect, test } from '@jest/globals';
import { openPasswords, type Passwords } from './passwords.ts';

const MEMORY_KIB = 1_024;

describe('passwords', () => {
  const verify = (passwords: Passwords, hash: string | null, password: string, ip: string | null = null) =>
    passwords.limitPerClient(ip, (hashing) => hashing.verify(hash, password));
  const hashOf = (passwords: Passwords, password: string) =>
    passwords.limitPerClient(null, ({ hash }) => hash(password));

  test('the right one is right, a wrong one is wrong, and nobody is never right', async () => {
    const passwords = await openPasswords(MEMORY_KIB);
    const hash = await hashOf(passwords, 'correct horse');

    expect(await verify(passwords, hash, 'correct horse')).toBe(true);
    expect(await verify(passwords, hash, 'correct horsf')).toBe(false);
    expect(await verify(passwords, null, 'correct horse')).toBe(false);
  });

  test('hashes are argon2id with the memory that is given and two passes, and salted', async () => {
    const passwords = await openPasswords(19_456);
    const [one, other] = await Promise.all([hashOf(passwords, 'same'), hashOf(passwords, 'same')]);

    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
  });

  test('requests beyond the limit are refused with the time after which to retry', async () => {
    const passwords = await openPasswords(MEMORY_KIB, { running: 1, runningPerKey: 1, waiting: 2 });

    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => verify(passwords, null, 'guess')));

    expect(outcomes.map(({ status }) => status)).toEqual([...Array(3).fill('fulfilled'), ...Array(3).fill('rejected')]);
    expect(outcomes.at(-1)).toMatchObject({ reason: { extensions: { code: 'RATE_LIMITED', retryAfter: 1 } } });
    expect(await verify(passwords, null, 'guess')).toBe(false);
  });

  test('a flood from one address leaves others their turn; a network of IPv6 is one address', async () => {
    const passwords = await openPasswords(MEMORY_KIB, { running: 1, runningPerKey: 1, waiting: 3 });
    const flood = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4', '2001:db8::5'];

    const outcomes = await Promise.allSettled(
      [...flood, '192.0.2.1'].map((ip) => verify(passwords, null, 'guess', ip)),
    );

    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array(3).fill('fulfilled'),
      ...Array(2).fill('rejected'),
      'fulfilled',
    ]);
  });

  test('the error of a failed request is passed on unchanged, and the next request runs', async () => {
    const passwords = await openPasswords(MEMORY_KIB, { running: 1, runningPerKey: 1, waiting: 0 });
    await expect(passwords.limitPerClient(null, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await verify(passwords, null, 'guess')).toBe(false);
  });
});
