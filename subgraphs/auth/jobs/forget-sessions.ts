import type { Job } from '../../../runtime/subgraph/domain.ts';
import { pruneSessions, type SessionPruneNeeds } from '../operations/sessions/prune-sessions.ts';
import { repeat } from './repeat.ts';

const HOUR_MS = 60 * 60_000;

/** Deletes sessions that ended long ago, every hour. */
export const forgetSessionsHourly = (needs: SessionPruneNeeds): Job => ({
  name: 'forget-sessions',
  run: (signal) => repeat(HOUR_MS, signal, () => pruneSessions(needs, signal)),
});
