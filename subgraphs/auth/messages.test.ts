import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { ANONYMOUS, type Caller } from '../../runtime/executor/caller.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { eventually } from '../../tests/eventually.ts';
import auth from './index.ts';

const MINUTE_MS = 60_000;
type Sealed = { readonly sealed: string };
const PASSWORD = 'correct horse battery';
const SMS_TOKEN = 'the token of the provider';
const ERRORS = 'errors { __typename ... on UserError { path } }';
const USER = 'user { id email phone emailVerified phoneVerified }';
const mutation = (name: string, answer: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${answer} ${ERRORS} } }`;
const DOCUMENTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['resetPassword', 'verifyEmail', 'verifyPhone', 'changeEmail', 'changePhone', 'setPassword'].map((name) => [
      name,
      mutation(name, USER),
    ]),
  ),
  register: mutation('register', 'session { accessToken user { id } }'),
  login: mutation('login', 'session { accessToken }'),
  requestPasswordReset: mutation('requestPasswordReset', 'ok'),
  requestVerification: `mutation { requestVerification { ${USER} ${ERRORS} } }`,
  revokeAllSessions: `mutation { revokeAllSessions { ${USER} ${ERRORS} } }`,
  verifyToken: 'query ($token: String!) { verifyToken(token: $token) { active } }',
  securityEvents:
    'query ($first: Int, $after: String) { securityEvents(first: $first, after: $after) { edges { cursor node { id kind sessionId device ip } } pageInfo { hasNextPage } } }',
  me: `{ me { id email phone emailVerified phoneVerified } }`,
};

interface Received {
  readonly to: string;
  readonly text: string;
  readonly id: string;
}

const portOf = (server: Server | SMTPServer['server']) => (server.address() as AddressInfo).port;

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

/** A real mail server that takes everything, or nothing while `broken`. */
async function openMailServer(received: Received[]) {
  const state = { broken: false };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, callback) {
      void readAll(stream).then((source) => {
        if (state.broken) return callback(new Error('no room'));
        const text = source.split('\r\n\r\n').slice(1).join('\n').replaceAll('=\r\n', '').replaceAll('=3D', '=');
        const id = /^Message-ID: <(.*)@/im.exec(source)?.[1] ?? '';
        received.push({ to: session.envelope.rcptTo[0]?.address ?? '', text, id });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { state, port: portOf(server.server), close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

/** A provider of text messages that takes what comes with its token. */
async function openTextServer(received: Received[]) {
  const state = { broken: false };
  const server = createServer((request: IncomingMessage, response) => {
    void readAll(request).then((body) => {
      const allowed = request.headers.authorization === `Bearer ${SMS_TOKEN}` && !state.broken;
      if (allowed) received.push(JSON.parse(body));
      response.writeHead(allowed ? 202 : 503).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { state, port: portOf(server), close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

describe('messages of auth', () => {
  const received: Received[] = [];
  let mail: Awaited<ReturnType<typeof openMailServer>>;
  let texts: Awaited<ReturnType<typeof openTextServer>>;
  let world: DomainWorld;
  let clock = Date.now();
  let people = 0;

  beforeAll(async () => {
    [mail, texts] = await Promise.all([openMailServer(received), openTextServer(received)]);
    world = await openDomainWorld(auth, {
      now: () => new Date(clock),
      answers: { profile: () => ({ reserveNickname: { reserved: true, errors: [] } }) },
      environment: {
        SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
        MAIL_FROM: 'Social <no-reply@example.org>',
        SMS_URL: `http://127.0.0.1:${texts.port}/send`,
        SMS_TOKEN,
      },
    });
  });
  afterAll(async () => {
    await world.close();
    await Promise.all([mail.close(), texts.close()]);
  });

  const run = async (name: string, variables: Record<string, unknown> = {}, caller: Caller = ANONYMOUS) => {
    const { data, errors } = await world.execute(DOCUMENTS[name] ?? '', variables, caller);
    expect(errors).toBeUndefined();
    // biome-ignore lint/suspicious/noExplicitAny: what a document answers with is known only to the test that sends it.
    return (data as any)[name];
  };
  const newPerson = async (more: { phone?: string } = {}) => {
    people += 1;
    const email = `person${people}@example.org`;
    const { session } = await run('register', { input: { email, password: PASSWORD, ...more } });
    const sessionId = JSON.parse(Buffer.from(session.accessToken.split('.')[1], 'base64url').toString()).sid;
    const caller = world.as(session.user.id, { sessionId });
    return { id: String(session.user.id), email, accessToken: String(session.accessToken), caller };
  };
  const secretTo = async (to: string, count = 1, stepMs = 0): Promise<string> => {
    const messages = () => received.filter((one) => one.to === to);
    await eventually(() => {
      clock += stepMs;
      return messages().length >= count;
    }, `message ${count} to ${to}`);
    return /: (\S+)/.exec(messages().at(-1)?.text ?? '')?.[1] ?? '';
  };
  const login = (identifier: string, password = PASSWORD) => run('login', { input: { identifier, password } });
  /** Sorted by name: what happens in one millisecond has no order. */
  const kindsOf = async (caller: Caller): Promise<string[]> =>
    (await run('securityEvents', {}, caller)).edges.map(({ node }: { node: { kind: string } }) => node.kind).toSorted();
  const refusal = (__typename: string, field?: string) => ({
    errors: [{ __typename, path: field === undefined ? ['input'] : ['input', field] }],
  });

  describe('verification', () => {
    test('an email is proved by the mailed token, once, by anyone who holds it', async () => {
      const { caller, email } = await newPerson();
      expect(await run('requestVerification', {}, caller)).toMatchObject({ errors: [] });
      const token = await secretTo(email);

      expect(await run('verifyEmail', { input: { token } })).toMatchObject({ errors: [], user: { email: null } });
      expect(await run('me', {}, caller)).toMatchObject({ email, emailVerified: true });
      expect(await run('verifyEmail', { input: { token } })).toMatchObject(refusal('InvalidToken', 'token'));
      expect(await run('requestVerification', {}, caller)).toMatchObject(refusal('NotFound'));
      expect(await kindsOf(caller)).toEqual(['EMAIL_VERIFIED', 'SIGNED_IN']);
    });

    test('a later token replaces an earlier one, and none counts after a day', async () => {
      const { caller, email } = await newPerson();
      await run('requestVerification', {}, caller);
      const first = await secretTo(email);
      await run('requestVerification', {}, caller);
      const second = await secretTo(email, 2);

      expect(await run('verifyEmail', { input: { token: first } })).toMatchObject(refusal('InvalidToken', 'token'));
      clock += 24 * 60 * MINUTE_MS;
      expect(await run('verifyEmail', { input: { token: second } })).toMatchObject(refusal('InvalidToken', 'token'));
    });

    test('a phone is proved by the code, which counts for its person only and can be tried five times', async () => {
      const phone = '+4915112345602';
      const [ada, eve] = await Promise.all([newPerson({ phone }), newPerson()]);
      await run('requestVerification', {}, ada.caller);
      const code = await secretTo(phone);
      const wrong = code === '000000' ? '000001' : '000000';

      expect(code).toMatch(/^\d{6}$/);
      expect(await run('verifyPhone', { input: { code } }, eve.caller)).toMatchObject(refusal('InvalidToken', 'code'));
      for (let tries = 0; tries < 4; tries += 1)
        expect(await run('verifyPhone', { input: { code: wrong } }, ada.caller)).toMatchObject(
          refusal('InvalidToken', 'code'),
        );
      expect(await run('verifyPhone', { input: { code } }, ada.caller)).toMatchObject({
        user: { phoneVerified: true },
      });

      const other = phone.replace(/.$/, '9');
      await run('changePhone', { input: { phone: other } }, ada.caller);
      const next = await secretTo(other);
      for (let tries = 0; tries < 4; tries += 1) await run('verifyPhone', { input: { code: 'x' } }, ada.caller);
      for (const code of ['x', next])
        expect(await run('verifyPhone', { input: { code } }, ada.caller)).toMatchObject(
          refusal('InvalidToken', 'code'),
        );
      expect(await run('me', {}, ada.caller)).toMatchObject({ phone });
    });

    test('the sixth message to an address within the hour is refused', async () => {
      const { caller } = await newPerson();
      for (let sent = 0; sent < 5; sent += 1) await run('requestVerification', {}, caller);
      expect(await run('requestVerification', {}, caller)).toMatchObject(refusal('TooManyAttempts'));
    });
  });

  describe('changing an address', () => {
    test('takes effect when verified, and the previous address is notified', async () => {
      const { caller, email } = await newPerson();
      const next = `new-${email}`;
      expect(await run('changeEmail', { input: { email: next } }, caller)).toMatchObject({
        user: { email },
        errors: [],
      });
      expect((await login(next)).errors).toMatchObject([{ __typename: 'InvalidCredentials' }]);

      const token = await secretTo(next);
      await run('verifyEmail', { input: { token } });

      expect(await run('me', {}, caller)).toMatchObject({ email: next, emailVerified: true });
      await secretTo(email);
      expect(received.find(({ to }) => to === email)?.text).toContain('was replaced');
      expect((await login(email)).errors).toMatchObject([{ __typename: 'InvalidCredentials' }]);
      expect((await login(next)).errors).toEqual([]);
      expect(await kindsOf(caller)).toEqual(['EMAIL_CHANGED', 'SIGNED_IN', 'SIGNED_IN']);
    });

    test('what belongs to another account is refused, at once and when it was taken meanwhile', async () => {
      const [ada, eve] = await Promise.all([newPerson(), newPerson()]);
      expect(await run('changeEmail', { input: { email: eve.email } }, ada.caller)).toMatchObject(
        refusal('IdentifierTaken', 'email'),
      );
      const requested = `wanted-${ada.email}`;
      await run('changeEmail', { input: { email: requested } }, ada.caller);
      const token = await secretTo(requested);
      await run('register', { input: { email: requested, password: PASSWORD } });
      expect(await run('verifyEmail', { input: { token } })).toMatchObject(refusal('IdentifierTaken', 'token'));
      expect(await run('me', {}, ada.caller)).toMatchObject({ email: ada.email });
    });

    test('of two who prove one address at once one has it', async () => {
      const both = await Promise.all([newPerson(), newPerson()]);
      const requested = `shared-${both[0].email}`;
      for (const [at, { caller }] of both.entries()) {
        await run('changeEmail', { input: { email: requested } }, caller);
        await secretTo(requested, at + 1);
      }
      const tokens = received.filter(({ to }) => to === requested).map(({ text }) => /: (\S+)/.exec(text)?.[1] ?? '');
      const outcomes = await Promise.all(tokens.map((token) => run('verifyEmail', { input: { token } })));
      expect(outcomes.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      expect(outcomes.flatMap(({ errors }) => errors)).toEqual([
        { __typename: 'IdentifierTaken', path: ['input', 'token'] },
      ]);
    });

    test.each([
      ['changeEmail', { email: 'nonsense' }, 'email'],
      ['changePhone', { phone: '12' }, 'phone'],
    ])('%s refuses what is no address', async (name, input, field) => {
      const { caller } = await newPerson();
      expect(await run(name, { input }, caller)).toMatchObject(refusal('InvalidInput', field));
    });
  });

  describe('a forgotten password', () => {
    test('is set anew by the mailed token, once; all sessions end, and the address is proved', async () => {
      const { caller, email, accessToken } = await newPerson();
      await run('requestPasswordReset', { input: { identifier: email } });
      const token = await secretTo(email);
      const password = 'another horse battery';

      expect(await run('resetPassword', { input: { token, password: 'short' } })).toMatchObject(
        refusal('InvalidInput', 'password'),
      );
      const outcomes = await Promise.all([1, 2].map(() => run('resetPassword', { input: { token, password } })));

      expect(outcomes.flatMap(({ errors }) => errors)).toEqual([
        { __typename: 'InvalidToken', path: ['input', 'token'] },
      ]);
      expect(await run('verifyToken', { token: accessToken })).toEqual({ active: false });
      expect((await login(email)).errors).toMatchObject([{ __typename: 'InvalidCredentials' }]);
      expect((await login(email, password)).errors).toEqual([]);
      expect(await run('me', {}, caller)).toMatchObject({ emailVerified: true });
      expect(await kindsOf(caller)).toEqual(['PASSWORD_RESET', 'SESSION_ENDED', 'SIGNED_IN', 'SIGNED_IN']);
    });

    test('can be set by text message too', async () => {
      const phone = '+4915112345612';
      await newPerson({ phone });
      await run('requestPasswordReset', { input: { identifier: phone } });
      const token = await secretTo(phone);
      expect(await run('resetPassword', { input: { token, password: 'another horse battery' } })).toMatchObject({
        errors: [],
      });
    });

    test('a token counts for half an hour', async () => {
      const { email } = await newPerson();
      await run('requestPasswordReset', { input: { identifier: email } });
      const token = await secretTo(email);
      clock += 30 * MINUTE_MS;
      expect(await run('resetPassword', { input: { token, password: PASSWORD } })).toMatchObject(
        refusal('InvalidToken', 'token'),
      );
    });

    test('nobody is answered like somebody, by the same statements, and gets no message', async () => {
      const { email } = await newPerson();
      await world.statements();
      const existing = await run('requestPasswordReset', { input: { identifier: email } });
      await secretTo(email);
      const nobody = await run('requestPasswordReset', { input: { identifier: 'nobody@example.org' } });
      await eventually(async () => {
        const waiting = await world.sql.$queryRaw<unknown[]>`SELECT 1 FROM work_item`;
        return waiting.length === 0;
      }, 'the queue to be empty');

      expect(nobody).toEqual(existing);
      expect(nobody).toEqual({ ok: true, errors: [] });
      expect(received.some(({ to }) => to === 'nobody@example.org')).toBe(false);
      expect(await run('requestPasswordReset', { input: { identifier: 'x' } })).toMatchObject(
        refusal('InvalidInput', 'identifier'),
      );
    });
  });

  test.each([
    ['verifyEmail', { token: 'guess 1' }, 10],
    ['resetPassword', { token: 'guess 2', password: PASSWORD }, 10],
    ['requestPasswordReset', { identifier: 'often@example.org' }, 5],
    ['changeEmail', { email: 'often.wanted@example.org' }, 5],
    ['changePhone', { phone: '+4915112345699' }, 5],
  ])('%s is refused when it is tried too often', async (name, input, limit) => {
    const { caller } = await newPerson();
    for (let tries = 0; tries < limit; tries += 1)
      expect((await run(name, { input }, caller)).errors).not.toMatchObject([{ __typename: 'TooManyAttempts' }]);
    expect(await run(name, { input }, caller)).toMatchObject(refusal('TooManyAttempts'));
  });

  test('a message waits for a provider that is down, nothing readable in the database meanwhile, and then leaves', async () => {
    const { caller, email } = await newPerson();
    mail.state.broken = true;
    await run('requestVerification', {}, caller);
    const tried = () =>
      world.sql.$queryRaw<Sealed[]>`SELECT payload ->> 'sealed' AS sealed FROM work_item WHERE last_error IS NOT NULL`;
    await eventually(async () => (await tried()).length > 0, 'a first try');
    expect((await tried())[0]?.sealed).not.toContain(Buffer.from(email).toString('base64url').slice(0, 8));

    mail.state.broken = false;
    // The pause after a failure, and the hold of whoever took it, pass whenever they begin.
    const token = await secretTo(email, 1, MINUTE_MS / 30);
    expect(await run('verifyEmail', { input: { token } })).toMatchObject({ errors: [] });
  });

  test('a password can be set only where there is none', async () => {
    const { caller, id, email } = await newPerson();
    expect(await run('setPassword', { input: { newPassword: 'another one' } }, caller)).toMatchObject(
      refusal('PasswordAlreadySet', 'newPassword'),
    );
    await world.sql.$executeRaw`DELETE FROM password_credential WHERE user_id = ${id}`;
    expect(await run('setPassword', { input: { newPassword: 'x' } }, caller)).toMatchObject(
      refusal('InvalidInput', 'newPassword'),
    );
    expect(await run('setPassword', { input: { newPassword: 'another one' } }, caller)).toMatchObject({ errors: [] });
    expect((await login(email, 'another one')).errors).toEqual([]);
  });

  test('all sessions of a person can be ended at once, those of others stay', async () => {
    const [ada, eve] = await Promise.all([newPerson(), newPerson()]);
    const { session } = await login(ada.email);
    expect(await run('revokeAllSessions', {}, ada.caller)).toMatchObject({ user: { id: ada.id }, errors: [] });
    expect(await run('revokeAllSessions', {}, ada.caller)).toEqual({ user: null, ...refusal('NotFound') });
    const active = async (token: string) => (await run('verifyToken', { token })).active;
    const tokens = [ada.accessToken, session.accessToken, eve.accessToken];
    expect(await Promise.all(tokens.map(active))).toEqual([false, false, true]);
  });

  test('security events are paged, latest first, and are the own ones only', async () => {
    const [ada, eve] = await Promise.all([newPerson(), newPerson()]);
    clock += MINUTE_MS;
    await login(ada.email);
    const first = await run('securityEvents', { first: 1 }, ada.caller);
    const rest = await run('securityEvents', { first: 5, after: first.edges[0].cursor }, ada.caller);
    expect([first.pageInfo.hasNextPage, rest.edges.length]).toEqual([true, 1]);
    expect(rest.edges[0].node).toMatchObject({ kind: 'SIGNED_IN', sessionId: ada.caller.sessionId });
    expect(await kindsOf(eve.caller)).toEqual(['SIGNED_IN']);
  });

  test('what is the viewer’s needs a viewer', async () => {
    const codeOf = async (name: string, input: object) =>
      (await world.execute(DOCUMENTS[name] ?? '', { input }, ANONYMOUS)).errors?.[0]?.extensions?.['code'];
    const inputs = {
      requestVerification: {},
      revokeAllSessions: {},
      securityEvents: {},
      verifyPhone: { code: '1' },
      changeEmail: { email: 'a@example.org' },
      changePhone: { phone: '+4915112345678' },
      setPassword: { newPassword: PASSWORD },
    };
    for (const [name, input] of Object.entries(inputs))
      expect([name, await codeOf(name, input)]).toEqual([name, 'UNAUTHENTICATED']);
  });
});
