import { expect, jest, test } from '@jest/globals';
import type { Sql } from '../database/database.ts';
import type { CallDomain } from '../subgraph/host.ts';
import type { FileUse } from './file-uses.ts';
import { handleFileUses } from './handle-file-uses.ts';

const USE: FileUse = {
  subjectId: 'msg_1',
  ownerId: 'usr_ada',
  grantId: 'cnv_1',
  fileIds: ['fil_1', 'fil_2'],
  isShown: true,
};

/** Does one item with a media domain that has only these files, and returns what it was requests. */
async function handle(use: FileUse, stored: readonly string[]) {
  const requests: unknown[] = [];
  const ask: CallDomain = async (_domain, document, { input, fileIds }) => {
    if (document.startsWith('query')) {
      const files = [fileIds].flat().filter((id) => stored.includes(String(id)));
      return { attachableFiles: files.map((id) => ({ id, state: 'READY', kind: 'IMAGE' })) };
    }
    const isWhole = [Object(input).fileIds].flat().every((id) => stored.includes(id));
    const name = document.includes('attachFiles') ? 'attachFiles' : 'detachFiles';
    requests.push([name, input]);
    return { [name]: { errors: name === 'detachFiles' || isWhole ? [] : [{ __typename: 'MediaUnavailable' }] } };
  };
  const dropFiles = jest.fn(async (_store: object, _use: FileUse) => undefined);
  const handler = handleFileUses({ ask, service: 'chat', dropFiles });
  const item = { id: 'wrk_1', payload: use, attempts: 1, failures: 1, createdAt: new Date(0) };
  const result = await handler.call?.(item, new AbortController().signal);
  // as: the handler does not use it.
  await handler.complete({}, item, {} as Sql, result);
  return { requests, dropped: dropFiles.mock.calls.map(([, { fileIds }]) => fileIds) };
}

const { isShown: _, ...input } = USE;

test('what is shown is attached, and what is shown no longer is detached', async () => {
  expect(await handle(USE, ['fil_1', 'fil_2'])).toEqual({ requests: [['attachFiles', input]], dropped: [] });
  expect(await handle({ ...USE, isShown: false }, [])).toEqual({
    requests: [['detachFiles', { subjectIds: ['msg_1'], fileIds: ['fil_1', 'fil_2'] }]],
    dropped: [],
  });
});

test('a file that was deleted meanwhile is dropped, and the others are attached', async () => {
  expect(await handle(USE, ['fil_2'])).toEqual({
    requests: [
      ['attachFiles', input],
      ['attachFiles', { ...input, fileIds: ['fil_2'] }],
    ],
    dropped: [['fil_1']],
  });
  expect(await handle(USE, [])).toMatchObject({ dropped: [['fil_1', 'fil_2']] });
});
