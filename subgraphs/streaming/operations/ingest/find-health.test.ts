import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { AT } from '../../../../tests/example-stream.ts';
import { exampleIngest, ingestWorld } from '../../fixtures/ingest-world.ts';
import { findHealth } from './find-health.ts';

const health = {
  ...{ bitrateKbps: 2_500, framesPerSecond: 30, droppedFrames: 1, encoder: 'OBS', measuredAt: AT.toISOString() },
};

test('the host sees how their stream arrives', async () => {
  const world = ingestWorld(exampleIngest('LIVE', { health, lastPacketAt: AT }));
  const { measuredAt: _, ...shown } = health;
  expect(await findHealth(world, 'str_1')).toEqual({ ...shown, lastPacketAt: AT });
  expect(await findHealth(ingestWorld(exampleIngest('IDLE')), 'str_1')).toMatchObject({ bitrateKbps: null });
});

test('nobody else does, and nobody where no server takes its bytes', async () => {
  const world = ingestWorld(exampleIngest('LIVE', { health }));
  expect(await findHealth({ ...world, caller: { ...ANONYMOUS, viewerId: 'usr_eve' } }, 'str_1')).toBeNull();
  expect(await findHealth(ingestWorld(null), 'str_1')).toBeNull();
});
