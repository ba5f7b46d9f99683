import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSmallS3, type SmallS3 } from '../../../tests/small-s3.ts';
import { openS3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';
import { StorageFullError, StorageUnavailableError } from './storage-errors.ts';
import type { S3Settings } from './storage-settings.ts';

const TWO_PARTS = Buffer.alloc(9 * 1024 * 1024);
let server: SmallS3;
let settings: S3Settings;
let storage: Storage;

beforeEach(async () => {
  server = await openSmallS3();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  settings = { bucket: 'files', prefix: '', endpoint: server.url, region: 'us-east-1', credentials };
  storage = openS3Storage(settings, { idleTimeoutMs: 200, maxAttempts: 1 });
  await put();
});

afterEach(async () => {
  await storage.close();
  await server.close();
});

const put = (bytes = Buffer.from('0123456789')) =>
  storage.put(
    'key',
    (async function* () {
      yield bytes;
    })(),
    { contentType: 'text/plain' },
  );

test.each([500, 503, 403, 'silent'] as const)('is unavailable while S3 responds with %s', async (fault) => {
  for (const method of ['GET', 'HEAD', 'PUT', 'POST']) server.fail(method, fault);
  await expect(storage.read('key')).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(storage.info('key')).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(storage.list(null, 10)).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(storage.delete(['key'])).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(put()).rejects.toBeInstanceOf(StorageUnavailableError);
});

test('is full when S3 says so', async () => {
  server.fail('PUT', 507);
  await expect(put()).rejects.toBeInstanceOf(StorageFullError);
});

test('tries a bounded number of times', async () => {
  server.fail('HEAD', 500);
  const before = server.requests();
  const patient = openS3Storage(settings, { maxAttempts: 2 });
  await expect(patient.info('key')).rejects.toThrow();
  await patient.close();
  expect(server.requests() - before).toBe(2);
});

test('does not take half a body for the whole', async () => {
  server.fail('GET', 'cut-off');
  const found = await storage.read('key');
  expect(found).not.toBeNull();
  await expect(buffer(found?.body ?? ReadableStream.from([]))).rejects.toBeInstanceOf(StorageUnavailableError);
});

test('aborts an upload whose parts cannot be stored', async () => {
  server.fail('PUT', 503);
  await expect(put(TWO_PARTS)).rejects.toBeInstanceOf(StorageUnavailableError);
  expect(server.openUploads()).toBe(0);
});
