import type { PaymentsContext } from '../../context.ts';
import { runCommand } from './run-command.ts';

/** What attempting a command takes. */
export type AttemptNeeds = Pick<PaymentsContext, 'repository' | 'provider' | 'now' | 'streams' | 'reportError'>;

/** Carries out a command while its caller waits. What cannot be done now is left to the work queue. */
export async function attemptCommand(needs: AttemptNeeds, commandId: string): Promise<void> {
  await runCommand(needs, commandId).catch((error: unknown) =>
    needs.reportError(error, 'the provider did not answer a command, which is repeated'),
  );
}
