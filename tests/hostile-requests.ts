import { once } from 'node:events';
import { connect } from 'node:net';

const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
/** Targets of a request line that are no path of ours, most of them no address at all. */
const TARGETS = [
  '//[',
  '//',
  '///graphql',
  '//a b',
  '/\\[',
  'http://[',
  'http://[/graphql',
  'http://h:99999/graphql',
  'http:///graphql',
  'ftp://host/graphql',
  '*',
  'graphql',
  'host:443',
  '/%',
  '/%00',
  '/graphql?query=%',
  '/graphql?variables=%7B',
  '/oauth/%ff/callback?state=a%00b',
  '?query={a}',
  '/graphql#[',
] as const;
const METHODS = ['GET', 'POST', 'CONNECT', 'OPTIONS', 'TRACE', 'PROPFIND', 'BREW'] as const;
/** Odd headers; each is sent with and without a wish to upgrade. */
const HEADERS = [
  ['Host: ['],
  ['Host: a:b:c'],
  ['Host:'],
  ['Host: x', 'Origin: //['],
  ['Host: x', 'Origin: null'],
  ['Host: x', 'Expect: 100-continue'],
  ['Host: x', 'Expect: nonsense'],
  ['Host: x', 'Cookie: \u00ff=\u0001'],
  ['Host: x', 'X-Forwarded-For: [', 'Forwarded: for="'],
  ['Host: x', 'Sec-WebSocket-Protocol: ,,,'],
  ['Host: x', 'Sec-WebSocket-Extensions: permessage-deflate; a="'],
  ['Host: x', 'Content-Length: -1'],
  ['Host: x', 'Transfer-Encoding: chunked, chunked'],
] as const;

/** Whole request heads that a server should refuse, or answer, without harm to itself. */
export function hostileRequests(): string[] {
  const lines = [
    ...TARGETS.flatMap((target) => ['GET', 'POST'].map((method) => `${method} ${target} HTTP/1.1`)),
    ...METHODS.map((method) => `${method} /graphql HTTP/1.1`),
    'GET /graphql HTTP/9.9',
    'GET  /graphql',
    '\u0016\u0003\u0001',
  ];
  const heads = [
    ...lines.flatMap((line) => [
      [line, 'Host: x'],
      [line, 'Host: x', ...UPGRADE],
    ]),
    ...HEADERS.flatMap((headers) => [
      ['GET /graphql HTTP/1.1', ...headers],
      ['GET /graphql HTTP/1.1', ...headers, ...UPGRADE],
      ['GET / HTTP/1.1', ...headers, ...UPGRADE],
    ]),
  ];
  return heads.map((head) => `${head.join('\r\n')}\r\n\r\n`);
}

/** Sends bytes to a port of this machine and resolves with the status that comes back; null when there was none. */
export async function sendRaw(port: number, bytes: string): Promise<number | null> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
    socket.end();
  });
  socket.end(bytes, 'latin1');
  await once(socket, 'close');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
  return status === undefined ? null : Number(status);
}

export const UPGRADE_HEADERS: readonly string[] = UPGRADE;
