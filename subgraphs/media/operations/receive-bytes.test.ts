import { expect, test } from '@jest/globals';
import { createMemoryStorage } from '../fixtures/memory-storage.ts';
import { createUploadWorld, uploadOf } from '../fixtures/operation-world.ts';
import { PART_BYTES, receiveBytes } from './receive-bytes.ts';

async function* bodyOf(...chunks: (string | Buffer | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield Buffer.from(chunk);
  }
}
const textOf = (world: ReturnType<typeof createUploadWorld>): string =>
  world
    .parts()
    .map(({ storageKey }) => String(world.storage.objects.get(storageKey)))
    .join('');

test('bytes become parts, one after another, each a row once it is stored', async () => {
  const size = PART_BYTES * 2 + 3;
  const world = createUploadWorld(uploadOf({ byteSize: size }));
  const body = bodyOf(Buffer.alloc(5), Buffer.alloc(size - 5));
  expect(await receiveBytes(world.context, world.upload(), 0, body)).toEqual({ receivedBytes: size });
  expect(world.parts().map(({ startOffset, byteSize }) => [startOffset, byteSize])).toEqual([
    [0, PART_BYTES],
    [PART_BYTES, PART_BYTES],
    [PART_BYTES * 2, 3],
  ]);
  expect(world.parts().map(({ storageKey }) => storageKey)).toEqual([...world.storage.objects.keys()]);
});

test('what arrived before the client went away is kept, and the next bytes follow it', async () => {
  const world = createUploadWorld();
  const gone = new Error('the client has gone away');
  await expect(receiveBytes(world.context, world.upload(), 0, bodyOf('0123', gone))).rejects.toBe(gone);
  expect(world.upload().receivedBytes).toBe(4);
  expect(await receiveBytes(world.context, world.upload(), 4, bodyOf('456', '789'))).toEqual({ receivedBytes: 10 });
  expect(textOf(world)).toBe('0123456789');
});

test('of two that send the same bytes one is refused, and leaves nothing', async () => {
  const world = createUploadWorld();
  const before = world.upload();
  await receiveBytes(world.context, before, 0, bodyOf('0123'));
  expect(await receiveBytes(world.context, before, 0, bodyOf('0123'))).toBe('CONFLICT');
  expect([world.storage.objects.size, textOf(world)]).toEqual([1, '0123']);
});

test('an upload that ends while bytes arrive takes no more of them', async () => {
  const world = createUploadWorld();
  const before = world.upload();
  world.change({ state: 'ABORTED' });
  expect(await receiveBytes(world.context, before, 0, bodyOf('0123'))).toBe('CONFLICT');
  expect(world.storage.objects.size).toBe(0);
});

test('of a file that is longer than announced nothing is kept', async () => {
  const world = createUploadWorld();
  expect(await receiveBytes(world.context, world.upload(), 0, bodyOf('0123456789', 'x'))).toBe('TOO_LONG');
  expect([world.upload().receivedBytes, world.parts()]).toEqual([0, []]);
  expect(world.store.enqueueWork).toHaveBeenCalledWith(
    expect.objectContaining({ kind: 'delete-bytes' }),
    [{ payload: { keys: [expect.stringMatching(/^uploads\/upl_1\/0{12}-/)] } }],
    expect.anything(),
  );
});

test('a full storage ends the upload, so that its parts make room', async () => {
  const world = createUploadWorld();
  await receiveBytes(world.context, world.upload(), 0, bodyOf('0123'));
  const context = { ...world.context, storage: createMemoryStorage(3) };
  await expect(receiveBytes(context, world.upload(), 4, bodyOf('4567'))).rejects.toThrow('full');
  expect([world.upload().state, world.parts()]).toEqual(['ABORTED', []]);
});

test('an upload in countless pieces is refused at some point', async () => {
  const world = createUploadWorld(uploadOf({ partCount: 1_000 }));
  expect(await receiveBytes(world.context, world.upload(), 0, bodyOf('0'))).toBe('TOO_MANY_PARTS');
});

test('no bytes are none', async () => {
  const world = createUploadWorld();
  expect(await receiveBytes(world.context, world.upload(), 0, bodyOf('', ''))).toEqual({ receivedBytes: 0 });
  expect(world.storage.objects.size).toBe(0);
});
