import type { Connection } from '../../../runtime/operations/connection.ts';
import type { FriendRequest } from './requests.ts';

/** A page of people; the whole list is counted only when a client asks for its size. */
export interface UserConnection extends Connection<{ readonly id: string }> {
  /** Null where the viewer may not see the list. */
  count(): Promise<number | null>;
}

/** A page of requests; the whole list is counted only when a client asks for its size. */
export interface FriendRequestConnection extends Connection<FriendRequest> {
  count(): Promise<number>;
}
