import { createServer } from 'node:http';
import { describe, expect, jest, test } from '@jest/globals';
import { type Message, openMessageChannels } from './message-channels.ts';

const MESSAGE: Message = { id: 'out_1', kind: 'PHONE', to: '+4915112345678', subject: 'Hello', text: 'A code: 123' };
const log = () => ({ warn: jest.fn<(...line: unknown[]) => void>() });

describe('channels that are not set up', () => {
  test('are written to the log in development', async () => {
    const lines = log();
    const channels = openMessageChannels({ mail: null, sms: null, production: false }, lines);
    await channels.send(MESSAGE);
    expect([channels.canSend('EMAIL'), channels.canSend('PHONE')]).toEqual([true, true]);
    expect(lines.warn.mock.calls[0]?.[0]).toMatchObject({ to: MESSAGE.to, text: MESSAGE.text });
  });

  test('can do nothing in production, and nothing is written anywhere', async () => {
    const lines = log();
    const channels = openMessageChannels({ mail: null, sms: null, production: true }, lines);
    expect([channels.canSend('EMAIL'), channels.canSend('PHONE')]).toEqual([false, false]);
    await expect(channels.send(MESSAGE)).rejects.toThrow(/no provider/);
    expect(lines.warn).not.toHaveBeenCalled();
  });
});

describe('a provider of text messages', () => {
  test.each([
    [500, {}],
    [302, { location: 'http://127.0.0.1:1/' }],
  ])('that answers %i has not taken the message', async (status, headers) => {
    const server = createServer((_, response) => response.writeHead(status, headers).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // as: it listens on a port.
    const { port } = server.address() as { port: number };
    const sms = { url: `http://127.0.0.1:${port}`, token: 't' };
    try {
      await expect(openMessageChannels({ mail: null, sms, production: true }, log()).send(MESSAGE)).rejects.toThrow();
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
