import DataLoader from 'dataloader';
import { MAX_BATCH_SIZE } from './loader.ts';

/** A data loader for one request whose `read` has an answer for each id, such as a count or a list. */
export const createCompleteLoader = <Row>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row> => new DataLoader<string, Row>(read, { maxBatchSize: MAX_BATCH_SIZE });
