import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { createFileUrls } from '../adapters/file-urls.ts';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { MediaFile } from '../repository/index.ts';
import { findBytes } from './find-bytes.ts';
import { urlExpiryOf, urlOf } from './link-to-file.ts';

const [NEW, OLD] = ['new', 'old'].map((name) => `a secret of thirty-two characters, ${name}`);
const fileUrls = createFileUrls([String(NEW), String(OLD)], 'https://cdn.example.com');
const form = { width: 4, height: 3, byteSize: 5 };
const small = { ...form, name: 'small', contentType: 'image/webp', storageKey: 'files/fil_1/1/small.webp' } as const;
const VARIANTS = [
  { ...small, format: 'AVIF' },
  { ...small, format: 'JPEG' },
  { ...small, format: 'WEBP' },
] as const;
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const callerOf = (viewerId: string | null) => ({ ...ANONYMOUS, viewerId });
const link = (file: MediaFile, viewerId: string | null, request = {}) =>
  urlOf({ caller: callerOf(viewerId), fileUrls, now: () => NOW }, file, request);

/** What a client gets that opens an address at that time, if the file is still visible to those viewers. */
async function open(
  url: string | null,
  { at = NOW, visibleTo = ['usr_ada', ''], file = fileOf({ variants: VARIANTS }) } = {},
) {
  const { pathname, searchParams } = new URL(url ?? '');
  const [, , id = '', variant = null] = pathname.split('/');
  const visibleFiles: MediaContext['repository']['visibleFiles'] = async ({ id: viewerId, isModerator }) =>
    visibleTo.includes(isModerator ? 'moderator' : viewerId) ? [file] : [null];
  const awaitVariant = async () => undefined;
  const needs = { caller: ANONYMOUS, now: () => at, fileUrls, awaitVariant, repository: { visibleFiles } };
  const found = await findBytes(needs, id, variant, searchParams);
  return typeof found === 'number' ? found : found.storageKey;
}

describe('an address', () => {
  test('of a private file is for its viewer, and ends after five to ten minutes', async () => {
    const url = link(fileOf(), 'usr_ada');
    expect(await open(url)).toBe('files/fil_1/1/original.jpeg');
    expect(await open(url, { at: later(5 * 60_000 - 1) })).toBe('files/fil_1/1/original.jpeg');
    expect(await open(url, { at: later(10 * 60_000) })).toBe(410);
  });

  test('stops working as soon as the viewer may no longer see the file', async () => {
    const url = link(fileOf({ grantId: 'cnv_1' }), 'usr_ben');
    expect(await open(url, { visibleTo: ['usr_ben'] })).toBe('files/fil_1/1/original.jpeg');
    expect(await open(url, { visibleTo: ['usr_ada'] })).toBe(404);
  });

  test('of a public file is the same for everybody, and works for an hour at least', async () => {
    const file = fileOf({ visibility: 'PUBLIC' });
    const url = link(file, 'usr_ada');
    expect(url).toBe(link(file, null));
    expect(await open(url, { at: later(3_600_000 - 1), visibleTo: [''] })).toBe('files/fil_1/1/original.jpeg');
  });

  test('that a moderator has is not one of the person', async () => {
    const url = link(fileOf({ state: 'QUARANTINED' }), 'usr_mod');
    expect([await open(url, { visibleTo: ['moderator'] }), await open(url, { visibleTo: ['usr_mod'] })]).toEqual([
      'files/fil_1/1/original.jpeg',
      404,
    ]);
  });

  test.each([
    ['another viewer', 'viewer', 'usr_eve'],
    ['another grant', 'grant', 'cnv_2'],
    ['a later end', 'expires', '9999999999'],
    ['no number as its end', 'expires', '1e9'],
    ['another signature', 'signature', 'A'.repeat(43)],
  ])('with %s is forged', async (_, name, value) => {
    const url = new URL(link(fileOf({ grantId: 'cnv_1' }), 'usr_ada') ?? '');
    url.searchParams.set(name, value);
    expect(await open(url.href)).toBe(403);
  });

  test('works while its secret is replaced', async () => {
    const before = createFileUrls([String(OLD)], 'https://cdn.example.com');
    const url = urlOf({ caller: callerOf('usr_ada'), fileUrls: before, now: () => NOW }, fileOf(), {});
    expect(await open(url)).toBe('files/fil_1/1/original.jpeg');
  });

  test.each(['PROCESSING', 'REJECTED', 'FAILED'] as const)('of a file that is %s there is none', (state) => {
    const file = fileOf({ state });
    expect(link(file, 'usr_ada')).toBeNull();
    expect(urlExpiryOf({ caller: callerOf('usr_ada'), fileUrls, now: () => NOW }, file)).toBeNull();
  });

  test.each([
    [{ variant: 'small' }, 'small.webp'],
    [{ variant: 'small', format: 'AVIF' }, 'small.avif'],
    [{ variant: 'small', format: 'PNG' }, null],
    [{ variant: 'huge' }, null],
    [{ format: 'WEBP' }, null],
    [{ format: 'ORIGINAL' }, 'fil_1'],
  ])('of the form %j is that of %s', (request, expected) => {
    const url = link(fileOf({ variants: VARIANTS }), 'usr_ada', request);
    expect(url === null ? null : new URL(url).pathname.split('/').at(-1)).toBe(expected);
  });
});
