import { connect, type Socket } from 'node:net';

/**
 * Sends one query over and over, each time with another `Authorization`, or a list of requests by turns, each with a token
 * of its own. Arguments: port, path, connections, seconds. The query, or the list as JSON, comes on standard input, and nothing for GET; what was
 * measured leaves as JSON. `{n}` in a body of the list stands for a number that no other request has. Sockets and bytes by
 * hand: the load must not cost more than what is loaded.
 */
const [port = '0', path = '/', connections = '50', seconds = '3'] = process.argv.slice(2);
let body = '';
for await (const chunk of process.stdin) body += chunk;

const latencies: number[] = [];
let failures = 0;
let sent = 0;
let isOver = false;
const requests: readonly { readonly body: string; readonly token: string | null }[] | null = body.startsWith('[')
  ? JSON.parse(body)
  : null;
const run = Date.now().toString(36);
/** In a response of the list's requests: an error, or the refusal of a mutation. */
const REFUSED = '"errors":[{';

function request(): string {
  sent += 1;
  if (body === '') return `GET ${path} HTTP/1.1\r\nhost: bench\r\n\r\n`;
  const next = requests?.[sent % requests.length] ?? { body, token: `token-${sent}` };
  const text = requests === null ? body : next.body.replaceAll('{n}', `${run}-${sent}`);
  const authorization = next.token === null ? '' : `authorization: Bearer ${next.token}\r\n`;
  return `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\naccept: application/json\r\n${authorization}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

function keepAsking(socket: Socket): void {
  let started = performance.now();
  let received = 0;
  let expected = -1;
  let head = '';
  let isChunked = false;
  let isRefused = false;
  const ask = (): void => {
    received = 0;
    expected = -1;
    head = '';
    isRefused = false;
    started = performance.now();
    socket.write(request());
  };
  const ended = (): void => {
    latencies.push(performance.now() - started);
    if (isRefused || !head.startsWith('HTTP/1.1 200')) failures += 1;
    if (isOver) socket.destroy();
    else ask();
  };
  socket.on('data', (chunk) => {
    if (requests !== null && chunk.includes(REFUSED)) isRefused = true;
    if (expected === -1) {
      const text = chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      head += end === -1 ? text : text.slice(0, end);
      if (end === -1) return;
      isChunked = /transfer-encoding: chunked/i.test(head);
      expected = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY);
      received = chunk.length - end - 4;
    } else received += chunk.length;
    if (isChunked ? chunk.subarray(-5).toString('latin1') === '0\r\n\r\n' : received >= expected) ended();
  });
  socket.on('error', () => {
    failures += 1;
  });
  ask();
}

const sockets = Array.from({ length: Number(connections) }, () => connect(Number(port), '127.0.0.1').setNoDelay());
for (const socket of sockets) socket.once('connect', () => keepAsking(socket));
const began = performance.now();
setTimeout(() => {
  isOver = true;
  const took = (performance.now() - began) / 1000;
  for (const socket of sockets) socket.destroy();
  console.log(JSON.stringify({ took, failures, latencies: latencies.map((ms) => Math.round(ms * 100) / 100) }));
}, Number(seconds) * 1000);
