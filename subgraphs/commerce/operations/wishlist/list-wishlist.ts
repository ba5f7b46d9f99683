import { createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { WishedProduct } from '../../repository/index.ts';

const WISHES = createPaging({
  name: 'wishlist',
  key: [cursorPart.instant, cursorPart.id('prd')],
  keyOf: ({ addedAt, id }: WishedProduct) => [addedAt.toISOString(), id],
});

interface Needs extends Pick<CommerceContext, 'caller'> {
  readonly repository: Pick<CommerceContext['repository'], 'wishlist'>;
}

/** What the viewer keeps in mind and may see, those added last first. */
export async function listWishlist({ caller, repository }: Needs, page: PageArguments) {
  const userId = viewerOf(caller);
  const connection = await WISHES.read(page, (request) => repository.wishlist(userId, request));
  return {
    ...connection,
    edges: connection.edges.map(({ cursor, node }) => ({ cursor, node, addedAt: node.addedAt })),
  };
}
