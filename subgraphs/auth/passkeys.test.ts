import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { provenAs } from '../../tests/proven-session.ts';
import { type AuthenticatorOptions, createAuthenticator, type Deviation } from '../../tests/software-authenticator.ts';
import auth from './index.ts';

const ORIGIN = 'https://app.example.com';
const MINUTE_MS = 60_000;
const PRIVATE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const ERRORS = 'errors { __typename ... on UserError { path } }';
const PASSKEY = 'id name isSynced createdAt lastUsedAt';
const DOCUMENTS: Readonly<Record<string, string>> = {
  startPasskeyRegistration: `mutation { startPasskeyRegistration { options ${ERRORS} } }`,
  finishPasskeyRegistration: `mutation ($input: FinishPasskeyRegistrationInput!) { finishPasskeyRegistration(input: $input) { passkey { ${PASSKEY} } ${ERRORS} } }`,
  startPasskeyLogin: `mutation { startPasskeyLogin { options ${ERRORS} } }`,
  finishPasskeyLogin: `mutation ($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) { session { accessToken user { id } } ${ERRORS} } }`,
  renamePasskey: `mutation ($input: RenamePasskeyInput!) { renamePasskey(input: $input) { passkey { id name } ${ERRORS} } }`,
  removePasskey: `mutation ($input: RemovePasskeyInput!) { removePasskey(input: $input) { user { id passkeys { id } } ${ERRORS} } }`,
  register: `mutation ($input: RegisterInput!) { register(input: $input) { session { user { id } } ${ERRORS} } }`,
  suspendUser: `mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { ${ERRORS} } }`,
  securityEvents: '{ securityEvents { edges { node { kind } } } }',
  users: `query ($ids: [ID!]!) { users(ids: $ids) { id passkeys { ${PASSKEY} } } }`,
};

describe('passkeys', () => {
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;

  beforeAll(async () => {
    world = await openDomainWorld(auth, {
      now: () => new Date(clock),
      environment: { PASSKEY_RP_ID: 'example.com', PASSKEY_RP_NAME: 'Example', PASSKEY_ORIGINS: ORIGIN },
      answers: { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) },
    });
  });
  afterAll(() => world.close());

  const run = async (name: string, variables: Record<string, unknown> = {}, caller: Caller = ANONYMOUS) => {
    const { data, errors } = await world.execute(DOCUMENTS[name] ?? '', variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const newPerson = async () => {
    people += 1;
    const input = { email: `ada${people}@example.org`, password: 'correct horse battery' };
    const { id } = (await run('register', { input })).session.user;
    return { id: String(id), caller: await provenAs(world, id) };
  };
  const device = (options: Partial<AuthenticatorOptions> = {}) => createAuthenticator({ origin: ORIGIN, ...options });
  const optionsFor = async (caller: Caller): Promise<string> =>
    (await run('startPasskeyRegistration', {}, caller)).options;
  const requestOptions = async (): Promise<string> => (await run('startPasskeyLogin')).options;
  const finish = (response: string, caller: Caller, name?: string) =>
    run('finishPasskeyRegistration', { input: { response, ...(name === undefined ? {} : { name }) } }, caller);
  const logIn = (response: string) => run('finishPasskeyLogin', { input: { response } });
  const withPasskey = async (options: Partial<AuthenticatorOptions> = {}) => {
    const person = await newPerson();
    const authenticator = device(options);
    const { passkey, errors } = await finish(authenticator.create(await optionsFor(person.caller)), person.caller);
    expect(errors).toEqual([]);
    return { ...person, authenticator, passkey };
  };
  const refused = (key: string, __typename: string, ...path: string[]) => ({
    [key]: null,
    errors: [{ __typename, path: ['input', ...path] }],
  });
  const NO_LOGIN = refused('session', 'InvalidPasskey', 'response');
  const NOT_KEPT = refused('passkey', 'InvalidPasskey', 'response');
  const kindsOf = async (caller: Caller): Promise<string[]> =>
    (await run('securityEvents', {}, caller)).edges.map(({ node }: { node: { kind: string } }) => node.kind);
  const passkeysOf = async (id: string, caller: Caller) => (await run('users', { ids: [id] }, caller))[0].passkeys;

  test.each([
    ['ES256', true],
    ['ES256', false],
    ['Ed25519', true],
    ['Ed25519', false],
  ] as const)(
    'one of %s, counting %s, signs its person in again and again, who is not named',
    async (algorithm, counts) => {
      const { id, caller, authenticator, passkey } = await withPasskey({ algorithm, counts });
      expect(passkey).toMatchObject({ name: 'Passkey', isSynced: !counts, lastUsedAt: null });
      for (let times = 0; times < 3; times += 1) {
        clock += 1_000;
        const { session, errors } = await logIn(authenticator.get(await requestOptions()));
        expect([session?.user.id, errors]).toEqual([id, []]);
      }
      expect(await passkeysOf(id, caller)).toEqual([{ ...passkey, lastUsedAt: new Date(clock).toISOString() }]);
      expect((await kindsOf(caller)).filter((kind) => kind === 'SIGNED_IN')).toHaveLength(4);
    },
  );

  test('no one-time password is asked for', async () => {
    const { id, authenticator } = await withPasskey();
    await world.sql.$executeRaw`INSERT INTO totp (user_id, sealed_secret, confirmed_at) VALUES (${id}, 'x', now())`;
    expect((await logIn(authenticator.get(await requestOptions()))).errors).toEqual([]);
  });

  test('options leave out the devices that have one, and name nobody who signs in', async () => {
    const { id, caller, authenticator } = await withPasskey();
    const creation = JSON.parse(await optionsFor(caller));
    expect(creation).toMatchObject({
      rp: { id: 'example.com', name: 'Example' },
      user: { id: Buffer.from(id).toString('base64url') },
      excludeCredentials: [{ id: authenticator.credentialId, transports: ['internal'] }],
      attestation: 'none',
    });
    const request = JSON.parse(await requestOptions());
    expect(request).toMatchObject({ rpId: 'example.com', userVerification: 'required' });
    expect(request.allowCredentials ?? []).toEqual([]);
  });

  const DEVIATIONS: readonly [what: string, deviation: Deviation][] = [
    ['of another origin', { origin: 'https://evil.example' }],
    ['of the same origin by http', { origin: 'http://app.example.com' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['of another challenge', { challenge: Buffer.from('made up').toString('base64url') }],
    ['without the person verified', { isVerified: false }],
    ['of another kind', { type: 'payment.get' }],
  ];

  describe('a registration', () => {
    test.each(DEVIATIONS)('%s is refused', async (_, deviation) => {
      const { id, caller } = await newPerson();
      expect(await finish(device().create(await optionsFor(caller), deviation), caller)).toEqual(NOT_KEPT);
      expect(await passkeysOf(id, caller)).toEqual([]);
    });

    test('counts once, and a refused one has used its challenge up', async () => {
      const { caller } = await newPerson();
      const options = await optionsFor(caller);
      expect((await finish(device().create(options), caller)).errors).toEqual([]);
      expect(await finish(device().create(options), caller)).toEqual(NOT_KEPT);
      const others = await optionsFor(caller);
      expect(await finish(device().create(others, { isVerified: false }), caller)).toEqual(NOT_KEPT);
      expect(await finish(device().create(others), caller)).toEqual(NOT_KEPT);
    });

    test('counts for five minutes, and for who began it alone', async () => {
      const [ada, eve] = [await newPerson(), await newPerson()];
      const [first, second, third] = [
        await optionsFor(ada.caller),
        await optionsFor(ada.caller),
        await optionsFor(ada.caller),
      ];
      expect(await finish(device().create(third), eve.caller)).toEqual(NOT_KEPT);
      clock += 5 * MINUTE_MS - 1;
      expect((await finish(device().create(first), ada.caller)).errors).toEqual([]);
      clock += 1;
      expect(await finish(device().create(second), ada.caller)).toEqual(NOT_KEPT);
    });

    test('of a passkey that somebody has is refused', async () => {
      const ada = await withPasskey();
      const eve = await newPerson();
      const copy = device({ credentialId: ada.authenticator.credentialId });
      expect(await finish(copy.create(await optionsFor(eve.caller)), eve.caller)).toEqual(NOT_KEPT);
      expect((await logIn(ada.authenticator.get(await requestOptions()))).session.user.id).toBe(ada.id);
    });

    test('takes no challenge of a sign-in, nor a sign-in one of a registration', async () => {
      const { caller, authenticator } = await withPasskey();
      const request = JSON.parse(await requestOptions());
      const options = await optionsFor(caller);
      const { challenge } = JSON.parse(options);
      expect(await finish(device().create(options, { challenge: request.challenge }), caller)).toEqual(NOT_KEPT);
      expect(await logIn(authenticator.get(await requestOptions(), { challenge }))).toEqual(NO_LOGIN);
    });

    test.each([
      ['nonsense', 'x', undefined, 'InvalidPasskey', 'response'],
      ['JSON of something else', '{"id":"x"}', undefined, 'InvalidPasskey', 'response'],
      ['an endless answer', 'x'.repeat(30_000), undefined, 'InvalidInput', 'response'],
      ['no name', '{}', ' ', 'InvalidInput', 'name'],
      ['an endless name', '{}', 'x'.repeat(61), 'InvalidInput', 'name'],
    ])('of %s is refused', async (_, response, name, __typename, field) => {
      const { caller } = await newPerson();
      expect(await finish(response, caller, name)).toEqual(refused('passkey', __typename, field));
    });

    test('of the twenty-first passkey is refused, at the start and at the end', async () => {
      const { id, caller } = await newPerson();
      const options = await optionsFor(caller);
      await world.sql.$executeRaw`
        INSERT INTO passkey (id, credential_id, user_id, public_key, counter, name, is_synced, created_at)
        SELECT 'pky_' || ${id} || n, ${id} || n, ${id}, '', 0, 'x', true, now() FROM generate_series(1, 20) n`;
      expect(await run('startPasskeyRegistration', {}, caller)).toEqual(refused('options', 'TooManyPasskeys'));
      expect(await finish(device().create(options), caller)).toEqual(refused('passkey', 'TooManyPasskeys'));
    });

    test('is refused after ten tries', async () => {
      const { caller } = await newPerson();
      for (let tries = 0; tries < 10; tries += 1) await finish('x', caller);
      expect(await finish('x', caller)).toEqual(refused('passkey', 'TooManyAttempts'));
    });
  });

  describe('a sign-in', () => {
    test.each([
      ...DEVIATIONS,
      ['of another person', { userId: 'usr_eve' }],
      ['that names nobody', { userId: null }],
    ] satisfies typeof DEVIATIONS)('%s is refused', async (_, deviation) => {
      const { authenticator } = await withPasskey();
      expect(await logIn(authenticator.get(await requestOptions(), deviation))).toEqual(NO_LOGIN);
    });

    test('counts once, also of many at the same time', async () => {
      const { authenticator } = await withPasskey();
      const response = authenticator.get(await requestOptions());
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => logIn(response)));
      expect(outcomes.filter(({ session }) => session !== null)).toHaveLength(1);
      expect(await logIn(response)).toEqual(NO_LOGIN);
    });

    test('counts for five minutes', async () => {
      const { authenticator } = await withPasskey();
      const options = await requestOptions();
      clock += 5 * MINUTE_MS;
      expect(await logIn(authenticator.get(options))).toEqual(NO_LOGIN);
    });

    test('by another key, or by a passkey that nobody has, is refused', async () => {
      const { id, caller, authenticator } = await withPasskey({ counts: true });
      const forged = device({ credentialId: authenticator.credentialId });
      expect(await logIn(forged.get(await requestOptions(), { userId: id }))).toEqual(NO_LOGIN);
      // Whoever has no key cannot make it look like a copy either.
      expect(await logIn(forged.get(await requestOptions(), { userId: id, counter: 0 }))).toEqual(NO_LOGIN);
      expect(await kindsOf(caller)).not.toContain('PASSKEY_REFUSED');
      expect(await logIn(device().get(await requestOptions(), { userId: id }))).toEqual(NO_LOGIN);
      expect((await logIn(authenticator.get(await requestOptions()))).errors).toEqual([]);
    });

    test.each([
      ['the same', 2],
      ['less', 1],
      ['none', 0],
    ])('by a cloned authenticator, whose counter is %s, is refused, and the owner is notified', async (_, counter) => {
      const { id, caller, authenticator } = await withPasskey({ counts: true });
      expect((await logIn(authenticator.get(await requestOptions()))).errors).toEqual([]);
      expect(await logIn(authenticator.get(await requestOptions(), { counter }))).toEqual(NO_LOGIN);
      expect((await kindsOf(caller)).filter((kind) => kind === 'PASSKEY_REFUSED')).toHaveLength(1);
      expect((await logIn(authenticator.get(await requestOptions(), { counter: 9 }))).session.user.id).toBe(id);
    });

    test('who is suspended is refused', async () => {
      const { id, authenticator } = await withPasskey();
      const input = { userId: id, reason: 'Spam.' };
      await run('suspendUser', { input }, world.as('usr_admin', { scopes: ['admin'] }));
      expect(await logIn(authenticator.get(await requestOptions()))).toEqual(refused('session', 'AccountSuspended'));
    });

    test.each([['x'], ['{}'], ['x'.repeat(30_000)], ['[1]'], ['null']])('of nonsense is refused', async (response) => {
      expect(await logIn(response)).toMatchObject({ session: null, errors: [{ path: expect.any(Array) }] });
    });

    test('by one passkey is refused after ten tries, by others is not', async () => {
      const [ada, eve] = [await withPasskey(), await withPasskey()];
      const old = ada.authenticator.get(await requestOptions(), { isVerified: false });
      for (let tries = 0; tries < 10; tries += 1) await logIn(old);
      expect(await logIn(ada.authenticator.get(await requestOptions()))).toEqual(refused('session', 'TooManyAttempts'));
      expect((await logIn(eve.authenticator.get(await requestOptions()))).errors).toEqual([]);
    });
  });

  describe('a person', () => {
    test('sees their own passkeys, others and administrators see none', async () => {
      const { id, caller, passkey } = await withPasskey();
      expect(await passkeysOf(id, caller)).toEqual([passkey]);
      for (const other of [ANONYMOUS, world.as('usr_eve'), world.as('usr_admin', { scopes: ['admin'] })])
        expect(await passkeysOf(id, other)).toBeNull();
    });

    test('renames their own', async () => {
      const { caller, passkey } = await withPasskey();
      const rename = (name: string, by = caller) =>
        run('renamePasskey', { input: { passkeyId: passkey.id, name } }, by);
      expect((await rename(' Phone ')).passkey).toEqual({ id: passkey.id, name: 'Phone' });
      expect(await rename('')).toEqual(refused('passkey', 'InvalidInput', 'name'));
      expect(await rename('Mine', world.as('usr_eve'))).toEqual(refused('passkey', 'NotFound', 'passkeyId'));
    });

    test('removes their own, and it signs nobody in any more', async () => {
      const { id, caller, passkey, authenticator } = await withPasskey();
      const remove = (by: Caller) => run('removePasskey', { input: { passkeyId: passkey.id } }, by);
      const nothing = refused('user', 'NotFound', 'passkeyId');
      expect(await remove((await newPerson()).caller)).toEqual(nothing);
      expect(await remove(caller)).toEqual({ user: { id, passkeys: [] }, errors: [] });
      expect(await remove(caller)).toEqual(nothing);
      expect((await kindsOf(caller)).toSorted()).toEqual(['PASSKEY_ADDED', 'PASSKEY_REMOVED', 'SIGNED_IN']);
      expect(await logIn(authenticator.get(await requestOptions()))).toEqual(NO_LOGIN);
    });

    test('keeps the last way to sign in', async () => {
      const { id, caller, passkey } = await withPasskey();
      await world.sql.$executeRaw`DELETE FROM password_credential WHERE user_id = ${id}`;
      const input = { passkeyId: passkey.id };
      expect(await run('removePasskey', { input }, caller)).toEqual(refused('user', 'LastWayToSignIn', 'passkeyId'));
      await finish(device().create(await optionsFor(caller)), caller);
      expect((await run('removePasskey', { input }, caller)).errors).toEqual([]);
    });
  });

  test('a visitor makes, renames and removes none', async () => {
    const inputs = {
      startPasskeyRegistration: undefined,
      finishPasskeyRegistration: { response: 'x' },
      renamePasskey: { passkeyId: 'x', name: 'x' },
      removePasskey: { passkeyId: 'x' },
    };
    for (const [name, input] of Object.entries(inputs)) {
      const { errors } = await world.execute(DOCUMENTS[name] ?? '', { input }, ANONYMOUS);
      expect([name, errors?.[0]?.extensions?.['code']]).toEqual([name, 'UNAUTHENTICATED']);
    }
  });

  test('where none are set up both starts say so', async () => {
    const environment = {
      NODE_ENV: 'production',
      ARGON2_MEMORY_KIB: '19456',
      AUTH_SECRET: 'a secret of at least 32 characters',
      LINK_SECRET: 'another secret of at least 32 characters',
      CALLER_SIGNING_KEY: PRIVATE_KEY,
    };
    const other = await openDomainWorld(auth, { environment });
    try {
      for (const name of ['startPasskeyRegistration', 'startPasskeyLogin']) {
        const { data } = await other.execute(DOCUMENTS[name] ?? '', {}, other.as('usr_1'));
        expect(data?.[name]).toEqual(refused('options', 'ProviderUnavailable'));
      }
    } finally {
      await other.close();
    }
  });
});
