import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { ResumeContext } from '../../context.ts';
import { resumeTopic } from '../../events.ts';

/** Signals the subscriptions of a resume and the work that its change has enqueued, after the commit. */
export async function signalChange({ signals }: Pick<ResumeContext, 'signals'>, resumeId: string): Promise<void> {
  await Promise.all([signals.notify(resumeTopic(resumeId), {}), notifyWork(signals, 'resume')]);
}
