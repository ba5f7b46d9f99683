import { z } from 'zod';
import { serviceCaller } from '../executor/caller.ts';
import type { CallDomain } from '../subgraph/host.ts';
import type { FileUse } from './file-uses.ts';

/** Why media refuses to record what is shown. */
export type AttachOutcome = 'attached' | 'unavailable';

/** Files at a time. */
const MAX_FILES = 100;

const ATTACHABLE = `query Attachable($ownerId: ID!, $fileIds: [ID!]!) {
  attachableFiles(ownerId: $ownerId, fileIds: $fileIds) { id state kind }
}`;
const ATTACHABLE_FILES = z.object({
  attachableFiles: z.array(z.object({ id: z.string(), state: z.string(), kind: z.string() })),
});
const ATTACH = `mutation Attach($input: AttachFilesInput!) { attachFiles(input: $input) { errors { __typename } } }`;
const DETACH = `mutation Detach($input: DetachFilesInput!) { detachFiles(input: $input) { errors { __typename } } }`;
const CHANGED = z.object({ errors: z.array(z.object({ __typename: z.string() })) });

/** A file that its owner may show. */
export type AttachableFile = z.output<typeof ATTACHABLE_FILES>['attachableFiles'][number];

/**
 * Calls of the media domain on behalf of the domain `service`. All of them may be repeated.
 *
 * @throws a fault `UNAVAILABLE` when media cannot be asked.
 */
export function createMediaCalls(ask: CallDomain, service: string) {
  const caller = serviceCaller(service);
  const change = async (field: string, document: string, input: object): Promise<readonly string[]> => {
    const data = await ask('media', document, { input }, caller, { isRepeatable: true });
    return CHANGED.parse(data[field]).errors.map(({ __typename }) => __typename);
  };
  return {
    /** Those of the files that the person may show. */
    async attachableFiles(ownerId: string, fileIds: readonly string[]): Promise<readonly AttachableFile[]> {
      const data = await ask('media', ATTACHABLE, { ownerId, fileIds: fileIds.slice(0, MAX_FILES) }, caller);
      return ATTACHABLE_FILES.parse(data).attachableFiles;
    },
    /** Records that files are shown: all of them or, when one cannot be shown any more, none. */
    async attachFiles({ ownerId, fileIds, subjectId, grantId }: FileUse): Promise<AttachOutcome> {
      const [error] = await change('attachFiles', ATTACH, { ownerId, fileIds, subjectId, grantId });
      if (error === undefined || error === 'MediaUnavailable') return error === undefined ? 'attached' : 'unavailable';
      throw new Error(`media refuses to attach files: ${error}`);
    },
    /** Records that files are no longer shown. */
    async detachFiles({ subjectId, fileIds }: Pick<FileUse, 'subjectId' | 'fileIds'>): Promise<void> {
      const [error] = await change('detachFiles', DETACH, { subjectIds: [subjectId], fileIds });
      if (error !== undefined) throw new Error(`media refuses to detach files: ${error}`);
    },
  };
}
