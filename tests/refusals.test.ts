import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { openSocket, operate, post } from '../gateway/fixtures/clients.ts';
import { newId } from '../runtime/operations/ids.ts';
import { readSupergraphConfig } from '../runtime/settings/supergraph-config.ts';
import { befriendAndTalk } from './befriend.ts';
import { type Person, registerPerson } from './client.ts';
import { queryOnce } from './engines.ts';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { startedDatabase } from './started-database.ts';

const PUBLIC = '{ nicknameAvailable(nickname: "somebody") }';
const MINUTE_S = 60;

/** A key that auth publishes and a test holds, so that it can sign what auth never would. */
async function plantKey(ownerUrl: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  await queryOnce(
    ownerUrl,
    `INSERT INTO auth.signing_key (kid, created_at, active_at, retires_at, expires_at, x, y, sealed_private)
     VALUES ('planted', now() - interval '40 days', now() - interval '39 days', now() - interval '1 day', now() + interval '1 day', $1, $2, '')`,
    [x, y],
  );
  return (person: Person, claims: object = {}, header: object = {}): string =>
    jsonwebtoken.sign(
      { sid: newId('ses', new Date()), scope: '', jti: newId('jti', new Date()), ...claims },
      privateKey,
      {
        algorithm: 'ES256',
        keyid: 'planted',
        subject: person.id,
        issuer: 'social-supergraph',
        audience: 'social-supergraph-clients',
        header: { alg: 'ES256', typ: 'at+jwt', ...header },
        ...('exp' in claims ? {} : { expiresIn: 10 * MINUTE_S }),
      },
    );
}

describe('what is refused in production', () => {
  let system: RunningSystem;
  let ada: Person;
  let ben: Person;
  let conversationId: string;
  let streamId: string;
  let sign: Awaited<ReturnType<typeof plantKey>>;

  beforeAll(async () => {
    const database = await startedDatabase();
    sign = await plantKey(database.ownerUrl);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const environment = {
      NODE_ENV: 'production',
      ARGON2_MEMORY_KIB: '',
      AUTH_SECRET: 'a secret of the test, thirty-two characters and more',
      NOTIFICATIONS_SECRET: 'another secret of the test, as long as the first',
      LINK_SECRET: 'a third secret of the test, as long as the others',
      MODERATION_SECRET: 'a fourth secret of the test, as long as the others',
      PAYMENTS_SECRET: 'a fifth secret of the test, as long as the others',
      COMMERCE_SECRET: 'a sixth secret of the test, as long as the others',
      CALLER_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    system = await startSystem('served', environment, async () => database);
    [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
    conversationId = (await ada.do('createRoom', { name: `room ${ada.nickname}` }, 'conversation { id }')).conversation
      .id;
    streamId = (await ada.do('startStream', { title: 'On air', visibility: 'PUBLIC' }, 'stream { id }')).stream.id;
  });
  afterAll(async () => {
    await Promise.all([ada?.close(), ben?.close()]);
    await system?.close();
  });

  /** In the media type whose status codes say what is wrong. */
  const accept = 'application/graphql-response+json';
  const asAda = () => ({ authorization: `Bearer ${ada.accessToken}`, accept });
  const ask = (query: string, variables: Record<string, unknown> = {}) =>
    post(system.url, { query, variables }, asAda());

  describe('a token that is not good', () => {
    const now = Math.floor(Date.now() / 1_000);
    const tokens: Record<string, () => string> = {
      'that is garbage': () => 'garbage',
      'of another signature': () => `${ada.accessToken.slice(0, -8)}AAAAAAAA`,
      'that has expired': () => sign(ada, { iat: now - 20 * MINUTE_S, exp: now - 10 * MINUTE_S }),
      'of an unknown key': () => sign(ada, {}, { kid: 'nobody' }),
      'of another kind': () => sign(ada, {}, { typ: 'JWT' }),
      'without a signature': () => jsonwebtoken.sign({ sub: ada.id, sid: 'ses_1' }, null, { algorithm: 'none' }),
    };

    test('while one of the same key that is good is taken', async () => {
      const { body } = await post(system.url, { query: '{ me { id } }' }, { authorization: `Bearer ${sign(ada)}` });
      expect(body).toEqual({ data: { me: { id: ada.id } } });
    });

    test.each(Object.keys(tokens))('%s gets 401 and no data, on private and public operations', async (name) => {
      const authorization = `Bearer ${tokens[name]?.()}`;
      for (const query of ['{ me { id } }', PUBLIC, '{ __typename }']) {
        const { status, body } = await post(system.url, { query }, { authorization });
        expect(status).toBe(401);
        expect(body).toEqual({
          errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) })],
        });
      }
    });

    test.each(Object.keys(tokens))('%s opens no event stream', async (name) => {
      const { status, text } = await post(
        system.url,
        { query: 'subscription { conversationUpdated { cursor } }' },
        { authorization: `Bearer ${tokens[name]?.()}`, accept: 'text/event-stream' },
      );
      expect(status === 401 || text.includes('UNAUTHENTICATED')).toBe(true);
      expect(text).not.toContain('"data":{');
    });

    test.each(Object.keys(tokens))('%s opens no socket', async (name) => {
      const socket = await openSocket(system.url);
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${tokens[name]?.()}` } });
      await expect(socket.closed).resolves.toBe(4403);
    });
  });

  describe('a request that cannot be read', () => {
    const raw = (body: string, type = 'application/json') =>
      post(system.url, body, { ...asAda(), 'content-type': type });
    const requests: Record<string, () => ReturnType<typeof post>> = {
      'broken JSON': () => raw('{"query":'),
      'an empty body': () => raw(''),
      'JSON that is no request': () => raw('[1]'),
      'a query that is no text': () => raw('{"query":{"me":1}}'),
      'variables that are no object': () => raw('{"query":"{ me { id } }","variables":"x"}'),
      'a syntax error': () => ask('{ me { id }'),
      'an unknown field': () => ask('{ me { shoeSize } }'),
      'an unknown operation name': () =>
        post(system.url, { query: 'query A { me { id } }', operationName: 'B' }, asAda()),
      'no operation name where there are two': () =>
        post(system.url, { query: 'query A { me { id } } query B { me { id } }' }, asAda()),
      'a missing variable': () => ask('query ($id: ID!) { user(id: $id) { id } }'),
      'a variable of another type': () =>
        ask('query ($first: Int) { friends(first: $first) { totalCount } }', { first: 'many' }),
      'an unknown input field': () =>
        ask('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }', {
          input: { conversationId, text: 'x', colour: 'red' },
        }),
      'a NUL in a variable': () => ask('query ($n: String!) { profileByNickname(nickname: $n) { id } }', { n: 'a\0b' }),
      'a NUL in a literal': () => ask('{ profileByNickname(nickname: "a\\u0000b") { id } }'),
      'a NUL in a block of text': () => ask('{ profileByNickname(nickname: """a\0b""") { id } }'),
      'a page too large': () => ask('{ friends(first: 101) { totalCount } }'),
      'a page of less than nothing': () => ask('{ friends(first: -1) { totalCount } }'),
      'a subscription by plain POST': () => ask('subscription { conversationUpdated { cursor } }'),
    };

    test.each(Object.keys(requests))('%s is BAD_USER_INPUT with 400', async (name) => {
      const answer = await requests[name]?.();
      expect(answer?.body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
      expect(answer?.status).toBe(400);
    });

    test('another content type gets no data and no 500', async () => {
      const { status, body } = await raw('{ me { id } }', 'text/plain');
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    });

    test('a mutation by GET is not done', async () => {
      const query = 'mutation { logout { ok } }';
      const response = await fetch(`${system.url}/graphql?${new URLSearchParams({ query })}`, { headers: asAda() });
      expect(response.status).toBe(405);
      expect((await ask('{ me { id } }')).body.data).toEqual({ me: { id: ada.id } });
    });
  });

  describe('a cursor of another list', () => {
    const other = Buffer.from('["another-list","x"]').toString('base64url');
    const connections: Record<string, string> = {
      friends: 'friends(after: $after) { totalCount }',
      friendRequests: 'friendRequests(direction: INCOMING, after: $after) { totalCount }',
      blockedUsers: 'blockedUsers(after: $after) { totalCount }',
      'User.friends': 'me { friends(after: $after) { totalCount } }',
      searchProfiles: 'searchProfiles(query: "ada", after: $after) { edges { cursor } }',
      sessions: 'me { sessions(after: $after) { edges { cursor } } }',
      conversations: 'conversations(after: $after) { edges { cursor } }',
      rooms: 'rooms(after: $after) { edges { cursor } }',
      messages: 'conversation(id: $conversationId) { messages(after: $after) { edges { cursor } } }',
      members: 'conversation(id: $conversationId) { members(after: $after) { totalCount } }',
      liveStreams: 'liveStreams(after: $after) { edges { cursor } }',
      streams: 'me { streams(after: $after) { edges { cursor } } }',
      viewers: 'stream(id: $streamId) { viewers(after: $after) { edges { cursor } } }',
    };
    const codesOf = async (selection: string, after: string): Promise<unknown[] | undefined> => {
      const declared = ['$after: String', '$conversationId: ID!', '$streamId: ID!'].filter((variable) =>
        selection.includes(variable.split(':')[0] ?? ''),
      );
      const { body } = await ask(`query (${declared.join(', ')}) { ${selection} }`, {
        after,
        conversationId,
        streamId,
      });
      return body.errors?.map(({ extensions }) => extensions?.['code']);
    };

    test.each(Object.keys(connections))('%s refuses it, and garbage', async (name) => {
      for (const cursor of [other, 'garbage!', ''])
        expect(await codesOf(connections[name] ?? '', cursor)).toEqual(['BAD_USER_INPUT']);
    });

    const durable: Record<string, string> = {
      messageAdded: 'messageAdded(conversationId: $conversationId, after: $after) { cursor }',
      conversationUpdated: 'conversationUpdated(after: $after) { cursor }',
      friendRequestReceived: 'friendRequestReceived(after: $after) { cursor }',
      friendshipChanged: 'friendshipChanged(after: $after) { cursor }',
      streamStatusChanged: 'streamStatusChanged(streamId: $streamId, after: $after) { cursor }',
    };
    test.each(Object.keys(durable))('%s does not begin after it, nor after garbage', async (name) => {
      const selection = durable[name] ?? '';
      const declared = ['$after: String', '$conversationId: ID!', '$streamId: ID!'].filter((variable) =>
        selection.includes(variable.split(':')[0] ?? ''),
      );
      const socket = await openSocket(system.url, { init: asAda() });
      for (const [id, after] of Object.entries({ other, garbage: 'garbage!', empty: '' })) {
        const answers = await operate(socket, id, {
          query: `subscription (${declared.join(', ')}) { ${selection} }`,
          variables: { after, conversationId, streamId },
        });
        expect(JSON.stringify(answers)).toContain('BAD_USER_INPUT');
        expect(JSON.stringify(answers)).not.toContain('"cursor"');
      }
      socket.webSocket.close();
      await socket.closed;
    });
  });

  describe('what is too much', () => {
    const many = (count: number, text: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => text(at)).join(' ');
    const deep = (levels: number): string =>
      levels === 0 ? 'id' : `friends { edges { node { ${deep(levels - 1)} } } }`;
    const documents: Record<string, string> = {
      depth: `{ me { ${deep(5)} } }`,
      aliases: `{ me { ${many(16, (at) => `a${at}: id`)} } }`,
      'root fields': `{ ${many(11, () => '...F')} } ${'fragment F on Query { me { id } }'}`,
      tokens: `{ me { ${many(1_001, () => 'id')} } }`,
      directives: `{ me { id ${many(51, () => '@include(if: true)')} } }`,
    };

    test.each(Object.keys(documents))('of %s is LIMIT_EXCEEDED with 400', async (name) => {
      const { status, body } = await ask(documents[name] ?? '');
      expect(body.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['LIMIT_EXCEEDED']);
      expect(status).toBe(400);
    });

    test('of a body is LIMIT_EXCEEDED with 400, and of a frame ends the socket alone', async () => {
      const query = `{ me { id } } #${'x'.repeat(200_000)}`;
      const { status, body } = await ask(query);
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'LIMIT_EXCEEDED']);
      const socket = await openSocket(system.url, { init: asAda() });
      socket.send({ type: 'subscribe', id: '1', payload: { query } });
      await expect(socket.closed).resolves.toBe(1009);
      expect((await ask('{ me { id } }')).status).toBe(200);
    });

    test('of a text is a typed refusal, and the most that is allowed is not', async () => {
      const send = (text: string) =>
        ask(
          'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } errors { __typename ... on UserError { path } } } }',
          { input: { conversationId, text } },
        );
      for (const text of ['x'.repeat(4_001), '', '   ']) {
        const { status, body } = await send(text);
        expect(status).toBe(200);
        expect(body.data?.['sendMessage']).toEqual({
          message: null,
          errors: [{ __typename: 'InvalidInput', path: ['input', 'text'] }],
        });
      }
      expect((await send('x'.repeat(4_000))).body.data?.['sendMessage']).toMatchObject({ errors: [] });
    });
  });

  test('a wrong operation on a socket ends alone, while another subscription goes on', async () => {
    const socket = await openSocket(system.url, { init: asAda() });
    socket.send({
      type: 'subscribe',
      id: 'good',
      payload: {
        query: 'subscription ($id: ID!) { messageAdded(conversationId: $id) { message { text } } }',
        variables: { id: conversationId },
      },
    });
    const isOpen = async () =>
      (await ada.ask('query ($id: ID!) { conversation(id: $id) { activeConnections } }', { id: conversationId }))
        .conversation.activeConnections === 1;
    await eventually(isOpen, 'the subscription to be open');
    const wrong = {
      syntax: 'subscription {',
      field: 'subscription { nothing }',
      tokens: `{ me { ${'id '.repeat(1_001)} } }`,
    };
    for (const [id, query] of Object.entries(wrong)) {
      const [answer] = await operate(socket, id, { query });
      expect(answer).toMatchObject({ type: 'error', id });
    }
    await ada.do('sendMessage', { conversationId, text: 'still here' }, 'message { id }');
    expect(await socket.next()).toMatchObject({
      id: 'good',
      payload: { data: { messageAdded: { message: { text: 'still here' } } } },
    });
    socket.webSocket.close();
    await socket.closed;
  });

  test.each([
    'mutation { reserveNickname(input: { nickname: "stolen", userId: "usr_1" }) { reserved } }',
    '{ relationships(userId: "usr_1", otherIds: []) { blocked } }',
    '{ revokedSessions }',
    '{ _service { sdl } }',
    '{ _entities(representations: [{ __typename: "User", id: "usr_1" }]) { __typename } }',
  ])('the gateway does not know %s', async (query) => {
    const { status, body } = await ask(query);
    expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('a stranger gets null for what is not theirs', async () => {
    const eve = await registerPerson(system.url, 'eve');
    const direct = await befriendAndTalk(ada, eve);
    const other = 'query ($id: ID!) { conversation(id: $id) { id lastMessage { text } } }';
    expect(await ben.ask(other, { id: direct.id })).toEqual({ conversation: null });
    expect((await eve.ask(other, { id: direct.id })).conversation).not.toBeNull();
    const { user } = await ben.ask(
      `query ($id: ID!) { user(id: $id) {
        email phone dateOfBirth sessions(first: 1) { edges { cursor } } isOnline lastSeenAt directConversation { id }
      } }`,
      { id: ada.id },
    );
    expect(new Set(Object.values(user))).toEqual(new Set([null]));
  });

  test('a subgraph answers nobody but a gateway', async () => {
    const addresses = system.ready().filter(({ name }) => name !== 'gateway');
    const names = readSupergraphConfig().map(({ name }) => name);
    expect(addresses.map(({ name }) => name).sort()).toEqual(names.sort());
    const queries = [
      '{ _service { sdl } }',
      '{ _entities(representations: [{ __typename: "User", id: "usr_1" }]) { __typename } }',
      '{ __typename }',
    ];
    for (const { url } of addresses)
      for (const query of queries)
        for (const authorization of ['', `Bearer ${ada.accessToken}`, 'Bearer x.y.z']) {
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization },
            body: JSON.stringify({ query }),
          });
          expect(response.status).toBe(401);
          expect(await response.text()).not.toContain('"data"');
        }
  });

  test.each(['{ __schema { types { name } } }', '{ __type(name: "User") { name } }'])(
    'nobody learns the schema by %s',
    async (query) => {
      const { status, body } = await post(system.url, { query }, { accept: 'application/graphql-response+json' });
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([400, 'BAD_USER_INPUT']);
      expect(body.data).toBeUndefined();
    },
  );

  test('a wrong field is refused without a hint of the right one', async () => {
    const { body } = await post(system.url, { query: '{ nicknameAvailabl(nickname: "x") }' });
    expect(JSON.stringify(body)).not.toMatch(/nicknameAvailable|Did you mean|stack/);
  });

  test('ordinary queries are answered', async () => {
    expect((await post(system.url, { query: PUBLIC })).body).toEqual({ data: { nicknameAvailable: true } });
  });
});
