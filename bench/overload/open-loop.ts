import { connect, type Socket } from 'node:net';

/**
 * Sends one query at a fixed rate, whether answers come or not, each with another `Authorization` or all with one. Arguments:
 * port, path, requests a second, seconds, and a token or nothing. The query comes on standard input; what was measured leaves as JSON. Sockets and bytes by
 * hand: the load must not cost more than what is loaded.
 */
const [port = '0', path = '/', rate = '100', seconds = '5', token = ''] = process.argv.slice(2);
const MAX_SOCKETS = 1_000;
const TICK_MS = 4;
/** Answers may come so long after the last request. */
const LINGER_MS = 3_000;

let body = '';
for await (const chunk of process.stdin) body += chunk;

const perSecond = Array.from({ length: Number(seconds) }, () => ({ sent: 0, whole: 0 }));
/** Milliseconds from when a request was sent, its connection included: no request waits here for another's answer. */
const latencies: Record<'whole' | 'refused' | 'partial' | 'failed', number[]> = {
  whole: [],
  refused: [],
  partial: [],
  failed: [],
};
let withoutRetryAfter = 0;
let unsent = 0;
let sent = 0;
let open = 0;
const idle: (() => void)[] = [];

function request(): string {
  sent += 1;
  return `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\naccept: application/json\r\nauthorization: Bearer ${token || `token-${sent}`}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function note(head: string, start: string, sentAt: number): void {
  const took = Math.round((performance.now() - began - sentAt) * 10) / 10;
  const status = head.slice(9, 12);
  if (status === '429' || status === '503') {
    latencies.refused.push(took);
    if (!/^retry-after: \d/im.test(head)) withoutRetryAfter += 1;
  } else if (status !== '200') latencies.failed.push(took);
  else if (start.startsWith('{"errors"')) latencies.partial.push(took);
  else {
    latencies.whole.push(took);
    const second = perSecond[Math.floor((sentAt + took) / 1000)];
    if (second !== undefined) second.whole += 1;
  }
}

/** A socket that carries one request after another, the first as soon as it is connected. */
function openSocket(): void {
  open += 1;
  const socket: Socket = connect(Number(port), '127.0.0.1').setNoDelay();
  let sentAt: number | null = performance.now() - began;
  let received = 0;
  let expected = -1;
  let head = '';
  let start = '';
  const ask = (): void => {
    sentAt ??= performance.now() - began;
    received = 0;
    expected = -1;
    head = '';
    socket.write(request());
  };
  socket.once('connect', ask);
  socket.on('data', (chunk) => {
    if (expected === -1) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      received = head.length - end - 4;
      start = head.slice(end + 4, end + 20);
      head = head.slice(0, end);
      expected = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY);
    } else received += chunk.length;
    if (received < expected || sentAt === null) return;
    note(head, start, sentAt);
    sentAt = null;
    if (/^connection: close/im.test(head)) socket.destroy();
    else idle.push(ask);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open -= 1;
    if (sentAt !== null && !isOver) latencies.failed.push(Math.round(performance.now() - began - sentAt));
    const at = idle.indexOf(ask);
    if (at !== -1) idle.splice(at, 1);
  });
}

function send(due: number): void {
  const second = perSecond[Math.floor(due / 1000)];
  if (second !== undefined) second.sent += 1;
  const ask = idle.pop();
  if (ask !== undefined) ask();
  else if (open < MAX_SOCKETS) openSocket();
  else unsent += 1;
}

let isOver = false;
let due = 0;
const began = performance.now();
const timer = setInterval(() => {
  const now = performance.now() - began;
  for (; due < now && due < Number(seconds) * 1000; due += 1000 / Number(rate)) send(due);
  if (now < Number(seconds) * 1000 + LINGER_MS) return;
  clearInterval(timer);
  isOver = true;
  process.stdout.write(JSON.stringify({ latencies, seconds: perSecond, unsent, withoutRetryAfter }), () =>
    process.exit(0),
  );
}, TICK_MS);
