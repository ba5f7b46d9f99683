import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { fileUrlKey, findFileUrls, findPictureUrls } from './find-file-urls.ts';

test('addresses come in the order of the keys, from one call as the viewer', async () => {
  const ask = jest.fn<CallDomain>(async () => ({ _entities: [{ url: 'https://media/1' }, null, { url: null }] }));
  const keys = [fileUrlKey('fil_1', 'a.b.c'), fileUrlKey('fil_2', ''), fileUrlKey('fil_3', 'd')];
  expect(await findFileUrls(ask, ANONYMOUS, keys)).toEqual(['https://media/1', null, null]);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(ask).toHaveBeenCalledWith(
    'media',
    expect.any(String),
    {
      representations: [
        { __typename: 'MediaFile', id: 'fil_1', access: 'a.b.c' },
        { __typename: 'MediaFile', id: 'fil_2', access: '' },
        { __typename: 'MediaFile', id: 'fil_3', access: 'd' },
      ],
    },
    ANONYMOUS,
  );
});

test('pictures are small ones, or as large as they come', async () => {
  const answer = {
    _entities: [
      { small: 'https://media/small', url: 'https://media/thumbnail' },
      { small: null, url: 'https://media/2' },
      null,
    ],
  };
  const ask = jest.fn<CallDomain>(async () => answer);
  const keys = [fileUrlKey('fil_1', 'a'), fileUrlKey('fil_2', 'b'), fileUrlKey('fil_3', '')];
  expect(await findPictureUrls(ask, ANONYMOUS, keys)).toEqual(['https://media/small', 'https://media/2', null]);
  expect(ask).toHaveBeenCalledTimes(1);
});
