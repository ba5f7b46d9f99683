import type { Logger } from 'pino';
import { fault } from '../../../runtime/executor/faults.ts';

/** Which pages may use a gateway. */
export interface AllowedOrigins {
  /** Whether a page of an origin may: our own, one that is allowed, or no page at all (no `Origin` header). */
  includes(origin: string | undefined, host: string | undefined): boolean;
  /** The refusal of an origin; the first one of each is logged. */
  refusal(origin: string | undefined): ReturnType<typeof fault>;
}

/** What decides about origins. */
export interface OriginRules {
  /** Origins, `*` in them for any name or port (`https://*.app.example`), or `*` alone for all. */
  readonly allowed: readonly string[];
  /** Outside production pages of this machine may, on any port. */
  readonly production: boolean;
  readonly log: Logger;
}

/** Origins that are logged, at most: a stranger can send any number of them. */
const MAX_LOGGED = 100;
const LOCAL = /^https?:\/\/(localhost|([a-z0-9-]+\.)+localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Reads the rules once. */
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
      if (logged.size < MAX_LOGGED && !logged.has(origin)) {
        logged.add(origin);
        log.warn({ origin }, 'an origin is refused: it is not in ALLOWED_ORIGINS');
      }
      return fault('FORBIDDEN', 'Pages of this origin may not use this server: it is not in ALLOWED_ORIGINS.');
    },
  };
}

/** `*` stands for names with dots between, never for what ends a host. */
function patternOf(origin: string): RegExp {
  if (origin === '*') return /^/;
  const escaped = origin.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[a-z0-9-]+(?:\\.[a-z0-9-]+)*')}$`);
}
