import type { Host } from '../../../runtime/subgraph/host.ts';
import type { WorkHandler } from '../../../runtime/work/work-handler.ts';
import type { PaymentsStore } from '../repository/index.ts';
import type { PaymentsSettings } from '../settings.ts';
import { type SandboxServerOptions, serveSandbox, WEBHOOK_PATH } from './sandbox-server.ts';
import { sandboxWorkOf } from './sandbox-work.ts';

/** A sandbox that is served by this process. */
export interface Sandbox {
  /** Where its API is, without a slash at its end. */
  readonly url: string;
  readonly work: readonly WorkHandler<PaymentsStore>[];
  close(): Promise<void>;
}

/** Opens the sandbox for this process. Any number of processes serve it, and whichever lives goes on with its work. */
export async function openSandbox(
  host: Pick<Host, 'now' | 'signals'>,
  settings: Pick<PaymentsSettings, 'sandboxWebhookUrl'>,
  options: Pick<SandboxServerOptions, 'apiKey' | 'handleWebhook' | 'reportError' | 'repository'> & {
    readonly webhookSecret: string;
  },
): Promise<Sandbox> {
  const needs = { repository: options.repository, now: host.now, signals: host.signals };
  const server = await serveSandbox({ ...needs, ...options });
  // The same route in this process, when no other address is set.
  const webhookUrl = settings.sandboxWebhookUrl ?? `${server.url}${WEBHOOK_PATH}`;
  const { webhookSecret } = options;
  return {
    url: server.url,
    work: sandboxWorkOf({ ...needs, webhookSecret, webhookUrl }),
    close: () => server.close(),
  };
}
