import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { ClientInfo } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { provenAs } from '../../tests/proven-session.ts';
import auth from './index.ts';

const PASSWORD = 'correct horse battery';
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } errors { __typename } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { user { id } session { accessToken } isReplay errors { __typename } } }`;
const ENROLL = 'mutation { enrollTotp { secret recoveryCodes } }';
const CONFIRM = 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { errors { __typename } } }';

const HOME: ClientInfo = { ip: '198.51.100.7', userAgent: 'Firefox' };
const ELSEWHERE: ClientInfo = { ip: '203.0.113.9', userAgent: 'curl' };

describe('attempts to sign in', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;
  /** Whether profile reserves a nickname for this user. */
  let reserve: (userId: string) => boolean = () => true;

  beforeAll(async () => {
    const profile = (_: string, { input }: Record<string, unknown>) => {
      // as: the operations of profile that auth calls take the id of a user.
      const isReserved = reserve((input as { userId: string }).userId);
      return { reserveNickname: { reserved: isReserved, errors: [] }, registerProfile: { registered: true } };
    };
    const answers = { profile };
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

  describe('to register with an idempotency key', () => {
    const attempt = (input: object) => {
      people += 1;
      const given = { email: `person${people}@example.org`, password: PASSWORD, nickname: 'ada', ...input };
      return { given, run: (change: object = {}) => run(REGISTER, { ...given, ...change }) };
    };
    const registrations = async (userId: string) =>
      (await world.published()).filter(
        ({ type, payload }) => type === 'auth.user-registered' && JSON.stringify(payload).includes(userId),
      );

    test('a repetition opens another session of the same account; another input is a conflict', async () => {
      const { run: register } = attempt({ idempotencyKey: 'first' });
      const [first, again] = [await register(), await register()];

      expect([first.isReplay, again.isReplay]).toEqual([false, true]);
      expect(again).toMatchObject({ user: first.user, errors: [] });
      expect(again.session.accessToken).not.toBe(first.session.accessToken);
      expect(await registrations(first.user.id)).toHaveLength(1);
      for (const change of [{ password: 'another password' }, { nickname: 'eve' }]) {
        const refused = { session: null, isReplay: false, errors: [{ __typename: 'IdempotencyConflict' }] };
        expect(await register(change)).toMatchObject(refused);
      }
      const elsewhere = await register({ email: 'elsewhere@example.org' });
      expect(elsewhere).toMatchObject({ isReplay: false, errors: [] });
      expect(elsewhere.user.id).not.toBe(first.user.id);
    });

    test('of parallel requests one registers, and all sign in to its account', async () => {
      const { run: register } = attempt({ idempotencyKey: 'parallel' });
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => register()));

      expect(outcomes.map(({ errors }) => errors)).toEqual(Array(5).fill([]));
      expect(new Set(outcomes.map(({ user }) => user.id)).size).toBe(1);
      expect(outcomes.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
      expect(await registrations(outcomes[0].user.id)).toHaveLength(1);
    });

    test('a repetition after a failure has the nickname that is reserved', async () => {
      const { given, run: register } = attempt({ idempotencyKey: 'failure' });
      const holders: string[] = [];
      reserve = (userId) => {
        holders.push(userId);
        // It has reserved, and its response is lost.
        throw fault('UNAVAILABLE', 'Profile is down.');
      };
      await world.execute(REGISTER, { input: given }, ANONYMOUS);
      reserve = (userId) => holders.includes(userId);

      expect(await register()).toMatchObject({ isReplay: false, errors: [] });
      expect(holders).toHaveLength(1);
      reserve = () => true;
    });
  });
});
