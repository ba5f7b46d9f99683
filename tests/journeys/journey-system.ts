import { findFreePort } from '../../runtime/embedded/free-port.ts';
import type { FreshDatabase } from '../engines.ts';
import { type IdentityProvider, openIdentityProvider } from '../identity-provider.ts';
import { openSinks, type Sinks } from '../notification-sinks.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';
import { BOT_TOKEN } from '../telegram-init-data.ts';

/** The client of the system: where an identity provider sends people back to, and what their passkeys are for. */
export const APP = { origin: 'https://app.example.com', signedIn: 'https://app.example.com/signed-in' };

/** The system on which journeys take place, one after the other. */
export interface JourneySystem extends RunningSystem {
  readonly form: 'embedded' | 'served';
  /** Where its mail arrives. */
  readonly sinks: Sinks;
  /** By which people may sign in, under the name `corp`. */
  readonly issuer: IdentityProvider;
}

/** What a system of journeys has that is not the same for all. */
interface JourneySystemOptions {
  /** Another database than a new one of the test server. */
  readonly databaseOf?: () => Promise<Pick<FreshDatabase, 'ownerUrl' | 'drop'>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the system in one form, without limits of rates, with a sandbox of payments that posts its webhooks to the gateway. */
export async function startJourneySystem(
  form: JourneySystem['form'],
  { databaseOf, environment = {} }: JourneySystemOptions = {},
): Promise<JourneySystem> {
  const [sinks, port] = await Promise.all([openSinks(), findFreePort()]);
  const url = `http://127.0.0.1:${port}`;
  const issuer = await openIdentityProvider(`${url}/oauth/corp/callback`);
  const closeSurroundings = () => Promise.all([sinks.close(), issuer.stop()]);
  try {
    const settings = {
      ...{ PORT: String(port), PUBLIC_URL: url, LIMITS: 'off' },
      ...{ MEDIA_MODERATION: 'rules', SMTP_URL: sinks.smtpUrl, MAIL_FROM: 'no-reply@social.example' },
      ...{ PAYMENTS_SANDBOX_WEBHOOK_URL: `${url}/webhooks/payments/sandbox`, WALLET_WITHDRAWAL_DELAY_SECONDS: '0' },
      ...{ OAUTH_PROVIDERS: 'corp', OAUTH_REDIRECT_URIS: APP.signedIn, OAUTH_CORP_ISSUER: issuer.issuer },
      ...{ OAUTH_CORP_CLIENT_ID: issuer.clientId, OAUTH_CORP_CLIENT_SECRET: issuer.clientSecret },
      ...{ PASSKEY_RP_ID: 'example.com', PASSKEY_ORIGINS: APP.origin, TELEGRAM_BOT_TOKEN: BOT_TOKEN },
      ...environment,
    };
    const system = await startSystem(form, settings, databaseOf);
    if (form === 'embedded') system.startWorker('media');
    const close = async (): Promise<void> => {
      await system.close();
      await closeSurroundings();
    };
    return { ...system, form, sinks, issuer, close };
  } catch (cause) {
    await closeSurroundings();
    throw cause;
  }
}
