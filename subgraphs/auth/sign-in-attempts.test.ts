import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { ClientInfo } from '../../runtime/executor/executor.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { provenAs } from '../../tests/proven-session.ts';
import auth from './index.ts';

const PASSWORD = 'correct horse battery';
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } errors { __typename } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { user { id } errors { __typename } } }`;
const ENROLL = 'mutation { enrollTotp { secret recoveryCodes } }';
const CONFIRM = 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { errors { __typename } } }';

const HOME: ClientInfo = { ip: '198.51.100.7', userAgent: 'Firefox' };
const ELSEWHERE: ClientInfo = { ip: '203.0.113.9', userAgent: 'curl' };

describe('attempts to sign in', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;

  beforeAll(async () => {
    const answers = { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) };
    world = await openDomainWorld(auth, { now: () => new Date(clock), answers });
  });
  afterAll(() => world.close());

  const run = async (document: string, input?: object, caller: Caller = ANONYMOUS, client?: ClientInfo) => {
    const { data, errors } = await world.execute(document, { input }, caller, client);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return Object.values(data as any)[0] as any;
  };
  const register = async () => {
    people += 1;
    const email = `person${people}@example.org`;
    const { user } = await run(REGISTER, { email, password: PASSWORD });
    return { email, id: String(user.id) };
  };
  /** `ok`, or the name of the refusal. */
  const logIn = async (
    identifier: string,
    password = PASSWORD,
    more: { client?: ClientInfo; totpCode?: string } = {},
  ) => {
    const { client, ...code } = more;
    const { errors } = await run(LOGIN, { identifier, password, ...code }, ANONYMOUS, client);
    return errors[0]?.__typename ?? 'ok';
  };
  const repeat = async (count: number, once: () => Promise<string>) => {
    const given: string[] = [];
    for (let at = 0; at < count; at += 1) given.push(await once());
    return given;
  };
  const all = (count: number, outcome: string) => Array(count).fill(outcome);

  test('a right password is never refused for right ones before it, one after another or at once', async () => {
    const { email } = await register();
    expect(await repeat(13, () => logIn(email))).toEqual(all(13, 'ok'));
    expect(await Promise.all(Array.from({ length: 25 }, () => logIn(email)))).toEqual(all(25, 'ok'));
  });

  test('wrong and right ones by turns are all looked at', async () => {
    const { email } = await register();
    for (let turns = 0; turns < 7; turns += 1) {
      expect(await repeat(2, () => logIn(email, 'wrong'))).toEqual(all(2, 'InvalidCredentials'));
      expect(await logIn(email)).toBe('ok');
    }
  });

  test('of many wrong ones at once, ten are looked at', async () => {
    const { email } = await register();
    const outcomes = await Promise.all(Array.from({ length: 25 }, () => logIn(email, 'wrong')));
    expect(outcomes.toSorted()).toEqual([...all(10, 'InvalidCredentials'), ...all(15, 'TooManyAttempts')]);
  });

  test('who guesses keeps the person out neither from elsewhere nor on a known device', async () => {
    const { email } = await register();
    expect(await logIn(email, PASSWORD, { client: HOME })).toBe('ok');
    for (const client of [ELSEWHERE, { ...HOME, userAgent: 'curl' }]) {
      expect(await repeat(10, () => logIn(email, 'wrong', { client }))).toEqual(all(10, 'InvalidCredentials'));
      expect(await logIn(email, PASSWORD, { client })).toBe('TooManyAttempts');
    }

    expect(await logIn(email, PASSWORD, { client: HOME })).toBe('ok');
    expect(await logIn(email, PASSWORD, { client: { ip: '192.0.2.50', userAgent: 'Safari' } })).toBe('ok');
  });

  test('a device stays known when its session has ended and its IPv6 address has changed, and only to its account', async () => {
    const [ada, eve] = [await register(), await register()];
    const before = { ip: '2001:db8::1', userAgent: 'Firefox' };
    const after = { ...before, ip: '2001:db8::abcd' };
    expect(await logIn(ada.email, PASSWORD, { client: before })).toBe('ok');
    await world.sql.$executeRaw`UPDATE session SET revoked_at = now() WHERE user_id = ${ada.id}`;
    const guest = { ...before, userAgent: 'curl' };
    for (const { email } of [ada, eve]) await repeat(10, () => logIn(email, 'wrong', { client: guest }));

    expect(await logIn(ada.email, PASSWORD, { client: after })).toBe('ok');
    expect(await logIn(eve.email, PASSWORD, { client: after })).toBe('TooManyAttempts');
  });

  describe('with a second factor', () => {
    const enrolled = async () => {
      const person = await register();
      const caller = await provenAs(world, person.id);
      const { secret, recoveryCodes } = await run(ENROLL, undefined, caller);
      const code = () => new TOTP({ secret }).generate({ timestamp: clock });
      await run(CONFIRM, { code: code() }, caller);
      clock += 30_000;
      return { ...person, code, recoveryCodes: recoveryCodes as string[] };
    };

    test('used codes leave a recovery code its attempt', async () => {
      const { email, code, recoveryCodes } = await enrolled();
      const totpCode = code();
      expect(await logIn(email, PASSWORD, { totpCode })).toBe('ok');
      expect(await repeat(9, () => logIn(email, PASSWORD, { totpCode }))).toEqual(all(9, 'InvalidCredentials'));
      expect(await logIn(email, PASSWORD, { totpCode: recoveryCodes[0] ?? '' })).toBe('ok');
    });

    test('being asked for a code uses up nothing, and forgets no wrong code', async () => {
      const { email, code } = await enrolled();
      expect(await repeat(15, () => logIn(email))).toEqual(all(15, 'TotpRequired'));
      for (let tries = 0; tries < 10; tries += 1) {
        expect(await logIn(email, PASSWORD, { totpCode: '000000' })).toBe('InvalidCredentials');
        if (tries < 9) expect(await logIn(email)).toBe('TotpRequired');
      }
      expect(await logIn(email, PASSWORD, { totpCode: code() })).toBe('TooManyAttempts');
    });
  });
});
