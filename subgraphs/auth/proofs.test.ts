import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TOTP } from 'otpauth';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import type { Answer } from '../../tests/client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { createAuthenticator } from '../../tests/software-authenticator.ts';
import auth from './index.ts';

const MINUTE_MS = 60_000;
const PASSWORD = 'correct horse battery';
const ORIGIN = 'https://app.example.com';
const ERRORS = 'errors { __typename ... on UserError { ... on ProofRequired { proofs } } }';
const TOKENS = 'session { accessToken refreshToken user { id } }';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly caller: Caller;
  readonly refreshToken: string;
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('fresh proofs', () => {
  let world: DomainWorld;
  let clock = Math.ceil(Date.now() / 30_000) * 30_000;
  let people = 0;

  beforeAll(async () => {
    world = await openDomainWorld(auth, {
      now: () => new Date(clock),
      answers: { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) },
      environment: {
        PASSKEY_RP_ID: 'example.com',
        PASSKEY_ORIGINS: ORIGIN,
        SMTP_URL: 'smtp://127.0.0.1:9',
        MAIL_FROM: 'us@example.com',
      },
    });
  });
  afterAll(() => world.close());

  const run = async (
    name: string,
    input: object | null,
    selection: string,
    caller: Caller = ANONYMOUS,
  ): Promise<Answer> => {
    const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Input`;
    const [declared, given] = input === null ? ['', ''] : [`($input: ${type}!)`, '(input: $input)'];
    const { data, errors } = await world.execute(
      `mutation ${declared} { ${name}${given} { ${selection} ${ERRORS} } }`,
      { input },
      caller,
    );
    expect(errors).toBeUndefined();
    return data?.[name];
  };
  const newPerson = async (): Promise<Person> => {
    people += 1;
    const email = `person${people}@example.org`;
    return personIn((await run('register', { email, password: PASSWORD }, TOKENS)).session, email);
  };
  const personIn = (
    { accessToken, refreshToken, user }: { accessToken: string; refreshToken: string; user: { id: string } },
    email: string,
  ) => ({
    id: user.id,
    email,
    refreshToken,
    caller: world.as(user.id, { sessionId: claimsOf(accessToken).sid }),
  });
  const confirm = (input: object, { caller }: Pick<Person, 'caller'>) =>
    run('confirmIdentity', input, 'accessToken expiresAt provenUntil', caller);
  const enroll = (person: Person) => run('enrollTotp', null, 'secret', person.caller);
  const withTotp = async (person: Person) => {
    const { secret } = await enroll(person);
    const code = () => new TOTP({ secret }).generate({ timestamp: clock });
    expect((await run('confirmTotp', { code: code() }, 'user { id }', person.caller)).errors).toEqual([]);
    clock += 30_000;
    return code;
  };
  const withPasskey = async (person: Person) => {
    const device = createAuthenticator({ origin: ORIGIN });
    const { options } = await run('startPasskeyRegistration', null, 'options', person.caller);
    const { passkey } = await run(
      'finishPasskeyRegistration',
      { response: device.create(options) },
      'passkey { id }',
      person.caller,
    );
    const sign = async () => device.get((await run('startPasskeyLogin', null, 'options')).options);
    return { id: String(passkey.id), sign };
  };
  const later = () => {
    clock += 5 * MINUTE_MS;
  };
  const required = (...proofs: string[]) => [{ __typename: 'ProofRequired', proofs }];
  const noticesTo = async () => (await world.sql.$queryRaw<unknown[]>`SELECT id FROM work_item`).length;

  const DELICATE: Record<string, (person: Person) => Promise<{ errors: unknown }>> = {
    'begin a passkey': ({ caller }) => run('startPasskeyRegistration', null, 'options', caller),
    'finish a passkey': ({ caller }) => run('finishPasskeyRegistration', { response: '{}' }, 'passkey { id }', caller),
    'remove a passkey': ({ caller }) => run('removePasskey', { passkeyId: 'pky_1' }, 'user { id }', caller),
    'enroll one-time passwords': enroll,
    'confirm one-time passwords': ({ caller }) => run('confirmTotp', { code: '000000' }, 'user { id }', caller),
    'change the email': ({ caller }) =>
      run('changeEmail', { email: `new${people}@example.org` }, 'user { id }', caller),
    'link an identity': ({ caller }) => run('linkIdentity', { state: 'x', code: 'x' }, 'user { id }', caller),
    'unlink an identity': ({ caller }) => run('unlinkIdentity', { provider: 'telegram' }, 'user { id }', caller),
    'ask for a copy of the data': ({ caller }) => run('requestDataExport', null, 'export { id }', caller),
    'remove what was added': ({ caller }) =>
      run('revokeAllSessions', { removeFactorsAddedSince: new Date(clock).toISOString() }, 'user { id }', caller),
  };

  test.each(Object.keys(DELICATE))('to %s asks for a proof younger than five minutes', async (name) => {
    const person = await newPerson();
    clock += 5 * MINUTE_MS - 1;
    expect((await DELICATE[name]?.(person))?.errors).not.toEqual(required('PASSWORD'));
    const other = await newPerson();
    later();
    expect((await DELICATE[name]?.(other))?.errors).toEqual(required('PASSWORD'));
    expect((await confirm({ password: PASSWORD }, other)).errors).toEqual([]);
    expect((await DELICATE[name]?.(other))?.errors).not.toEqual(required('PASSWORD'));
  });

  test('a first password asks for one too, and who has no other proof signs in again', async () => {
    const person = await newPerson();
    await world.sql.$executeRaw`DELETE FROM password_credential WHERE user_id = ${person.id}`;
    later();
    const set = () => run('setPassword', { newPassword: PASSWORD }, 'user { id }', person.caller);
    expect((await set()).errors).toEqual(required());
    expect((await confirm({ password: PASSWORD }, person)).errors).toEqual([{ __typename: 'InvalidCredentials' }]);
  });

  test('no refresh renews it, and neither does another session nor one that has ended', async () => {
    const person = await newPerson();
    later();
    const renewed = await run('refreshSession', { refreshToken: person.refreshToken }, TOKENS);
    const claims = claimsOf(renewed.session.accessToken);
    expect(clock - claims.auth_time * 1_000).toBeGreaterThanOrEqual(5 * MINUTE_MS);
    expect((await enroll(person)).errors).toEqual(required('PASSWORD'));

    const login = { identifier: person.email, password: PASSWORD };
    const again = personIn((await run('login', login, TOKENS)).session, person.email);
    expect((await enroll(person)).errors).toEqual(required('PASSWORD'));
    const other = await newPerson();
    expect((await enroll({ ...other, caller: { ...again.caller, viewerId: other.id } })).errors).toEqual(
      required('PASSWORD'),
    );
    expect((await enroll(again)).errors).toEqual([]);
    await run('logout', null, 'ok', again.caller);
    expect((await enroll(again)).errors).toEqual(required('PASSWORD'));
    expect((await confirm({ password: PASSWORD }, again)).errors).toEqual([{ __typename: 'NotFound' }]);
  });

  test('a password, a code or a passkey proves it, and the new token says when', async () => {
    const person = await newPerson();
    const code = await withTotp(person);
    const { sign } = await withPasskey(person);
    const proofs = [
      async () => ({ password: PASSWORD }),
      async () => ({ totpCode: code() }),
      async () => ({ passkey: await sign() }),
    ];
    for (const proof of proofs) {
      later();
      expect((await run('startPasskeyRegistration', null, 'options', person.caller)).errors).toEqual(
        required('PASSWORD', 'TOTP', 'PASSKEY'),
      );
      const { accessToken, provenUntil, errors } = await confirm(await proof(), person);
      expect(errors).toEqual([]);
      expect(provenUntil).toBe(new Date(clock + 5 * MINUTE_MS).toISOString());
      expect(claimsOf(accessToken)).toMatchObject({
        sid: person.caller.sessionId,
        auth_time: Math.floor(clock / 1_000),
      });
      expect((await run('startPasskeyRegistration', null, 'options', person.caller)).errors).toEqual([]);
    }
  });

  test('what proves nothing is refused, and each proof counts once and for its person alone', async () => {
    const [person, eve] = [await newPerson(), await newPerson()];
    const code = await withTotp(person);
    const { sign } = await withPasskey(eve);
    const signed = await sign();
    later();
    const refusedBy = async (input: object) => (await confirm(input, person)).errors[0]?.__typename;
    expect(await refusedBy({ password: 'wrong' })).toBe('InvalidCredentials');
    expect(await refusedBy({ totpCode: '000000' })).toBe('InvalidToken');
    expect(await refusedBy({ passkey: await sign() })).toBe('InvalidPasskey');
    expect(await refusedBy({ passkey: '{}' })).toBe('InvalidPasskey');
    expect(await refusedBy({})).toBe('InvalidInput');
    expect(await refusedBy({ password: PASSWORD, totpCode: code() })).toBe('InvalidInput');
    expect((await run('startPasskeyRegistration', null, 'options', person.caller)).errors).toEqual(
      required('PASSWORD', 'TOTP'),
    );
    const used = { totpCode: code() };
    expect((await confirm(used, person)).errors).toEqual([]);
    expect(await refusedBy(used)).toBe('InvalidToken');
    clock -= 5 * MINUTE_MS;
    expect((await confirm({ passkey: signed }, eve)).errors).toEqual([]);
    expect((await confirm({ passkey: signed }, eve)).errors).toEqual([{ __typename: 'InvalidPasskey' }]);
    clock += 5 * MINUTE_MS;
  });

  test('wrong passwords are counted for the session', async () => {
    const person = await newPerson();
    for (let left = 10; left > 0; left -= 1) await confirm({ password: 'wrong' }, person);
    expect((await confirm({ password: PASSWORD }, person)).errors).toEqual([{ __typename: 'TooManyAttempts' }]);
  });

  test('the owner is written to of every change, also at an address that is not proved', async () => {
    const person = await newPerson();
    let before = await noticesTo();
    const isNotified = async () => {
      const now = await noticesTo();
      expect(now).toBe(before + 1);
      before = now;
    };
    const { id } = await withPasskey(person);
    await isNotified();
    const code = await withTotp(person);
    await isNotified();
    await run('removePasskey', { passkeyId: id }, 'user { id }', person.caller);
    await isNotified();
    await run('disableTotp', { code: code() }, 'user { id }', person.caller);
    await isNotified();
    await run(
      'changePassword',
      { currentPassword: PASSWORD, newPassword: 'another horse' },
      'user { id }',
      person.caller,
    );
    await isNotified();
    await run('requestDataExport', null, 'export { id }', person.caller);
    await isNotified();
  });

  test('with all sessions goes what was added since, and nothing older', async () => {
    const person = await newPerson();
    const stored = await withPasskey(person);
    clock += 1_000;
    const since = new Date(clock).toISOString();
    const code = await withTotp(person);
    await withPasskey(person);
    await world.sql.$executeRaw`
      INSERT INTO identity (provider, subject, user_id, created_at) VALUES ('telegram', ${person.id}, ${person.id}, ${new Date(clock)})`;
    const { user, errors } = await run(
      'revokeAllSessions',
      { removeFactorsAddedSince: since },
      'user { passkeys { id } identities { provider } }',
      person.caller,
    );
    expect([user, errors]).toEqual([{ passkeys: [{ id: stored.id }], identities: [] }, []]);
    const login = { identifier: person.email, password: PASSWORD };
    const { session } = await run('login', login, TOKENS);
    expect(session).not.toBeNull();
    expect((await confirm({ totpCode: code() }, personIn(session, person.email))).errors).toEqual([
      { __typename: 'InvalidToken' },
    ]);
  });

  test('the last way to sign in stays, and the sessions with it', async () => {
    const person = await newPerson();
    const since = new Date(clock).toISOString();
    await withPasskey(person);
    await world.sql.$executeRaw`DELETE FROM password_credential WHERE user_id = ${person.id}`;
    const input = { removeFactorsAddedSince: since };
    expect((await run('revokeAllSessions', input, 'user { id }', person.caller)).errors).toEqual([
      { __typename: 'LastWayToSignIn' },
    ]);
    expect((await enroll(person)).errors).toEqual([]);
  });
});
