import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChatGateway, type Frame, openChatGateway } from '../../fixtures/open-chat-gateway.ts';

const PAGE = readFileSync('docs/chat-sockets.md', 'utf8');

/** The exchanges of the page: a path, then frames of the client (`>`) and of the server (`<`). */
const EXCHANGES = [...PAGE.matchAll(/^ {4}\/v1\/chat\/(\S+)\n((?: {4}[<>] .*\n)+)/gm)].map(
  ([, path = '', lines = '']) => ({
    path,
    frames: lines
      .trimEnd()
      .split('\n')
      .map((line) => ({ isSent: line.trimStart().startsWith('>'), frame: JSON.parse(line.trim().slice(2)) as Frame })),
  }),
);

/** What of a frame is the same in an example: its fields, its type and the value of `id` of the client. */
const shapeOf = (frame: Frame): string => {
  const fields = Object.keys(frame.error ?? frame).sort();
  return JSON.stringify([
    Object.keys(frame).sort(),
    fields,
    frame.type ?? null,
    frame.type === undefined ? null : frame.id,
  ]);
};

describe('the page about chat sockets', () => {
  let world: ChatGateway;
  beforeAll(async () => {
    world = await openChatGateway();
  });
  afterAll(() => world.gateway.close());

  test('shows exchanges of every kind', () => {
    expect(EXCHANGES.map(({ path }) => path)).toEqual(['ws/tea?cursor=', 'connect', 'connect']);
  });

  test.each(EXCHANGES)('shows an exchange at $path as it is', async ({ path, frames }) => {
    const socket = await world.openWith(path, {});
    const expected: string[] = [];
    const received: string[] = [];
    for (const [at, { isSent, frame }] of frames.entries()) {
      if (isSent) socket.send(frame.token === undefined ? frame : { ...frame, token: world.tokenOf('usr_1') });
      else {
        expected.push(shapeOf(frame));
        received.push(shapeOf(await socket.next()));
      }
      // Frames between two of the client come in any order.
      if (frames[at + 1]?.isSent !== false) expect(received.sort()).toEqual(expected.sort());
    }
    socket.webSocket.terminate();
  });

  test('has the client as it is here', () => {
    expect(PAGE).toContain(readFileSync('docs/clients/older-room.ts', 'utf8').trimEnd());
  });
});
