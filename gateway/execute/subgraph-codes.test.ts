import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { openSocket, operate, post } from '../fixtures/clients.ts';
import { openForeignGateway } from '../fixtures/foreign/open-foreign.ts';

const members = (code: string) => (): never => {
  throw new GraphQLError('Only for members', {
    extensions: { code, retryable: 'yes', retryAfter: 3, secret: 'inner' },
  });
};
const SUBGRAPHS = {
  club: {
    typeDefs: `type Query { bar: String vault: String own: String } type Subscription { news: String }`,
    resolvers: {
      Query: { bar: members('MEMBERS_ONLY'), vault: members('VAULT_CLOSED'), own: members('INTERNAL') },
      Subscription: { news: { subscribe: members('MEMBERS_ONLY') } },
    },
  },
};
let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
let closed: Awaited<ReturnType<typeof openForeignGateway>>;
beforeAll(async () => {
  gateway = await openForeignGateway(SUBGRAPHS, { subgraphErrorCodes: ['MEMBERS_ONLY', 'members_only'] });
  closed = await openForeignGateway(SUBGRAPHS);
});
afterAll(async () => {
  await gateway?.close();
  await closed?.close();
});

const shown = { message: 'Only for members', extensions: { code: 'MEMBERS_ONLY', retryAfter: 3 } };
const masked = {
  message: 'Internal server error.',
  extensions: { code: 'INTERNAL', requestId: expect.any(String) },
};

test('a code that is let through reaches clients with its message, and nothing else of the error does', async () => {
  const { body } = await post(gateway.url, { query: '{ bar vault own }' });
  expect(body.errors).toEqual([
    { ...shown, path: ['bar'] },
    { ...masked, path: ['vault'] },
    { ...masked, path: ['own'] },
  ]);
});

test('a refusal of a stream as well', async () => {
  const socket = await openSocket(gateway.url, { init: {} });
  const [refusal] = await operate(socket, '1', { query: 'subscription { news }' });
  socket.webSocket.terminate();
  expect(refusal?.payload).toMatchObject([shown]);
});

test('none is let through unless it is listed', async () => {
  const { body } = await post(closed.url, { query: '{ bar }' });
  expect(body.errors).toEqual([{ ...masked, path: ['bar'] }]);
});
