import type { Prisma } from '../../../prisma/generated/streaming/client.ts';
import { createTableLog } from '../../../runtime/live/table-log.ts';
import type { STATUS_LOG } from '../events.ts';
import type { LiveStream } from './streams.ts';

/** That a stream came into a state. */
export interface StatusEntry {
  readonly streamId: string;
  readonly state: LiveStream['state'];
  readonly changedAt: Date;
}

/** The log of states that `streamStatusChanged` follows. Access to it needs calls to friends, so it is checked outside. */
export const createStatusStore = (db: Prisma.TransactionClient) => ({
  statusLog: createTableLog<StatusEntry, StatusEntry>(db, {
    name: 'streaming.stream-status' satisfies (typeof STATUS_LOG)['name'],
    entries: {
      table: 'stream_status',
      key: 'stream_id',
      columns: 'stream_id AS "streamId", state::text AS state, changed_at AS "changedAt"',
    },
    heads: { table: 'live_stream', key: 'id', sequence: 'status_sequence' },
    keepsAll: true,
    permitted: async () => new Set(),
    entryOf: ({ streamId, state, changedAt }) => ({ streamId, state, changedAt }),
  }),
});
