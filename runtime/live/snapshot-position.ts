import type { DurableLog } from './durable-log.ts';

/** Where a log stands before the list beside its cursor is read: who follows from the cursor misses nothing after the list. */
export interface SnapshotPosition<Position> {
  /** For the field of the cursor. Read once a request. */
  read(): Promise<Position>;
  /** For the list: waits until the position is read, and not at all when the operation does not select the cursor. */
  beforeList(): Promise<void>;
}

/** The position of one request. */
export function createSnapshotPosition<Position>(readPosition: () => Promise<Position>): SnapshotPosition<Position> {
  let position: Promise<Position> | undefined;
  return {
    read() {
      position ??= readPosition();
      return position;
    },
    async beforeList() {
      // The fields of a root are all resolved before any of them continues: by then the cursor's has called `read`, if there is one.
      await Promise.resolve();
      await position;
    },
  };
}

/** The newest sequence of one key's log; 0 when it is empty. */
export const newestSequence = async (log: Pick<DurableLog<unknown>, 'heads'>, key: string): Promise<number> =>
  (await log.heads([key])).sequences.get(key) ?? 0;
