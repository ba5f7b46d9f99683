import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { pino } from 'pino';
import { WebSocketServer } from 'ws';
import { ada, keys, openSmallSubgraph, reach, serveSmall, tokenOf } from '../../tests/served-world.ts';
import { ANONYMOUS } from '../executor/caller.ts';
import { isStream } from '../executor/executor.ts';
import { createRemoteExecutor, type RemoteExecutor } from './remote-executor.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(answer: RequestListener): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** A subgraph that is not ours: no callers are signed for it. */
function foreign(url: string): { readonly remote: RemoteExecutor; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const remote = createRemoteExecutor({ name: 'theirs', urls: [url], callerToken: () => null, log });
  closing.push(remote.close);
  return { remote, lines };
}

const codesIn = ({ errors = [] }: ExecutionResult): unknown[] => errors.map(({ extensions }) => extensions?.['code']);

const ask = async (remote: RemoteExecutor, query = '{ a }'): Promise<ExecutionResult> => {
  const answer = await remote.execute({ query }, ANONYMOUS);
  if (isStream(answer)) throw new Error('a stream');
  return answer;
};

describe('a status of 401', () => {
  const REFUSAL = '{"data":null,"errors":[{"message":"Sign in","extensions":{"code":"UNAUTHENTICATED"}}]}';
  const answering = (body: string) => listen((_, response) => void response.writeHead(401).end(body));

  test('of a subgraph that is not ours is what it says', async () => {
    const { url } = await answering(REFUSAL);
    expect(await ask(foreign(url).remote)).toEqual(JSON.parse(REFUSAL));
  });

  test('of somebody who knows our callers, and wants the client to sign in, is what it says', async () => {
    const remote = reach([(await answering(REFUSAL)).url]);
    closing.push(remote.close);
    expect(codesIn(await ask(remote))).toEqual(['UNAUTHENTICATED']);
  });

  test('with the mark of a refused caller is nothing that a subgraph can say which is shown none', async () => {
    const marked = '{"errors":[{"message":"m","extensions":{"code":"UNAUTHENTICATED","refusedCaller":true}}]}';
    expect(codesIn(await ask(foreign((await answering(marked)).url).remote))).toEqual(['UNAUTHENTICATED']);
  });

  test('of a subgraph that does not accept our caller is unavailable, over HTTP and in a stream', async () => {
    const served = await serveSmall(openSmallSubgraph().open);
    closing.push(served.close);
    // The socket is opened with a good token; that of the operation has expired.
    const remote = createRemoteExecutor({
      name: 'small',
      urls: [served.url],
      callerToken: (caller) => tokenOf(caller, 'small', caller === ANONYMOUS ? keys.trusted : keys.other),
      log: pino({ level: 'silent' }),
    });
    closing.push(remote.close);
    const answer = await remote.execute({ query: '{ whoAmI }' }, ada);
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } }] });

    const stream = await remote.execute({ query: 'subscription { count }' }, ada);
    if (!isStream(stream)) throw new Error('no stream');
    await expect(stream.next()).rejects.toMatchObject({
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true },
    });
  });
});

test('what was odd is logged once, with the subgraph', async () => {
  const { url } = await listen((_, response) => void response.end('{"data":{"a":1},"errors":["m"]}'));
  const { remote, lines } = foreign(url);

  expect(await ask(remote)).toEqual({ data: { a: 1 }, errors: [{ message: 'm' }] });
  await ask(remote);

  expect(lines).toMatchObject([{ subgraph: 'theirs', oddity: 'an error is not an object' }]);
});

/** A subgraph whose streams bring these payloads, and then what ends them. */
async function streaming(payloads: readonly unknown[], end: object): Promise<string> {
  const { server, url } = await listen((_, response) => void response.end());
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  closing.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
  });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { type, id } = JSON.parse(String(data));
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      for (const payload of payloads) socket.send(JSON.stringify({ type: 'next', id, payload }));
      socket.send(JSON.stringify({ id, ...end }));
    });
  });
  return url;
}

async function resultsOf(payloads: readonly unknown[], end: object = { type: 'complete' }): Promise<ExecutionResult[]> {
  const { remote } = foreign(await streaming(payloads, end));
  const stream = await remote.execute({ query: 'subscription { a }' }, ANONYMOUS);
  if (!isStream(stream)) throw new Error('no stream');
  const results: ExecutionResult[] = [];
  for await (const result of stream) results.push(result);
  return results;
}

describe('an event of a stream', () => {
  test('is read as an answer is', async () => {
    const payloads = [
      { data: { a: 1 }, errors: null },
      { data: { a: null }, errors: [{ message: 'm', path: null }] },
      { data: { a: 2 }, errors: 'm', extensions: null },
      { data: { a: 3 } },
    ];
    expect(await resultsOf(payloads)).toEqual([
      { data: { a: 1 } },
      { data: { a: null }, errors: [{ message: 'm' }] },
      { data: { a: 2 }, errors: [{ message: 'm' }] },
      { data: { a: 3 } },
    ]);
  });

  test('that is no result is an event with an error, and the stream goes on', async () => {
    const unreadable = { data: null, errors: [expect.any(GraphQLError)] };
    const results = await resultsOf([{}, { data: 7 }, { errors: [] }, { data: { a: 1 } }]);
    expect(results).toEqual([unreadable, unreadable, unreadable, { data: { a: 1 } }]);
    expect(codesIn(results[0] ?? {})).toEqual(['INTERNAL']);
  });

  test('may be the mark where the stream begins', async () => {
    const mark = { extensions: { startCursor: '7' } };
    expect(await resultsOf([mark])).toEqual([mark]);
  });

  test('that ends it as a refusal keeps its code, whatever that is', async () => {
    const payload = [{ message: 'Only for members', path: null, extensions: { code: 'MEMBERS_ONLY' } }];
    const [result, ...others] = await resultsOf([], { type: 'error', payload });
    expect([result?.errors?.map(({ message }) => message), codesIn(result ?? {}), others]).toEqual([
      ['Only for members'],
      ['MEMBERS_ONLY'],
      [],
    ]);
  });
});
