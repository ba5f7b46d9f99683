import type DataLoader from 'dataloader';
import { createLoader } from './loader.ts';

/** A data loader of what one viewer may see. A visitor may see nothing, so nothing is read for them. */
export const createViewerLoader = <Row>(
  viewerId: string | null,
  read: (viewerId: string, ids: readonly string[]) => Promise<readonly (Row | null)[]>,
): DataLoader<string, Row | null> =>
  createLoader<Row>(async (ids) => (viewerId === null ? ids.map(() => null) : read(viewerId, ids)));
