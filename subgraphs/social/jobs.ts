import { handleFileUses } from '../../runtime/attachments/handle-file-uses.ts';
import { foldCountersJob } from '../../runtime/counters/fold-counters.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { handleWork, type WorkHandler } from '../../runtime/work/work-handler.ts';
import {
  acceptWaitingRequests,
  closePoll,
  fanOutPost,
  publishMentions,
  publishPollVoters,
  publishScheduledPost,
  purgePost,
} from './events.ts';
import { distributePost, finishDistribution } from './operations/feeds/distribute-post.ts';
import { acceptBatch } from './operations/follows/accept-waiting-requests.ts';
import { publishLikes } from './operations/likes/publish-likes.ts';
import { closeDuePoll, publishVoters } from './operations/polls/close-poll.ts';
import { publishPostMentions } from './operations/posts/publish-mentions.ts';
import { publishScheduled } from './operations/posts/publish-scheduled.ts';
import { purgeRest } from './operations/posts/purge-rest.ts';
import type { SocialRepository, SocialStore } from './repository/index.ts';

/** Likes of a post that come within this time are published together. */
const LIKES_INTERVAL_MS = 5_000;

interface Needs extends Pick<Host, 'now' | 'signals' | 'streams' | 'ask'> {
  readonly repository: SocialRepository;
}

type WorkNeeds = Needs & Parameters<typeof distributePost>[0];

/** Periodic work of the domain. */
export const jobsOf = ({ repository, now }: Needs): readonly Job[] => [
  foldCountersJob(repository.sql),
  { name: 'publish-likes', everyMs: LIKES_INTERVAL_MS, run: (signal) => publishLikes({ repository, now }, signal) },
];

/** Work of the domain that outlasts a request. */
export const workOf = (needs: WorkNeeds): readonly WorkHandler<SocialStore>[] => [
  handleWork<{ readonly userId: string }, SocialStore>(acceptWaitingRequests, {
    async complete(store, { payload: { userId } }) {
      // Private again: what waits goes on waiting.
      if (!(await store.socialSettings(userId)).isPrivate) await acceptBatch(store, userId, needs.now());
      return undefined;
    },
  }),
  handleFileUses<SocialStore>({
    ...{ ask: needs.ask, service: 'social' },
    async dropFiles(store, { subjectId, fileIds }) {
      await store.dropFiles(subjectId, fileIds);
      return undefined;
    },
  }),
  handleWork<{ readonly postId: string }, SocialStore>(publishScheduledPost, {
    complete: (store, { payload: { postId } }) => publishScheduled(needs, store, postId),
  }),
  handleWork<{ readonly postId: string; readonly userIds: readonly string[] }, SocialStore>(publishMentions, {
    async complete(store, { payload: { postId, userIds } }) {
      await publishPostMentions(store, postId, userIds, needs.now());
      return undefined;
    },
  }),
  handleWork<{ readonly postId: string }, SocialStore>(closePoll, {
    async complete(store, { payload: { postId } }) {
      await closeDuePoll(store, postId, needs.now());
      return undefined;
    },
  }),
  handleWork<{ readonly postId: string; readonly after: string }, SocialStore>(publishPollVoters, {
    async complete(store, { payload }) {
      await publishVoters(store, payload, needs.now());
      return undefined;
    },
  }),
  handleWork<{ readonly postId: string }, SocialStore>(purgePost, {
    async complete(store, { payload: { postId } }) {
      if (!(await purgeRest(store, postId, needs.now())))
        await store.enqueueWork(purgePost, [{ payload: { postId } }], needs.now());
      return undefined;
    },
  }),
  handleWork(fanOutPost, {
    concurrency: 2,
    call: ({ payload }, signal) => distributePost(needs, payload, signal),
    complete: (store: SocialStore, _item, _sql, distribution) => finishDistribution(store, distribution),
  }),
];
