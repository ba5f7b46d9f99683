import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../runtime/embedded/free-port.ts';
import { type Person, registerPerson } from './client.ts';
import { eventually } from './eventually.ts';
import {
  type MediaServer,
  missingMediaPrograms,
  openMediaServer,
  type Publisher,
  probe,
  probeBytes,
} from './media-server.ts';
import { type RunningSystem, startSystem } from './running-system.ts';

const missing = missingMediaPrograms();
if (missing.length > 0)
  console.warn(
    `SKIPPED: tests/going-live.test.ts. Live video is not tested, as this machine lacks ${missing.join(', ')}.`,
  );
const describeWithServer = missing.length > 0 ? describe.skip : describe;

const INGEST = 'stream { id state } ingest { url publishPath }';
const WATCH = `query ($id: ID!) { stream(id: $id) {
  state playback { url expiresAt } recording { state durationSeconds url file { id } } } }`;

describeWithServer.each(['embedded', 'served'] as const)('a host who goes live from an encoder (%s)', (form) => {
  let system: RunningSystem;
  let server: MediaServer;
  let ada: Person;
  let ben: Person;
  let id: string;
  let publisher: Publisher;

  beforeAll(async () => {
    const [opened, port] = await Promise.all([openMediaServer(), findFreePort()]);
    server = opened;
    const url = `http://127.0.0.1:${port}`;
    await server.start(`${url}/webhooks/streaming/nginx-rtmp`);
    system = await startSystem(form, {
      ...{ PORT: String(port), PUBLIC_URL: url, LIMITS: 'off', MEDIA_MODERATION: 'rules' },
      ...server.environment,
    });
    if (form === 'embedded') system.startWorker('media');
    [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
  });
  afterAll(async () => {
    await Promise.all([ada?.close(), ben?.close()]);
    await system?.close();
    await server?.close();
  });

  const see = async (person: Person) => (await person.ask(WATCH, { id })).stream;

  test('is live once packets arrive, and a viewer plays it', async () => {
    const started = await ada.do('startStream', { title: 'Soup', record: true }, INGEST);
    id = started.stream.id;
    expect(started.stream.state).toBe('IDLE');
    expect((await ben.ask('{ liveStreams(first: 5) { edges { node { id } } } }')).liveStreams.edges).toEqual([]);

    publisher = server.publish(started.ingest.url, started.ingest.publishPath);
    await eventually(async () => (await see(ben)).state === 'LIVE', 'the stream to be live');
    const { url } = (await see(ben)).playback;
    await eventually(async () => (await fetch(url)).ok, 'a playlist');
    expect(probe(url)).toEqual(['aac', 'h264']);
    const listed = (await ben.ask('{ liveStreams(first: 5) { edges { node { id } } } }')).liveStreams.edges;
    expect(listed).toEqual([{ node: { id } }]);
  });

  test('shows nothing more to a viewer whom they block, within a minute', async () => {
    const { url, expiresAt } = (await see(ben)).playback;
    await ada.do('blockUser', { userId: ben.id }, 'user { id }');
    await eventually(async () => (await see(ben)) === null, 'the stream to be hidden');
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
    await eventually(async () => (await fetch(url)).status === 410, 'the address to expire', 65_000);
    expect((await fetch((await see(ada)).playback.url)).status).toBe(200);
  });

  test('gets a recording when it is over, as a file of their own', async () => {
    await ada.do('endStream', { streamId: id }, 'stream { state }');
    await publisher.ended;
    await eventually(async () => (await see(ada)).recording?.url != null, 'the recording');
    const { recording } = await see(ada);
    expect(recording).toMatchObject({ state: 'READY', file: { id: expect.stringMatching(/^fil_/) } });
    expect(recording.durationSeconds).toBeGreaterThan(5);
    const response = await fetch(recording.url);
    expect(response.status).toBe(200);
    expect(probeBytes(Buffer.from(await response.arrayBuffer()))).toEqual(['aac', 'h264']);
  });
});
