import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../../tests/eventually.ts';
import { ada, openSmallSubgraph, serveSmall, tokenOf } from '../../tests/served-world.ts';

const whoAmI = (url: string) =>
  fetch(url, { method: 'POST', headers: { authorization: `Bearer ${tokenOf(ada)}` }, body: '{"query":"{ whoAmI }"}' });

test('closing ends sockets with 1012, lets running requests finish, and takes no new ones', async () => {
  const gate = Promise.withResolvers<void>();
  const isAsked = Promise.withResolvers<void>();
  const served = await serveSmall(
    openSmallSubgraph(undefined, async () => {
      isAsked.resolve();
      await gate.promise;
    }).open,
  );
  const socket = new WebSocket(served.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  const running = whoAmI(served.url);
  await isAsked.promise;

  const ended = once(socket, 'close');
  const closed = served.close();
  expect((await ended)[0]).toBe(1012);
  await eventually(
    () =>
      whoAmI(served.url).then(
        () => false,
        () => true,
      ),
    'new connections to be refused',
  );
  gate.resolve();

  expect(await (await running).json()).toEqual({ data: { whoAmI: 'usr_ada' } });
  await closed;
});

test('a gateway that does not answer the farewell does not hold it up', async () => {
  const served = await serveSmall(openSmallSubgraph().open);
  const { port } = new URL(served.url);
  const mute = connect(Number(port), '127.0.0.1');
  mute.on('error', () => undefined);
  mute.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await once(mute, 'data');

  // Without a bound of its own it would wait for the mute one for ever.
  await expect(served.close()).resolves.toBeUndefined();
  mute.destroy();
});
