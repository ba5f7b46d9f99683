import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';
import streaming from './index.ts';

const START = `mutation ($input: StartStreamInput!) { startStream(input: $input) { stream { id statusCursor } } }`;
const END = 'mutation ($input: EndStreamInput!) { endStream(input: $input) { stream { id } } }';
const JOIN = 'mutation ($input: JoinStreamInput!) { joinStream(input: $input) { viewer { user { id } } } }';
const STREAM = 'query ($id: ID!) { stream(id: $id) { title host { id } state } }';
const STATUS = `subscription ($id: ID!, $after: String) { streamStatusChanged(streamId: $id, after: $after) {
  state resyncRequired } }`;

describe('who has deleted their account', () => {
  let world: DomainWorld;
  const [ada, ben] = [newId('usr', new Date()), newId('usr', new Date())];
  const at = new Date().toISOString();
  const streams: { id: string; statusCursor: string }[] = [];

  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown>): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    expect(errors).toBeUndefined();
    return data;
  };
  const start = async (viewerId: string, title: string) => {
    const input = { title, visibility: 'PUBLIC' };
    const { stream } = (await run(viewerId, START, { input })).startStream;
    streams.push(stream);
    return stream.id;
  };

  beforeAll(async () => {
    const relationships = { relationships: [{ areFriends: false, blocked: false }] };
    world = await openDomainWorld(streaming, { answers: { friends: () => relationships } });
    await world.publish(friendshipStarted, { userIds: [ada, ben], at });
    await world.publish(userBlocked, { userId: newId('usr', new Date()), blockedId: ada, at });
    await run(ada, END, { input: { streamId: await start(ada, 'first canary') } });
    await start(ada, 'second canary');
    await run(ada, JOIN, { input: { streamId: await start(ben, 'of ben') } });
  });
  afterAll(() => world.close());

  test('goes off air, is in no audience, and leaves streams without host and title to who follows their states', async () => {
    const [ended, onAir, other] = streams.map(({ id }) => id);
    const following = await world.subscribe(STATUS, { id: onAir, after: streams[1]?.statusCursor }, world.as(ben));

    await world.erase(ada);

    expect(await world.remains(ada, 'canary')).toEqual([]);
    expect((await nextOf(following)).data).toEqual({ streamStatusChanged: { state: 'ENDED', resyncRequired: false } });
    await following.return?.();
    const published = await world.published();
    expect(published.filter(({ type }) => type === 'streaming.stream-ended')).toHaveLength(2);
    expect(JSON.stringify(published)).not.toContain('canary');
    for (const id of [ended, onAir]) {
      expect((await run(ben, STREAM, { id })).stream).toEqual({ title: '', host: null, state: 'ENDED' });
    }
    expect((await run(ben, STREAM, { id: other })).stream).toEqual({
      title: 'of ben',
      host: { id: ben },
      state: 'LIVE',
    });
  });

  test('is not known again by an event that comes late', async () => {
    await world.publish(friendshipStarted, { userIds: [ben, ada], at });
    expect(await world.remains(ada)).toEqual([]);
  });
});
