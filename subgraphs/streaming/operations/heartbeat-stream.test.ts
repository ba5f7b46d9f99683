import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { EXAMPLE_VIEWER, exampleAudience, exampleStream, STREAM_REFUSALS } from '../../../tests/example-stream.ts';
import { heartbeatStream } from './heartbeat-stream.ts';

const INPUT = { streamId: 'str_1' };

test('a heartbeat renews the lease, also one that has expired', async () => {
  const world = exampleAudience(exampleStream(), [], EXAMPLE_VIEWER);

  expect(await heartbeatStream(world, INPUT)).toEqual({
    ok: true,
    value: { ...EXAMPLE_VIEWER, leaseExpiresAt: new Date('2026-11-20T12:00:15.000Z') },
  });
  expect(world.repository.joinedViewers).toHaveBeenCalledWith([
    { streamId: 'str_1', userId: 'usr_bob', sessionId: 'ses_1' },
  ]);
  expect(world.calls).toEqual(['hold usr_bob#ses_1 15000']);
});

test.each([
  ...STREAM_REFUSALS,
  ['a stream that has ended', exampleStream({ state: 'ENDED' }), INPUT, 'StreamEnded'] as const,
])('%s is refused, and no lease is taken', async (_, stream, input, __typename) => {
  const world = exampleAudience(stream, [], EXAMPLE_VIEWER);

  expect(await heartbeatStream(world, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'streamId'] },
  });
  expect(world.calls).toEqual([]);
});

test('a heartbeat of a session that has not joined is refused', async () => {
  const world = exampleAudience(exampleStream(), ['usr_bob#ses_2']);

  expect(await heartbeatStream(world, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotJoined', path: ['input', 'streamId'] },
  });
  expect(world.calls).toEqual([]);
});

test('a heartbeat of who is banned is refused', async () => {
  const world = exampleAudience(exampleStream(), [], EXAMPLE_VIEWER, true);

  expect(await heartbeatStream(world, INPUT)).toMatchObject({ refusal: { __typename: 'NotJoined' } });
  expect(world.calls).toEqual([]);
});

test('a heartbeat requires a viewer', async () => {
  const world = { ...exampleAudience(exampleStream()), caller: ANONYMOUS };
  await expect(heartbeatStream(world, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
