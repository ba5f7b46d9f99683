import type { CatalogueLoaders, CommerceContext } from '../context.ts';

type ShownFile = Awaited<ReturnType<CatalogueLoaders['files']['load']>>[number];

/** Files with what lets the viewer read them; what everybody may see is the same for all. */
export const withAccess =
  ({ caller: { viewerId }, fileAccess, now }: Pick<CommerceContext, 'caller' | 'fileAccess' | 'now'>) =>
  ({ fileId, grantId, isOpen }: ShownFile) => {
    // Access without a viewer is for everybody: who is none gets it only for what everybody may see.
    const isFor = isOpen || viewerId !== null;
    return {
      id: fileId,
      access: isFor ? fileAccess.mint({ fileId, viewerId: isOpen ? null : viewerId, grantId }, now()) : '',
    };
  };
