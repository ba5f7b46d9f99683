import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { userBlocked } from '../subgraphs/friends/events.ts';
import streaming from '../subgraphs/streaming/index.ts';
import { type DomainWorld, openDomainWorld } from './domain-world.ts';
import { eventually } from './eventually.ts';
import {
  type MediaServer,
  missingMediaPrograms,
  openMediaServer,
  type Publisher,
  probe,
  probeBytes,
} from './media-server.ts';

const missing = missingMediaPrograms();
if (missing.length > 0)
  console.warn(
    `SKIPPED: tests/streaming-bytes.test.ts. Live video is not tested, as this machine lacks ${missing.join(', ')}.`,
  );
const describeWithServer = missing.length > 0 ? describe.skip : describe;

const START = `mutation ($input: StartStreamInput!) { startStream(input: $input) {
  stream { id state } ingest { url streamKey publishPath serverUrls { protocol url } } errors { __typename } } }`;
const END = 'mutation ($id: ID!) { endStream(input: { streamId: $id }) { stream { state } errors { __typename } } }';
const ROTATE = `mutation ($id: ID!) { rotateStreamKey(input: { streamId: $id }) {
  ingest { url streamKey publishPath } errors { __typename } } }`;
const STREAM = `query ($id: ID!) { stream(id: $id) { state startedAt playback { url protocol expiresAt } } }`;
const HEALTH = `query ($id: ID!) { streamHealth(streamId: $id) {
  bitrateKbps framesPerSecond droppedFrames lastPacketAt encoder } }`;

interface Begun {
  readonly hostId: string;
  readonly id: string;
  readonly ingest: { readonly url: string; readonly streamKey: string; readonly publishPath: string };
}

describeWithServer('bytes of streams', () => {
  let world: DomainWorld;
  let server: MediaServer;
  let relay: Server;
  /** Hooks that the domain gets; the test may lose them or send them again. */
  const hooks: string[] = [];
  let losesHooks = (_: string) => false;
  let clockOffsetMs = 0;
  let hosts = 0;
  /** Who is blocked by a host, as the friends domain knows. */
  const blocked = new Set<string>();
  /** What media was asked for, and the bytes that it got. */
  const uploads: { readonly owner: string | null; readonly input: unknown }[] = [];
  let uploaded: Buffer = Buffer.alloc(0);
  const begun: Begun[] = [];

  const hookPath = '/webhooks/streaming/nginx-rtmp';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  beforeAll(async () => {
    server = await openMediaServer();
    world = await openDomainWorld(streaming, {
      environment: server.environment,
      now: () => new Date(Date.now() + clockOffsetMs),
      answers: {
        friends: (_, { otherIds }) => ({
          relationships: [otherIds].flat().map(() => ({ areFriends: blocked.size === 0, blocked: blocked.size > 0 })),
        }),
        media: (document, { input }, caller) => {
          uploads.push({ owner: caller.viewerId, input });
          if (document.includes('attachFiles')) return { attachFiles: { errors: [] } };
          if (document.includes('CompleteRecordingUpload')) return { completeUpload: { errors: [] } };
          const url = `${relayUrl()}/media/upload`;
          const upload = { id: 'upl_1', url, state: 'OPEN', headers: [], file: { id: 'fil_recording' } };
          return { createUpload: { upload, errors: [] } };
        },
      },
    });
    relay = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      if (request.method === 'PUT') {
        uploaded = Buffer.concat(parts);
        return void response.writeHead(204).end();
      }
      const body = Buffer.concat(parts).toString();
      const call = new URLSearchParams(body).get('call') ?? '';
      if (losesHooks(call)) return void response.writeHead(204).end();
      hooks.push(body);
      const { status } = await world.post(request.url ?? '', body, form);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await eventually(() => relay.listening, 'the relay of hooks');
    await server.start(`${relayUrl()}${hookPath}`);
  });
  afterEach(async () => {
    losesHooks = () => false;
    clockOffsetMs = 0;
    blocked.clear();
    for (const { hostId, id } of begun.splice(0)) await ask(END, { id }, hostId);
  });
  afterAll(async () => {
    await server?.close();
    relay?.close();
    await world?.close();
  });

  const relayUrl = (): string => {
    const address = relay.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  };
  const ask = async (query: string, variables: Record<string, unknown>, viewerId: string) => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data));
  };
  const begin = async (more: Record<string, unknown> = {}): Promise<Begun> => {
    hosts += 1;
    const hostId = `usr_host${hosts}`;
    const { stream, ingest, errors } = (await ask(START, { input: { title: 'Bytes', ...more } }, hostId)).startStream;
    expect(errors).toEqual([]);
    expect(stream.state).toBe('IDLE');
    begun.push({ hostId, id: stream.id, ingest });
    return { hostId, id: stream.id, ingest };
  };
  const publish = ({ url, publishPath }: { readonly url: string; readonly publishPath: string }): Publisher =>
    server.publish(url, publishPath);
  const see = async (id: string, viewerId = 'usr_viewer') => (await ask(STREAM, { id }, viewerId)).stream;
  const stateOf = async ({ id, hostId }: Begun): Promise<string> => (await see(id, hostId)).state;
  const reaches = (stream: Begun, state: string, limitMs = 20_000) =>
    eventually(async () => (await stateOf(stream)) === state, `the state ${state}`, limitMs);
  const goLive = async (more: Record<string, unknown> = {}) => {
    const stream = await begin(more);
    const publisher = publish(stream.ingest);
    await reaches(stream, 'LIVE');
    return { ...stream, publisher };
  };
  const eventsOf = async (id: string): Promise<string[]> =>
    (await world.published())
      .filter(({ payload }) => Reflect.get(Object(payload), 'streamId') === id)
      .map(({ type }) => type.replace('streaming.stream-', ''));
  const statusOf = async (url: string): Promise<number> => {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.status;
  };
  /** Fetches the playlist until there is one. */
  const playlistAt = async (url: string): Promise<string> => {
    let text = '';
    await eventually(async () => {
      const response = await fetch(url);
      text = await response.text();
      return response.ok && text.includes('.ts');
    }, 'a playlist with a segment');
    return text;
  };

  test('a stream is live once its first packets arrive, plays, and says how it arrives to its host alone', async () => {
    const stream = await begin();
    expect(stream.ingest.publishPath).toBe(`${stream.id}?key=${stream.ingest.streamKey}`);
    expect(await eventsOf(stream.id)).toEqual([]);
    expect((await see(stream.id)).playback).toBeNull();

    publish(stream.ingest);
    await eventually(
      () => hooks.some((hook) => hook.includes('call=publish&') && hook.includes(stream.id)),
      'the hook',
    );
    const admittedAt = performance.now();
    await reaches(stream, 'LIVE');
    const delayMs = performance.now() - admittedAt;
    console.info(`LIVE ${Math.round(delayMs)} ms after the encoder was admitted`);
    expect(delayMs).toBeLessThan(15_000);
    expect(await eventsOf(stream.id)).toEqual(['started']);

    const { playback } = await see(stream.id);
    expect(playback.protocol).toBe('HLS');
    const validMs = Date.parse(playback.expiresAt) - Date.now();
    expect(validMs).toBeGreaterThan(30_000);
    expect(validMs).toBeLessThanOrEqual(60_000);
    const playlist = await playlistAt(playback.url);
    expect(playlist).not.toContain(stream.ingest.streamKey);
    const [segment] = playlist.split('\n').filter((line) => line.endsWith('.ts'));
    expect(await statusOf(new URL(segment ?? '', playback.url).href)).toBe(200);
    expect(probe(playback.url)).toEqual(['aac', 'h264']);

    await eventually(
      async () => (await ask(HEALTH, { id: stream.id }, stream.hostId)).streamHealth.bitrateKbps > 0,
      'a rate',
    );
    const { streamHealth } = await ask(HEALTH, { id: stream.id }, stream.hostId);
    expect(streamHealth).toMatchObject({
      framesPerSecond: 25,
      droppedFrames: 0,
      encoder: expect.stringContaining('Lavf'),
    });
    expect((await ask(HEALTH, { id: stream.id }, 'usr_viewer')).streamHealth).toBeNull();
  });

  test('wrong, rotated, ended and another person’s keys are refused at connect', async () => {
    const [stream, other] = [await begin(), await begin()];
    const { url, publishPath } = stream.ingest;
    const rotated = (await ask(ROTATE, { id: stream.id }, stream.hostId)).rotateStreamKey;
    expect(rotated.errors).toEqual([]);
    const over = await begin();
    await ask(END, { id: over.id }, over.hostId);
    const refused = [
      { url, publishPath: `${stream.id}?key=wrong` },
      { url, publishPath: stream.id },
      { url, publishPath },
      { url, publishPath: `${stream.id}?key=${other.ingest.streamKey}` },
      over.ingest,
      { url: url.replace(/live$/, 'recorded'), publishPath: rotated.ingest.publishPath },
    ].map(publish);
    await Promise.all(refused.map(({ ended }) => ended));
    expect([await stateOf(stream), await stateOf(other), await stateOf(over)]).toEqual(['IDLE', 'IDLE', 'ENDED']);

    publish(rotated.ingest);
    await reaches(stream, 'LIVE');
  });

  test('a second connection is refused while the first publishes', async () => {
    const stream = await goLive();
    await publish(stream.ingest).ended;
    expect(stream.publisher.isRunning()).toBe(true);
    expect(await stateOf(stream)).toBe('LIVE');
  });

  test('an encoder that is killed and comes back goes on with the same stream; one that does not ends it', async () => {
    const stream = await goLive();
    await stream.publisher.kill();
    await reaches(stream, 'RECONNECTING');
    expect((await see(stream.id)).playback).not.toBeNull();
    const back = publish(stream.ingest);
    await reaches(stream, 'LIVE');
    expect(await eventsOf(stream.id)).toEqual(['started', 'interrupted', 'resumed']);

    await back.kill();
    await reaches(stream, 'RECONNECTING');
    clockOffsetMs = 31_000;
    await reaches(stream, 'ENDED');
    expect(await eventsOf(stream.id)).toEqual(['started', 'interrupted', 'resumed', 'interrupted', 'ended']);
  });

  test('the state is right although no hook of an end comes, also when the server itself is gone', async () => {
    losesHooks = (call) => call === 'publish_done';
    const stream = await goLive();
    await stream.publisher.kill();
    const killedAt = performance.now();
    await reaches(stream, 'RECONNECTING', 15_000);
    console.info(`RECONNECTING ${Math.round(performance.now() - killedAt)} ms after a lost end`);

    publish(stream.ingest);
    await reaches(stream, 'LIVE');
    await server.kill();
    const goneAt = performance.now();
    await reaches(stream, 'RECONNECTING', 15_000);
    console.info(`RECONNECTING ${Math.round(performance.now() - goneAt)} ms after the end of the server`);
    await server.start(`${relayUrl()}${hookPath}`);
    publish(stream.ingest);
    await reaches(stream, 'LIVE');
  });

  test('hooks that come twice, late or out of order change nothing', async () => {
    const stream = await goLive();
    const own = () => hooks.filter((hook) => hook.includes(stream.id));
    const first = own();
    await stream.publisher.kill();
    await reaches(stream, 'RECONNECTING');
    const back = publish(stream.ingest);
    await reaches(stream, 'LIVE');
    const before = await eventsOf(stream.id);
    const token = server.environment['STREAMING_HOOK_TOKEN'];
    const late = [...own().filter((hook) => hook.includes('publish_done')), ...first];
    for (const hook of [...late, ...late.reverse()]) await world.post(`${hookPath}?token=${token}`, hook, form);
    await pause(2_500);
    expect(await stateOf(stream)).toBe('LIVE');
    expect(await eventsOf(stream.id)).toEqual(before);
    expect(back.isRunning()).toBe(true);
    expect((await world.post(`${hookPath}?token=wrong`, late[0] ?? '', form)).status).toBe(401);
    expect((await world.post(`/webhooks/streaming/livekit?token=${token}`, late[0] ?? '', form)).status).toBe(404);
  });

  test('endStream and a new key disconnect the encoder', async () => {
    const stream = await goLive();
    const rotated = (await ask(ROTATE, { id: stream.id }, stream.hostId)).rotateStreamKey;
    await stream.publisher.ended;
    await reaches(stream, 'RECONNECTING');
    const back = publish(rotated.ingest);
    await reaches(stream, 'LIVE');
    await ask(END, { id: stream.id }, stream.hostId);
    await back.ended;
    expect(await eventsOf(stream.id)).toEqual(['started', 'interrupted', 'resumed', 'ended']);
    expect((await see(stream.id, stream.hostId)).playback).toBeNull();
  });

  test('an address is refused by the server when it is forged or has expired, and names who it is for', async () => {
    const stream = await goLive({ visibility: 'FRIENDS' });
    const { playback } = await see(stream.id);
    await playlistAt(playback.url);
    expect(playback.url).toContain('/usr_viewer/');
    const forgeries = [
      playback.url.replace('/usr_viewer/', '/usr_other/'),
      playback.url.replace(/\/(\d+)\//, (_: string, at: string) => `/${Number(at) + 600}/`),
      playback.url.replace(stream.id, 'str_other'),
      playback.url.replace('index.m3u8', '../../../recordings/x'),
      playback.url.replace(/play\/[^/]+/, `play/${'A'.repeat(22)}`),
    ];
    expect(await Promise.all(forgeries.map(statusOf))).toEqual(forgeries.map(() => 403));
    clockOffsetMs = -61_000;
    const expired = (await see(stream.id)).playback;
    expect(await statusOf(expired.url)).toBe(410);
    clockOffsetMs = 0;

    blocked.add('usr_viewer');
    await world.publish(userBlocked, {
      ...{ userId: stream.hostId, blockedId: 'usr_viewer' },
      at: new Date().toISOString(),
    });
    expect(await see(stream.id)).toBeNull();
  });

  test('a stream without packets ends after two hours', async () => {
    const stream = await begin();
    clockOffsetMs = 2 * 60 * 60 * 1_000 + 1_000;
    await reaches(stream, 'ENDED');
    const over = publish(stream.ingest);
    await over.ended;
    expect(await eventsOf(stream.id)).toEqual(['ended']);
  });

  test('what two connections of a stream sent becomes one file of its host, and nothing stays with the server', async () => {
    const stream = await goLive({ record: true });
    await pause(3_000);
    await stream.publisher.kill();
    await reaches(stream, 'RECONNECTING');
    const back = publish(stream.ingest);
    await reaches(stream, 'LIVE');
    await pause(3_000);
    await ask(END, { id: stream.id }, stream.hostId);
    await back.ended;
    const recording = async () =>
      (
        await world.sql.$queryRaw<{ state: string; fileId: string | null; seconds: number | null }[]>`
          SELECT state::text AS state, media_file_id AS "fileId", duration_seconds AS seconds FROM stream_recording
          WHERE stream_id = ${stream.id}`
      )[0];
    expect((await recording())?.state).not.toBe('READY');
    await eventually(async () => (await recording())?.state === 'READY', 'the recording');
    const { seconds, fileId } = (await recording()) ?? {};
    expect(fileId).toBe('fil_recording');
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThan(20);
    // The calls without a person attach the file to the recording.
    const owners = uploads.map(({ owner }) => owner).filter((owner) => owner !== null);
    expect(owners).toEqual([stream.hostId, stream.hostId]);
    expect(uploads[0]?.input).toMatchObject({ contentType: 'video/mp4', byteSize: uploaded.length, purpose: 'STREAM' });
    expect(probeBytes(uploaded)).toEqual(['aac', 'h264']);
    const parts = async (): Promise<string> =>
      (
        await fetch(`${server.environment['STREAMING_SERVER_URL']}/recordings/`, {
          headers: { authorization: `Bearer ${server.environment['STREAMING_HOOK_TOKEN']}` },
        })
      ).text();
    await eventually(async () => !(await parts()).includes(stream.id), 'the parts to be removed');
    expect(await statusOf(`${server.environment['STREAMING_SERVER_URL']}/recordings/`)).toBe(403);
  });
});
