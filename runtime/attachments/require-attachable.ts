import { done, type RefusalOf, type Result, refuse } from '../operations/result.ts';
import type { CallDomain } from '../subgraph/host.ts';
import { createMediaCalls } from './media-calls.ts';

/** Why files cannot be shown: they are not the person's or are withheld, or they are still being processed. */
export type AttachmentRefusal = RefusalOf<'MediaUnavailable'> | RefusalOf<'MediaNotReady'>;

/** Files that a person wants to show, by the domain `service`. */
interface AttachmentRequest {
  readonly service: string;
  readonly ownerId: string;
  readonly fileIds: readonly string[];
  /** A kind that all of them have to be of; any when absent. */
  readonly kind?: 'IMAGE';
  /** Where in the input they are, below `input`. */
  readonly path: readonly string[];
}

/**
 * Permits only files that are the person's own and ready to be shown.
 *
 * @throws a fault `UNAVAILABLE` when media cannot be asked.
 */
export async function requireAttachable(
  ask: CallDomain,
  { service, ownerId, fileIds, kind, path }: AttachmentRequest,
): Promise<Result<null, AttachmentRefusal>> {
  if (fileIds.length === 0) return done(null);
  const files = await createMediaCalls(ask, service).attachableFiles(ownerId, fileIds);
  const found = fileIds.map((id) => files.find((file) => file.id === id));
  const at = { path: ['input', ...path] };
  if (found.some((file) => file === undefined))
    return refuse({
      __typename: 'MediaUnavailable',
      message: 'There is no such file of yours that can be used.',
      ...at,
    });
  if (found.some((file) => file?.state !== 'READY'))
    return refuse({ __typename: 'MediaNotReady', message: 'The file is still being processed.', ...at });
  if (kind !== undefined && found.some((file) => file?.kind !== kind))
    return refuse({ __typename: 'MediaUnavailable', message: 'Only pictures can be used here.', ...at });
  return done(null);
}
