import { findFreePort } from '../../runtime/embedded/free-port.ts';
import { openSinks, type Sinks } from '../notification-sinks.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';
import { BOT_TOKEN } from '../telegram-init-data.ts';

/** The system on which journeys take place, one after the other. */
export interface JourneySystem extends RunningSystem {
  readonly form: 'embedded' | 'served';
  /** Where its mail arrives. */
  readonly sinks: Sinks;
}

/** Starts the system in one form, without limits of rates, with a sandbox of payments that posts its webhooks to the gateway. */
export async function startJourneySystem(form: JourneySystem['form']): Promise<JourneySystem> {
  const [sinks, port] = await Promise.all([openSinks(), findFreePort()]);
  const url = `http://127.0.0.1:${port}`;
  try {
    const system = await startSystem(form, {
      ...{ PORT: String(port), PUBLIC_URL: url, LIMITS: 'off' },
      ...{ MEDIA_MODERATION: 'rules', SMTP_URL: sinks.smtpUrl, MAIL_FROM: 'no-reply@social.example' },
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      ...{ PAYMENTS_SANDBOX_WEBHOOK_URL: `${url}/webhooks/payments/sandbox`, WALLET_WITHDRAWAL_DELAY_SECONDS: '0' },
    });
    if (form === 'embedded') system.startWorker('media');
    const close = async (): Promise<void> => {
      await system.close();
      await sinks.close();
    };
    return { ...system, form, sinks, close };
  } catch (cause) {
    await sinks.close();
    throw cause;
  }
}
