import { type Logger, pino } from 'pino';
import { loggedError } from './logged-error.ts';
import { readableLine } from './readable-log.ts';

/** Fields that are redacted, at any of three levels. */
const SECRET_PATHS = ['authorization', 'password', 'token', 'accessToken', 'refreshToken', 'cookie', 'secret'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** Fields that pino adds to every line. */
const OWN_KEYS = ['level', 'time', 'msg'] as const;

/** `json` for machines, `text` for people who read the log in a terminal. */
export type LogFormat = 'json' | 'text';

/**
 * Opens a log on standard output (or descriptor 2, standard error): one line per event, secrets redacted, no duplicate
 * keys. `name` is that of the process.
 */
export function openLog(name: string, level: string, descriptor: 1 | 2 = 1, format: LogFormat = 'json'): Logger {
  const destination = pino.destination(descriptor);
  return createLog(
    name,
    level,
    format === 'json' ? destination : { write: (line) => destination.write(readableLine(line)) },
  );
}

/** Creates a JSON log that writes to `destination`. */
export function createLog(name: string, level: string, destination: { write(line: string): unknown }): Logger {
  return pino(
    {
      name,
      level,
      serializers: { err: (error: unknown) => loggedError(error) },
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: {
        logMethod([first, ...rest], method) {
          const fields: unknown = first;
          const isFields = typeof fields === 'object' && fields !== null && !(fields instanceof Error);
          // as: the same arguments, but for the names of some fields.
          const given = [isFields ? withoutClashes(fields, this.bindings()) : fields, ...rest] as Parameters<
            typeof method
          >;
          method.apply(this, given);
        },
      },
    },
    destination,
  );
}

/** Renames fields that the line already has: of duplicate JSON keys, readers see only one, and not all the same one. */
function withoutClashes(fields: object, bindings: object): object {
  const isTaken = (key: string): boolean => key in bindings || OWN_KEYS.some((own) => own === key);
  if (!Object.keys(fields).some(isTaken)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [isTaken(key) ? `other_${key}` : key, value]));
}
