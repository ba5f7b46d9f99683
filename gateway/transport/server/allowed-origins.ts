import type { Logger } from 'pino';
import { fault } from '../../../runtime/executor/faults.ts';

/** The origins whose pages may use a gateway. */
export interface AllowedOrigins {
  /** Whether requests with this `Origin` are allowed: absent, our own, or on the list. */
  includes(origin: string | undefined, host: string | undefined): boolean;
  /** The error for an origin that is not allowed. Logged once for each origin. */
  refusal(origin: string | undefined): ReturnType<typeof fault>;
}

/** The settings that decide which origins are allowed. */
export interface OriginRules {
  /** Origins; `*` stands for any name or port (`https://*.app.example`), and alone for all origins. */
  readonly allowed: readonly string[];
  /** Outside production pages of this machine are allowed, on any port. */
  readonly production: boolean;
  readonly log: Logger;
}

/** Maximum number of origins that are logged, since a stranger can send any number of them. */
const MAX_LOGGED_ORIGINS = 100;
const LOCAL = /^https?:\/\/(localhost|([a-z0-9-]+\.)+localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Compiles the rules. */
export function createAllowedOrigins({ allowed, production, log }: OriginRules): AllowedOrigins {
  const exact = new Set(allowed.map((origin) => origin.toLowerCase()));
  const patterns = allowed.filter((origin) => origin.includes('*')).map(patternOf);
  if (!production) patterns.push(LOCAL);
  const logged = new Set<string>();
  return {
    includes(given, host) {
      if (given === undefined) return true;
      const origin = given.toLowerCase();
      if (exact.has(origin) || patterns.some((pattern) => pattern.test(origin))) return true;
      return host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
    },
    refusal(origin = '') {
      if (logged.size < MAX_LOGGED_ORIGINS && !logged.has(origin)) {
        logged.add(origin);
        log.warn({ origin }, 'refused an origin that is not in ALLOWED_ORIGINS');
      }
      return fault('FORBIDDEN', 'This origin is not in ALLOWED_ORIGINS.');
    },
  };
}

/** `*` matches host labels and ports, never a character that ends the host. */
function patternOf(origin: string): RegExp {
  if (origin === '*') return /^/;
  const escaped = origin.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[a-z0-9-]+(?:\\.[a-z0-9-]+)*')}$`);
}
