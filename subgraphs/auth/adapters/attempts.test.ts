import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { privateRedis } from '../../../tests/engines.ts';
import { type Attempts, createAttempts, type PasswordSource, UNLIMITED, type Verdict } from './attempts.ts';

const QUARTER_HOUR_SECONDS = 15 * 60;

/** An address that no other is counted with. */
const addressOf = (at: number) => `198.51.${Math.floor(at / 250)}.${at % 250}`;

/** What a number of equal calls give, one after another. */
const repeat = async <T>(count: number, once: (at: number) => Promise<T>) => {
  const given: T[] = [];
  for (let at = 0; at < count; at += 1) given.push(await once(at));
  return given;
};
const passed = (waits: readonly (number | null)[]) => waits.filter((wait) => wait === null).length;
const checked = (outcomes: readonly (Verdict | number)[]) => outcomes.filter((one) => typeof one === 'string').length;

describe('attempts', () => {
  let server: Awaited<ReturnType<typeof privateRedis>>;
  let redis: Redis;
  let attempts: Attempts;
  let accounts = 0;
  let account: string;

  beforeAll(async () => {
    server = await privateRedis();
    redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  beforeEach(async () => {
    await redis.flushall();
    attempts = createAttempts(redis);
    accounts += 1;
    account = `usr_${accounts}`;
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const HOME: PasswordSource = { ip: '192.0.2.1', knownDevice: null };
  const DEVICE: PasswordSource = { ip: '192.0.2.1', knownDevice: 'laptop' };
  const from = (ip: string | null): PasswordSource => ({ ip, knownDevice: null });
  const give = (verdict: Verdict, source = HOME, of = account) =>
    attempts.password<Verdict>(
      of,
      source,
      async () => verdict,
      (outcome) => outcome,
    );

  test('any number of right passwords pass', async () => {
    expect(checked(await repeat(30, () => give('right')))).toBe(30);
  });

  test('ten wrong passwords are checked; the next attempt gets a waiting time, even with the right one', async () => {
    const outcomes = await repeat(12, () => give('wrong'));
    expect(checked(outcomes)).toBe(10);
    expect(outcomes.at(-1)).toBeGreaterThan(QUARTER_HOUR_SECONDS - 10);
    expect(outcomes.at(-1)).toBeLessThanOrEqual(QUARTER_HOUR_SECONDS);
    expect(await give('right')).toEqual(expect.any(Number));
  });

  test('of many wrong ones at once, in two processes, ten are checked', async () => {
    const others = createAttempts(redis);
    const guess = (by: Attempts) =>
      by.password<Verdict>(
        account,
        HOME,
        async () => 'wrong',
        (outcome) => outcome,
      );
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, at) => guess(at % 2 === 0 ? attempts : others)));
    expect(checked(outcomes)).toBe(10);
  });

  test('a right one forgets the wrong ones before it', async () => {
    const turns = await repeat(40, (at) => give(at % 9 === 8 ? 'right' : 'wrong'));
    expect(checked(turns)).toBe(40);
  });

  test('an undecided one, and a check that fails, neither use an attempt up nor forget', async () => {
    await repeat(9, () => give('wrong'));
    expect(checked(await repeat(30, () => give('undecided')))).toBe(30);
    const failing = () =>
      attempts.password(
        account,
        HOME,
        () => Promise.reject(new Error('away')),
        () => 'wrong',
      );
    for (let at = 0; at < 15; at += 1) await expect(failing()).rejects.toThrow('away');
    expect(checked(await repeat(3, () => give('wrong')))).toBe(1);
  });

  test('wrong ones from one address leave other addresses and known devices what they have', async () => {
    await repeat(20, () => give('wrong'));
    expect(await give('right', from('192.0.2.2'))).toBe('right');
    expect(await give('right', DEVICE)).toBe('right');
    expect(checked(await repeat(12, () => give('wrong', DEVICE)))).toBe(10);
    expect(await give('right', { ...DEVICE, knownDevice: 'phone' })).toBe('right');
  });

  test.each([
    ['an IPv6 network', '2001:db8::1', '2001:db8::2'],
    ['an IPv4 address in both ways of writing it', '192.0.2.9', '::ffff:192.0.2.9'],
  ])('%s is one address', async (_, one, other) => {
    await repeat(10, () => give('wrong', from(one)));
    expect(await give('right', from(other))).toEqual(expect.any(Number));
  });

  test('who guesses from many addresses is left three a day from each, and no address is shut out by it', async () => {
    const guesses = await repeat(40, (at) => repeat(11, () => give('wrong', from(addressOf(at)))));
    expect(checked(guesses.flat())).toBe(100 + 30 * 3);
    // Whoever comes from an address of their own, or on a device that is known, gets in all the same.
    expect(await give('wrong', from('203.0.113.1'))).toBe('wrong');
    expect(await give('right', from('203.0.113.1'))).toBe('right');
    expect(await give('right', DEVICE)).toBe('right');
    expect(checked(await repeat(20, () => give('right', from('203.0.113.2'))))).toBe(20);
  });

  test('a hundred wrong ones from one address are checked, whosever they are; right ones are not counted', async () => {
    expect(checked(await repeat(150, (at) => give('right', HOME, `usr_right${at}`)))).toBe(150);
    expect(checked(await repeat(120, (at) => give('wrong', HOME, `usr_wrong${at}`)))).toBe(100);
    expect(await give('right')).toEqual(expect.any(Number));
    expect(await give('right', DEVICE)).toBe('right');
    expect(await give('right', from('192.0.2.2'))).toBe('right');
  });

  test('what was refused for one account uses up nothing of its address', async () => {
    await repeat(300, () => give('wrong'));
    expect(await give('right', HOME, 'usr_neighbour')).toBe('right');
  });

  test('proofs are counted in the same way, by subject and by address', async () => {
    const prove = (verdict: Verdict, subject: string, ip: string | null = null) =>
      attempts.proof<Verdict>(
        subject,
        ip,
        async () => verdict,
        (outcome) => outcome,
      );
    expect(checked(await repeat(30, () => prove('right', 'code', '192.0.2.1')))).toBe(30);
    expect(checked(await repeat(12, () => prove('wrong', 'code')))).toBe(10);
    expect(checked(await repeat(310, (at) => prove('right', `right ${at}`, '192.0.2.5')))).toBe(310);
    expect(checked(await repeat(310, (at) => prove('wrong', `wrong ${at}`, '192.0.2.6')))).toBe(300);
  });

  test('registrations are counted by identifier and address together, so that nobody keeps another out', async () => {
    const ada = ['EMAIL:ada@example.org'];
    expect(passed(await repeat(11, () => attempts.registration(ada, '192.0.2.1')))).toBe(10);
    expect(await attempts.registration(ada, '192.0.2.2')).toBeNull();
    expect(passed(await repeat(1_001, (at) => attempts.registration([`EMAIL:${at}`], '192.0.2.3')))).toBe(1_000);
  });

  test('messages to an address are counted by who asks for them, and all together', async () => {
    const ask = (ip: string) => attempts.message('EMAIL:ada@example.org', ip);
    expect(passed(await repeat(7, () => ask('192.0.2.1')))).toBe(5);
    expect(await ask('192.0.2.2')).toBeNull();
    expect(passed(await repeat(9, (at) => ask(addressOf(at))))).toBe(4);
    expect(await ask('192.0.2.3')).toBeLessThanOrEqual(2 * QUARTER_HOUR_SECONDS);
  });

  test('beginnings are counted by address alone, and not where it is not known', async () => {
    expect(passed(await repeat(302, () => attempts.signInStart('192.0.2.3')))).toBe(300);
    expect(passed(await repeat(302, () => attempts.signInStart(null)))).toBe(302);
    expect(passed(await repeat(302, () => UNLIMITED.signInStart('192.0.2.3')))).toBe(302);
  });

  test('Redis sees neither identifiers nor addresses', async () => {
    await give('wrong', from('192.0.2.77'), 'EMAIL:secret@example.org');
    await attempts.message('EMAIL:secret@example.org', '192.0.2.77');
    const keys = await redis.keys('*');
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.join('\n')).not.toMatch(/secret|192\.0\.2/);
  });

  test('without limits everything passes', async () => {
    const guess = () =>
      UNLIMITED.password<Verdict>(
        account,
        HOME,
        async () => 'wrong',
        (outcome) => outcome,
      );
    expect(checked(await repeat(50, guess))).toBe(50);
    expect(passed(await repeat(50, () => UNLIMITED.registration(['EMAIL:a'], null)))).toBe(50);
  });

  test('while Redis is unreachable the process counts in its own memory', async () => {
    const away = new Redis(server.url, { lazyConnect: true });
    const attemptsWithoutRedis = createAttempts(away);
    const guess = () =>
      attemptsWithoutRedis.password<Verdict>(
        account,
        HOME,
        async () => 'wrong',
        (outcome) => outcome,
      );
    expect(checked(await repeat(12, guess))).toBe(10);
  });
});
