import type { ProjectsContext } from '../context.ts';

/** Files that a contract shows, as the gateway names them: with what lets the viewer read them. */
export const contractFiles = (
  { caller: { viewerId }, fileAccess, now }: Pick<ProjectsContext, 'caller' | 'fileAccess' | 'now'>,
  contractId: string,
  fileIds: readonly string[],
) =>
  fileIds.map((id) => ({
    id,
    access: viewerId === null ? '' : fileAccess.mint({ fileId: id, viewerId, grantId: contractId }, now()),
  }));
