import type { Sql } from '../../../runtime/database/database.ts';
import { RESUME_COLUMNS, type Resume } from './resume.ts';

/** Erasing who has deleted their account: `resume`, with its versions and links. */
export const createErasureStore = (db: Sql) => ({
  /** All resumes of a person: they are few. */
  resumesToErase: (ownerId: string): PromiseLike<Resume[]> =>
    db.$queryRaw<
      Resume[]
    >`SELECT ${RESUME_COLUMNS} FROM resume AS r WHERE r.owner_id = ${ownerId} ORDER BY r.id FOR UPDATE`,
});
