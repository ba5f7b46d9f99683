import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { provenAs } from '../../tests/proven-session.ts';
import auth from './index.ts';

const BOT_TOKEN = '7342037359:AAHI2e8YvWw0Sc0Tb4Uu6p7M1l2K3j4H5g6';
const SECOND_MS = 1_000;
const ERRORS = 'errors { __typename ... on UserError { path } }';
const LOGIN = `mutation ($input: LoginWithTelegramInput!) { loginWithTelegram(input: $input) { session { accessToken user { id email } } ${ERRORS} } }`;
const VALIDATE =
  'query ($initData: String!) { validateTelegramInitData(initData: $initData) { valid telegramId username expiresAt } }';
const USERS = 'query ($ids: [ID!]!) { users(ids: $ids) { identities { provider subject createdAt } } }';
const SET_PASSWORD = `mutation ($input: SetPasswordInput!) { setPassword(input: $input) { user { id } ${ERRORS} } }`;

describe('sign-in from Telegram', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 1_000;
  let reserve = (_: string): { reserved: boolean; errors: unknown[] } => ({ reserved: true, errors: [] });
  const requests: [string, string | undefined][] = [];
  const open = (environment: Record<string, string>) =>
    openDomainWorld(auth, {
      now: () => new Date(clock),
      environment,
      answers: {
        profile(document, variables) {
          const input = variables['input'] as { nickname?: string };
          requests.push([document.includes('releaseNickname') ? 'release' : 'reserve', input.nickname]);
          if (input.nickname === undefined) return { releaseNickname: { released: true } };
          return { reserveNickname: reserve(input.nickname) };
        },
      },
    });

  beforeAll(async () => {
    world = await open({ TELEGRAM_BOT_TOKEN: BOT_TOKEN });
  });
  afterAll(() => world.close());

  const initData = (user: object, at = clock, more: Record<string, string> = {}): string => {
    const fields: Record<string, string> = {
      user: JSON.stringify(user),
      auth_date: `${Math.floor(at / SECOND_MS)}`,
      ...more,
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    const secret = createHmac('sha256', 'WebAppData').update(BOT_TOKEN).digest();
    const hash = createHmac('sha256', secret).update(lines.sort().join('\n')).digest('hex');
    return new URLSearchParams({ ...fields, hash }).toString();
  };
  const newUser = () => {
    people += 1;
    return { id: people, first_name: 'Ada', username: `ada_${people}` };
  };
  const run = async (query: string, variables: Record<string, unknown>, caller: Caller = ANONYMOUS) => {
    const { data, errors } = await world.execute(query, variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return Object.values(data as any)[0] as any;
  };
  const login = (data: string) => run(LOGIN, { input: { initData: data } });
  const refused = (__typename: string, ...path: string[]) => ({
    session: null,
    errors: [{ __typename, path: ['input', ...path] }],
  });
  const registrations = async (userId: string) =>
    (await world.published()).filter(
      ({ type, payload }) => type === 'auth.user-registered' && (payload as { userId: string }).userId === userId,
    );

  test('the first one makes an account with the name from there, the next one finds it', async () => {
    const user = newUser();
    const first = await login(initData(user));
    clock += SECOND_MS;
    const second = await login(initData(user));

    expect(first).toMatchObject({ errors: [], session: { user: { email: null } } });
    const { id } = first.session.user;
    expect(second.session.user.id).toBe(id);
    expect(await registrations(id)).toMatchObject([{ payload: { nickname: user.username } }]);
    const identities = [{ provider: 'telegram', subject: String(user.id), createdAt: expect.any(String) }];
    expect(await run(USERS, { ids: [id] }, world.as(id))).toEqual([{ identities }]);
    expect(await run(USERS, { ids: [id] }, world.as('usr_eve'))).toEqual([{ identities: null }]);
    expect(
      await run(SET_PASSWORD, { input: { newPassword: 'a first password' } }, await provenAs(world, id)),
    ).toMatchObject({
      errors: [],
    });
  });

  test.each([
    ['taken', 'NicknameTaken'],
    ['not fit to be one', 'InvalidInput'],
  ])('a name that is %s is replaced by one that is made up', async (_, __typename) => {
    const user = newUser();
    const refusal = { __typename, message: 'No.', path: ['input', 'nickname'] };
    reserve = (nickname) =>
      nickname === user.username ? { reserved: false, errors: [refusal] } : { reserved: true, errors: [] };
    const { session } = await login(initData(user));
    reserve = () => ({ reserved: true, errors: [] });
    expect(await registrations(session.user.id)).toMatchObject([
      { payload: { nickname: expect.stringMatching(/^user[0-9a-f]{10}$/) } },
    ]);
  });

  test('data counts once, and asking what it is worth does not use it', async () => {
    const user = newUser();
    const data = initData(user);
    const worth = { valid: true, telegramId: String(user.id), username: user.username };
    expect(await run(VALIDATE, { initData: data })).toMatchObject(worth);
    expect(await login(data)).toMatchObject({ errors: [] });

    expect(await login(data)).toEqual(refused('InvalidInitData', 'initData'));
    expect(await login(data.split('&').reverse().join('&'))).toEqual(refused('InvalidInitData', 'initData'));
    const nothing = { valid: false, telegramId: null, username: null, expiresAt: null };
    expect(await run(VALIDATE, { initData: data })).toEqual(nothing);
    expect(await run(VALIDATE, { initData: 'x' })).toEqual(nothing);
  });

  test('of many sign-ins at once by the same data one succeeds', async () => {
    const data = initData(newUser());
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => login(data)));
    expect(outcomes.filter(({ session }) => session !== null)).toHaveLength(1);
    expect(outcomes.filter(({ errors }) => errors[0]?.__typename === 'InvalidInitData')).toHaveLength(4);
  });

  test('of many first sign-ins at once by different data all find one account', async () => {
    const user = newUser();
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, (_, at) => login(initData(user, clock, { query_id: `q${at}` }))),
    );
    const ids = outcomes.map(({ session }) => session?.user.id);
    expect(new Set(ids).size).toBe(1);
    expect(await registrations(ids[0])).toHaveLength(1);
  });

  test.each([
    ['300 seconds old', -300, false],
    ['299 seconds old', -299, true],
    ['of a clock 30 seconds ahead', 30, true],
    ['of a time to come', 31, false],
  ])('data %s', async (_, seconds, counts) => {
    clock = Math.ceil(clock / SECOND_MS) * SECOND_MS;
    const { session } = await login(initData(newUser(), clock + seconds * SECOND_MS));
    expect(session !== null).toBe(counts);
  });

  test('who is suspended is refused, and the data is used up', async () => {
    const user = newUser();
    const { session } = await login(initData(user));
    const { id } = session.user;
    const suspend = `mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { errors { __typename } } }`;
    const admin = world.as('usr_admin', { scopes: ['admin'] });
    expect(await run(suspend, { input: { userId: id, reason: 'Spam.' } }, admin)).toEqual({ errors: [] });

    const data = initData(user, clock, { query_id: 'again' });
    expect(await login(data)).toEqual({ session: null, errors: [{ __typename: 'AccountSuspended', path: ['input'] }] });
    expect(await login(data)).toEqual(refused('InvalidInitData', 'initData'));
  });

  test('forged data is refused', async () => {
    expect(await login(initData(newUser()).replace(/hash=./, 'hash=x'))).toEqual(
      refused('InvalidInitData', 'initData'),
    );
  });

  test('one person signs in as often as they are vouched for', async () => {
    const user = newUser();
    for (let times = 0; times < 12; times += 1)
      expect((await login(initData(user, clock - times * SECOND_MS))).errors).toEqual([]);
  });

  test('used data of one person is refused after ten tries, that of others is not', async () => {
    const user = newUser();
    const used = initData(user);
    await login(used);
    for (let tries = 0; tries < 10; tries += 1)
      expect(await login(used)).toEqual(refused('InvalidInitData', 'initData'));
    expect(await login(used)).toEqual(refused('TooManyAttempts'));
    expect(await login(initData(newUser()))).toMatchObject({ errors: [] });
  });

  test('when profile cannot be asked nothing is stored, and the same data works later', async () => {
    const data = initData(newUser());
    reserve = () => {
      throw fault('UNAVAILABLE', 'Profile is down.');
    };
    const { errors } = await world.execute(LOGIN, { input: { initData: data } }, ANONYMOUS);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    reserve = () => ({ reserved: true, errors: [] });
    expect(await login(data)).toMatchObject({ errors: [] });
  });

  test('without a bot the refusal says so', async () => {
    const other = await open({});
    try {
      const { data } = await other.execute(LOGIN, { input: { initData: initData(newUser()) } }, ANONYMOUS);
      expect(data?.['loginWithTelegram']).toEqual(refused('ProviderUnavailable'));
    } finally {
      await other.close();
    }
  });
});
