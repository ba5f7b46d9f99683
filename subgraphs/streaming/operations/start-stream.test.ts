import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { exampleStream } from '../../../tests/example-stream.ts';
import type { StreamingContext } from '../context.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { MAX_TITLE_LENGTH } from './details/details-input.ts';
import { startStream } from './start-stream.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');

function worldOf(current: LiveStream | null = null, scheduled = 0) {
  const store = {
    addStream: jest.fn<StreamingStore['addStream']>(async ({ streamKeyHash: _, ...draft }) =>
      current === null ? exampleStream(draft) : null,
    ),
    addScheduled: jest.fn<StreamingStore['addScheduled']>(async ({ streamKeyHash: _, createdAt, ...draft }, limit) =>
      scheduled < limit ? exampleStream({ ...draft, state: 'SCHEDULED', startedAt: createdAt }) : null,
    ),
    setDetails: jest.fn<StreamingStore['setDetails']>(async (id, details) => exampleStream({ id, ...details })),
    enqueueWork: jest.fn<StreamingStore['enqueueWork']>(async () => undefined),
    addIngest: jest.fn<StreamingStore['addIngest']>(async () => undefined),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  return {
    ask: jest.fn<StreamingContext['ask']>(async (_, document) =>
      document.includes('attachableFiles')
        ? { attachableFiles: [{ id: 'fil_1', state: 'READY', kind: 'IMAGE' }] }
        : { category: { id: 'cat_1', scope: 'STREAM' } },
    ),
    signals: { notify: jest.fn<StreamingContext['signals']['notify']>(async () => undefined) },
    store,
    caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
    now: () => NOW,
    provider: null as StreamingContext['provider'],
    hashStreamKey: (key: string) => `hash of ${key}`,
    streams: { announce: jest.fn<StreamingContext['streams']['announce']>(async () => undefined) },
    createStreamKey: () => ({ key: 'sk_secret', hash: 'hashed' }),
    repository: {
      currentStream: async () => current,
      categories: async () => [null],
      transaction: <T>(work: (inner: typeof store) => Promise<T>) => work(store),
    },
  };
}

describe('startStream', () => {
  test('starts a public stream of the viewer, publishes it, and returns the key whose hash is stored', async () => {
    const world = worldOf();
    const started = await startStream(world, { title: '  Cafe\u0301 ' });
    expect(started).toMatchObject({
      ok: true,
      value: {
        stream: { hostId: 'usr_ada', title: 'Café', visibility: 'PUBLIC', state: 'LIVE', startedAt: NOW },
        ingest: { url: null, streamKey: 'sk_secret' },
      },
    });
    expect(world.store.addStream).toHaveBeenCalledWith(expect.objectContaining({ streamKeyHash: 'hashed' }));
    expect(world.store.announce).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'streaming.stream-started', notifies: true }),
      expect.objectContaining({ hostId: 'usr_ada', title: 'Café', at: NOW.toISOString() }),
      NOW,
    );
    expect(world.streams.announce).toHaveBeenCalledWith({ name: 'streaming.streams-started' }, 'all');
  });

  test('a title is measured in code points', async () => {
    expect(await startStream(worldOf(), { title: '😀'.repeat(MAX_TITLE_LENGTH) })).toMatchObject({ ok: true });
  });

  test.each([
    ['a blank title', { title: ' ' }, 'title'],
    ['an overlong title', { title: 'x'.repeat(MAX_TITLE_LENGTH + 1) }, 'title'],
    ['an overlong title of emoji', { title: '😀'.repeat(MAX_TITLE_LENGTH + 1) }, 'title'],
    ['a title with NUL', { title: 'a\u0000b' }, 'title'],
    ['a title of which nobody sees anything', { title: '\u200b' }, 'title'],
    ['a title of two lines', { title: 'a\u2028b' }, 'title'],
    ['a title that turns the line around', { title: '\u202eevil' }, 'title'],
    ['a visibility of another kind', { title: 'ok', visibility: 'SECRET' }, 'visibility'],
  ])('%s is refused, and nothing begins', async (_, input, name) => {
    const world = worldOf();
    expect(await startStream(world, input)).toMatchObject({
      ok: false,
      refusal: { __typename: 'InvalidInput', path: ['input', name] },
    });
    expect(world.store.addStream).not.toHaveBeenCalled();
  });

  test('a host who is live is refused with the current stream, and nothing is published', async () => {
    const current = exampleStream({ title: 'first' });
    const world = worldOf(current);
    expect(await startStream(world, { title: 'second' })).toMatchObject({
      ok: false,
      refusal: { __typename: 'AlreadyLive', stream: current },
    });
    expect(world.store.announce).not.toHaveBeenCalled();
  });

  // Without a media server nothing can be recorded.
  test('what the host says of it is stored, and the rules of its chat are published', async () => {
    const world = worldOf();
    const input = {
      ...{ title: 'ok', description: ' Hello ', categoryId: 'cat_1', tags: ['#Cats', 'cats', 'Dögs'], language: 'de' },
      ...{ isMature: true, latency: 'LOW', record: true, thumbnailFileId: 'fil_1' },
      chat: { mode: 'FOLLOWERS', slowModeSeconds: 5 },
    };
    expect(await startStream(world, input)).toMatchObject({
      value: {
        stream: { description: 'Hello', tags: ['cats', 'dögs'], isMature: true, latency: 'LOW', isRecorded: false },
      },
    });
    expect(world.store.announce).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ chat: { mode: 'FOLLOWERS', slowModeSeconds: 5 } }),
      NOW,
    );
    expect(world.store.enqueueWork).toHaveBeenCalledTimes(1);
  });

  test('with a time it is announced, without a key, and nothing begins', async () => {
    const world = worldOf();
    const scheduledFor = new Date(NOW.getTime() + 3_600_000);
    expect(await startStream(world, { title: 'ok', scheduledFor })).toMatchObject({
      value: { stream: { state: 'SCHEDULED', scheduledFor }, ingest: null },
    });
    expect(world.store.announce).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'streaming.stream-scheduled' }),
      expect.objectContaining({ scheduledFor: scheduledFor.toISOString() }),
      NOW,
    );
    expect(world.store.addStream).not.toHaveBeenCalled();
  });

  test.each([
    ['a time in three minutes', { scheduledFor: new Date(NOW.getTime() + 180_000) }, 'InvalidInput', 'scheduledFor'],
    ['a time in a year', { scheduledFor: new Date(NOW.getTime() + 365 * 86_400_000) }, 'InvalidInput', 'scheduledFor'],
    ['eleven tags', { tags: Array.from({ length: 11 }, (_, at) => `tag${at}`) }, 'InvalidInput', 'tags'],
    ['a tag of two words', { tags: ['two words'] }, 'InvalidInput', 'tags'],
    ['a description of 2,001 characters', { description: 'x'.repeat(2_001) }, 'InvalidInput', 'description'],
    ['a slow mode of a day', { chat: { slowModeSeconds: 86_400 } }, 'InvalidInput', 'chat'],
    ['a file of somebody else', { thumbnailFileId: 'fil_2' }, 'MediaUnavailable', 'thumbnailFileId'],
  ])('%s is refused', async (_, input, __typename, field) => {
    const world = worldOf();
    expect(await startStream(world, { title: 'ok', ...input })).toMatchObject({
      refusal: { __typename, path: expect.arrayContaining([field]) },
    });
    expect(world.store.addStream).not.toHaveBeenCalled();
  });

  test('a category of another scope is refused', async () => {
    const world = worldOf();
    world.ask.mockResolvedValue({ category: { id: 'cat_1', scope: 'PRODUCT' } });
    expect(await startStream(world, { title: 'ok', categoryId: 'cat_1' })).toMatchObject({
      refusal: { __typename: 'NotFound', path: ['input', 'categoryId'] },
    });
  });

  test('more than twenty announced streams are refused', async () => {
    const scheduledFor = new Date(NOW.getTime() + 3_600_000);
    expect(await startStream(worldOf(null, 20), { title: 'ok', scheduledFor })).toMatchObject({
      refusal: { __typename: 'TooManyScheduled', limit: 20 },
    });
  });

  test('a visitor is sent to sign in', async () => {
    await expect(startStream({ ...worldOf(), caller: ANONYMOUS }, { title: 'x' })).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});
