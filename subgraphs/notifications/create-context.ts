import { createLoader } from '../../runtime/database/loader.ts';
import { createViewerLoader } from '../../runtime/database/viewer-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { Channels, NotificationsContext } from './context.ts';
import { namePeople } from './operations/inbox/name-people.ts';
import type { NotificationsRepository, Relation } from './repository/index.ts';

/** What contexts are made of: all of it outlives a request. */
export type ContextParts = Pick<Host, 'ask' | 'signals' | 'streams' | 'now'> &
  Pick<NotificationsContext, 'repository' | 'channels' | 'inboxLog'> & { readonly random: () => number };

/** Makes the parts of one open domain. */
export const createParts = (
  { ask, signals, streams, now }: Host,
  repository: NotificationsRepository,
  channels: Channels,
): ContextParts => ({
  ask,
  signals,
  streams,
  now,
  repository,
  channels,
  inboxLog: repository.inboxLog,
  random: Math.random,
});

/** The context of one request, or of one event of a subscription. */
function createContext(
  parts: ContextParts,
  caller: Caller,
  { requestId }: Pick<GraphQLRequest, 'requestId'>,
): NotificationsContext {
  const { repository } = parts;
  const { viewerId } = caller;
  return {
    ...parts,
    caller,
    requestId: requestId ?? null,
    notifications: createViewerLoader(viewerId, repository.notifications),
    devices: createViewerLoader(viewerId, repository.devices),
    deliveries: createLoader(repository.deliveries),
    templates: createLoader(repository.templates),
    hiddenSubjects: createLoader<boolean>((ids) => repository.hiddenSubjects(ids)),
    relations: createLoader<Relation>((ids) => repository.relationsWith(viewerId ?? '', ids)),
    names: createLoader((ids) => namePeople(parts, caller, ids)),
    inboxPosition: createSnapshotPosition(() => newestSequence(parts.inboxLog, viewerOf(caller))),
  };
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export const contextsOf =
  (parts: ContextParts) =>
  (caller: Caller, request: Pick<GraphQLRequest, 'requestId'> = {}): NotificationsContext =>
    createContext(parts, caller, request);
