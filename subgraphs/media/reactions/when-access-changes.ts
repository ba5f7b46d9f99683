import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import {
  DOMAINS_WITH_FILES,
  type FileAccessFact,
  fileAccessEnded,
  fileAccessRestored,
} from '../../../runtime/relations/file-access-events.ts';
import type { MediaContext } from '../context.ts';
import { accessEndsAt } from '../operations/access-ends-at.ts';
import type { MediaStore } from '../repository/index.ts';

type Store = Pick<MediaStore, 'endAccess' | 'restoreAccess'>;

/** Ends access by grants of other domains, and gives it again. */
export const whenAccessChanges = ({ now }: Pick<MediaContext, 'now'>): readonly Reaction<Store>[] =>
  DOMAINS_WITH_FILES.flatMap((domain) => [
    on(fileAccessEnded(domain), (store: Store, fact) => store.endAccess(endsOf(fact), accessEndsAt(now()))),
    on(fileAccessRestored(domain), (store: Store, fact) => store.restoreAccess(endsOf(fact))),
  ]);

const endsOf = ({ grantId, userId, fileIds }: FileAccessFact) =>
  (fileIds ?? ['']).map((fileId) => ({ grantId, viewerId: userId ?? '', fileId }));
