import { startBenchDatabase } from '../bench-database.ts';
import { type EventFeed, openEventFeed } from './event-feed.ts';

/** Runs `work` with a feed on a database of its own, whose server has the process id, and removes both. */
export async function withEventFeed<Value>(
  work: (feed: EventFeed, serverPid: number) => Promise<Value>,
): Promise<Value> {
  const database = await startBenchDatabase(['profile']);
  try {
    const feed = await openEventFeed(database.urlOf('profile'));
    try {
      return await work(feed, database.pid);
    } finally {
      await feed.close();
    }
  } finally {
    await database.remove();
  }
}
