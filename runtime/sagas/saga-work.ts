import { defineWork, type WorkType } from '../work/work-type.ts';
import type { LockedSaga } from './saga-table.ts';

/** The kind of the work items that run steps of a saga: the saga as it was when the step became the next. */
export const sagaWork = (kind: string): WorkType<Omit<LockedSaga, 'endedAt'>> => defineWork(`saga:${kind}`);
