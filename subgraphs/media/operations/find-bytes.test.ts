import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { FileUrls, MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { MediaFile } from '../repository/index.ts';
import { findBytes } from './find-bytes.ts';
import { MODERATOR_GRANT } from './link-to-file.ts';

const small = { name: 'small', format: 'WEBP', contentType: 'image/webp', storageKey: 'small', byteSize: 1 } as const;
const FILE = fileOf({ variants: [{ ...small, width: 1, height: 1 }] });

/** The file is visible to Ben by the grant `cnv_1`, and to moderators. */
function find(
  link: ReturnType<FileUrls['read']>,
  variant: string | null = null,
  file: MediaFile | null = FILE,
  made: MediaFile | null = file,
  viewerId: string | null = null,
) {
  let current = file;
  const visibleFiles: MediaContext['repository']['visibleFiles'] = async (viewer, queries) =>
    queries.map(({ grantId }) =>
      viewer.isModerator || (viewer.id === 'usr_ben' && grantId === 'cnv_1') ? current : null,
    );
  const fileUrls = { read: () => link };
  const awaitVariant = async () => {
    current = made;
  };
  const needs = {
    caller: { ...ANONYMOUS, viewerId },
    now: () => NOW,
    fileUrls,
    awaitVariant,
    repository: { visibleFiles },
  };
  return findBytes(needs, 'fil_1', variant, new URLSearchParams());
}
const BEN = { viewerId: 'usr_ben', grantId: 'cnv_1' };

test('an address leads to the bytes of the original or of a variant', async () => {
  expect(await find(BEN)).toMatchObject({ storageKey: 'files/fil_1/1/original.jpeg', isPublic: false });
  expect(await find(BEN, 'small.webp')).toMatchObject({ storageKey: 'small', contentType: 'image/webp' });
  expect(await find({ viewerId: 'usr_mod', grantId: MODERATOR_GRANT })).toMatchObject({ file: { id: 'fil_1' } });
});

test.each([
  ['a forged address', 'INVALID' as const, null, FILE, 403],
  ['one whose time is over', 'EXPIRED' as const, null, FILE, 410],
  ['one of who may no longer see the file', { ...BEN, grantId: 'cnv_2' }, null, FILE, 404],
  ['a variant that does not exist', BEN, 'small.png', FILE, 404],
  ['a file that is processed again', BEN, null, fileOf({ state: 'PROCESSING' }), 404],
  ['a file without bytes', BEN, null, fileOf({ state: 'REJECTED', storageKey: null }), 404],
])('%s gets no bytes', async (_, link, variant, file, status) => {
  expect(await find(link, variant, file)).toBe(status);
});

describe('a form that is made when it is first asked for', () => {
  const large = { ...small, name: 'large', width: 1, height: 1 } as const;
  const file = fileOf({ variants: [large] });
  const made = fileOf({
    variants: [large, { ...large, format: 'AVIF', contentType: 'image/avif', storageKey: 'avif' }],
  });

  test.each([
    ['made in time, is found', made, { storageKey: 'avif' }],
    ['not made in time, is there later', file, 503],
    ['of a file that is gone by then, is not', null, 404],
  ])('%s', async (_, later, found) => {
    const response = await find(BEN, 'large.avif', file, later);
    if (typeof found === 'number') expect(response).toBe(found);
    else expect(response).toMatchObject(found);
  });

  test('is none of a file without that size', async () => {
    expect(await find(BEN, 'large.avif', FILE, made)).toBe(404);
    expect(await find(BEN, 'medium.avif', file, made)).toBe(404);
  });
});

test('an address of one person is refused to another who is signed in, and one of everybody is not', async () => {
  expect(await find(BEN, null, FILE, FILE, 'usr_eve')).toBe(403);
  expect(await find(BEN, null, FILE, FILE, 'usr_ben')).toMatchObject({ file: { id: 'fil_1' } });
  expect(await find({ viewerId: null, grantId: null }, null, FILE, FILE, 'usr_eve')).not.toBe(403);
});
