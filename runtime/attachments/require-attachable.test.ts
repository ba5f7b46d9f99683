import { expect, test } from '@jest/globals';
import { requireAttachable } from './require-attachable.ts';

const STORED = [
  { id: 'fil_ready', state: 'READY', kind: 'IMAGE' },
  { id: 'fil_pdf', state: 'READY', kind: 'DOCUMENT' },
  { id: 'fil_new', state: 'PROCESSING', kind: 'IMAGE' },
];
const outcomeOf = async (fileIds: readonly string[], kind?: 'IMAGE') => {
  const result = await requireAttachable(
    async (_domain, _document, variables) => ({
      attachableFiles: STORED.filter(({ id }) => [variables['fileIds']].flat().includes(id)),
    }),
    { service: 'chat', ownerId: 'usr_ada', fileIds, path: ['attachmentIds'], ...(kind === undefined ? {} : { kind }) },
  );
  return result.ok ? 'done' : [result.refusal.__typename, ...result.refusal.path];
};

test.each([
  ['no file', [], undefined, 'done'],
  ['own files that are ready', ['fil_ready', 'fil_pdf'], undefined, 'done'],
  ['a picture where one is asked for', ['fil_ready'], 'IMAGE', 'done'],
  ['a file of nobody', ['fil_ready', 'fil_none'], undefined, ['MediaUnavailable', 'input', 'attachmentIds']],
  ['a file that is being processed', ['fil_new'], undefined, ['MediaNotReady', 'input', 'attachmentIds']],
  ['a document for a picture', ['fil_pdf'], 'IMAGE', ['MediaUnavailable', 'input', 'attachmentIds']],
] as const)('%s', async (_, fileIds, kind, expected) => {
  expect(await outcomeOf(fileIds, kind)).toEqual(expected);
});
