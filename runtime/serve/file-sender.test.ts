import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { createFileSender } from './file-sender.ts';

/** Several reads, and not a multiple of one. */
const FILE_BYTES = 2_500_003;
/** More than connections keep for a client that does not read. */
const LARGE_BYTES = 64 * 1_024 * 1_024;

let folder: string;
let server: Server;
let address: string;
let failures: unknown[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'file-sender-'));
  const sendFile = createFileSender();
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const path = join(folder, url.pathname);
    const [start, end] = ['start', 'end'].map((name) => Number(url.searchParams.get(name)));
    const begin = () => void response.writeHead(200, { 'content-length': (end ?? 0) - (start ?? 0) });
    await sendFile({ path, start: start ?? 0, end: end ?? 0 }, response, begin).catch((error: unknown) => {
      failures.push(error);
      response.writeHead(500).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // as: it listens on a port.
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  failures = [];
});
afterAll(() => {
  server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

function writeRandom(name: string, byteSize: number): Buffer {
  const bytes = randomBytes(byteSize);
  writeFileSync(join(folder, name), bytes);
  return bytes;
}

const fetchBytes = async (name: string, start: number, end: number): Promise<Buffer> =>
  Buffer.from(await (await fetch(`${address}/${name}?start=${start}&end=${end}`)).arrayBuffer());

/** Whether this process has no file of the folder open; only Linux says which ones it has. */
function areClosed(): boolean {
  if (process.platform !== 'linux') return true;
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // That of this listing.
      return '';
    }
  });
  return !links.some((path) => path.startsWith(folder));
}

test('files of many clients arrive whole and unmixed', async () => {
  const files = Array.from({ length: 12 }, (_, nth) => ({
    name: `file-${nth}`,
    bytes: writeRandom(`file-${nth}`, FILE_BYTES),
  }));
  for (let round = 0; round < 3; round += 1) {
    const received = await Promise.all(files.map(({ name }) => fetchBytes(name, 0, FILE_BYTES)));
    expect(received.map((bytes, nth) => bytes.equals(files[nth]?.bytes ?? bytes.subarray(1)))).not.toContain(false);
  }
  await eventually(areClosed, 'the files to be closed');
});

test.each([
  [0, 1],
  [2_499_999, FILE_BYTES],
  [1_048_575, 2_097_153],
  [7, 7],
])('bytes %d to %d are those, and no others', async (start, end) => {
  const bytes = writeRandom('range', FILE_BYTES);
  expect((await fetchBytes('range', start, end)).equals(bytes.subarray(start, end))).toBe(true);
  await eventually(areClosed, 'the file to be closed');
});

test('a client that goes away has its file closed, and the next one gets its own bytes', async () => {
  writeRandom('large', LARGE_BYTES);
  const bytes = writeRandom('small', FILE_BYTES);
  const leaving = get(`${address}/large?start=0&end=${LARGE_BYTES}`).on('error', () => undefined);
  const [response]: IncomingMessage[] = await once(leaving, 'response');
  response?.on('error', () => undefined);
  response?.destroy();
  await eventually(areClosed, 'the file to be closed');
  expect((await fetchBytes('small', 0, FILE_BYTES)).equals(bytes)).toBe(true);
});

test('more clients than there are large buffers have their files whole', async () => {
  const bytes = writeRandom('popular', FILE_BYTES);
  const received = await Promise.all(Array.from({ length: 50 }, () => fetchBytes('popular', 0, FILE_BYTES)));
  expect(received.every((each) => each.equals(bytes))).toBe(true);
});

test('a client that does not read has one buffer, and a reader beside it all bytes', async () => {
  writeRandom('large', LARGE_BYTES);
  const bytes = writeRandom('small', FILE_BYTES);
  const slow = get(`${address}/large?start=0&end=${LARGE_BYTES}`).on('error', () => undefined);
  const [response]: IncomingMessage[] = await once(slow, 'response');
  expect((await fetchBytes('small', 0, FILE_BYTES)).equals(bytes)).toBe(true);
  let received = 0;
  for await (const chunk of response ?? []) received += chunk.length;
  expect(received).toBe(LARGE_BYTES);
});

test('a file that has become shorter breaks the response off', async () => {
  writeRandom('cut', FILE_BYTES);
  truncateSync(join(folder, 'cut'), 1_300_000);
  await expect(fetchBytes('cut', 0, FILE_BYTES)).rejects.toThrow();
  await eventually(areClosed, 'the file to be closed');
  expect(failures).toEqual([]);
});

test.each([
  ['is gone', 'absent', expect.objectContaining({ extensions: expect.objectContaining({ code: 'NOT_FOUND' }) })],
  ['cannot be read', 'directory', expect.objectContaining({ code: 'EISDIR' })],
])('a file that %s fails before anything is sent', async (_, name, error) => {
  mkdirSync(join(folder, 'directory'), { recursive: true });
  const { status } = await fetch(`${address}/${name}?start=0&end=10`);
  expect([status, failures]).toEqual([500, [error]]);
  await eventually(areClosed, 'the file to be closed');
});
