import { type Logger, pino } from 'pino';
import { loggedError } from './logged-error.ts';
import { readableLine } from './readable-log.ts';

/** Paths that never reach a log line, wherever they stand. */
const SECRET_PATHS = ['authorization', 'password', 'token', 'accessToken', 'refreshToken', 'cookie', 'secret'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** What pino writes into every line itself. */
const OWN_KEYS = ['level', 'time', 'msg'] as const;

/** How lines are written: `json` for machines, `text` for who reads them as they come. */
export type LogFormat = 'json' | 'text';

/**
 * One line an event on standard output (or descriptor 2, standard error), secrets redacted and no key twice. `name` says
 * which process speaks.
 */
export function openLog(name: string, level: string, descriptor: 1 | 2 = 1, format: LogFormat = 'json'): Logger {
  const destination = pino.destination(descriptor);
  return createLog(
    name,
    level,
    format === 'json' ? destination : { write: (line) => destination.write(readableLine(line)) },
  );
}

/** The same, to wherever lines are to go. */
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

/** Fields with those renamed that a line has already: of two equal keys readers see one, and not all the same. */
function withoutClashes(fields: object, bindings: object): object {
  const isTaken = (key: string): boolean => key in bindings || OWN_KEYS.some((own) => own === key);
  if (!Object.keys(fields).some(isTaken)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [isTaken(key) ? `other_${key}` : key, value]));
}
