import { on } from '../../../runtime/events/reaction.ts';
import { fileQuarantined } from '../../media/events.ts';
import { openQuarantineCase } from '../operations/open-quarantine-case.ts';
import type { ModerationStore } from '../repository/index.ts';

/** Opens a case about a file that waits for a moderator. */
export const whenFileQuarantined = (needs: Parameters<typeof openQuarantineCase>[0]) =>
  on(fileQuarantined, (store: ModerationStore, file) => openQuarantineCase(needs, store, file));
