import { setTimeout } from 'node:timers/promises';
import type { DurableLog, Streams } from '../../../runtime/live/durable-log.ts';
import type { Signals } from '../../../runtime/live/signals.ts';
import { CHANGES_TOPIC } from '../events.ts';
import type { ChatRepository } from '../repository/index.ts';

/** Conversations taken at a time. */
const BATCH = 50;
/** Reads at this interval without a signal, which covers lost signals. */
const IDLE_MS = 1_000;

/** What projecting works with. */
export interface Projecting {
  readonly repository: Pick<ChatRepository, 'unprojected' | 'transaction'>;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly inboxLog: DurableLog<unknown>;
}

/** Brings changes of conversations to the members' own logs, and says so to whoever follows them, until `signal` aborts. */
export async function projectChanges(
  { repository, signals, streams, inboxLog }: Projecting,
  signal: AbortSignal,
): Promise<void> {
  let news = true;
  let wake: () => void = () => undefined;
  const unlisten = signals.on(CHANGES_TOPIC, () => {
    news = true;
    wake();
  });
  const rest = async (): Promise<void> => {
    const timer = new AbortController();
    const signalled = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (!news)
      await Promise.race([
        signalled,
        setTimeout(IDLE_MS, undefined, { signal: AbortSignal.any([signal, timer.signal]) }).catch(() => undefined),
      ]);
    timer.abort();
  };
  try {
    // Goes round by id: however busy some conversations are, each has its turn.
    let after = '';
    while (!signal.aborted) {
      if (after === '') news = false;
      const pending = await repository.unprojected(after, BATCH);
      for (const conversation of pending) {
        const userIds = await repository.transaction((store) => store.project(conversation));
        await Promise.all(userIds.map((userId) => streams.announce(inboxLog, userId)));
      }
      const wasFirst = after === '';
      after = pending.length < BATCH ? '' : (pending.at(-1)?.id ?? '');
      if (pending.length === 0 && wasFirst) await rest();
    }
  } finally {
    unlisten();
  }
}
