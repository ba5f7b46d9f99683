import { type Logger, pino } from 'pino';

/** Paths that never reach a log line, wherever they stand. */
const SECRET_PATHS = ['authorization', 'password', 'token', 'accessToken', 'refreshToken', 'cookie', 'secret'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** One JSON line an event on standard output (or descriptor 2, standard error), secrets redacted. `name` says who speaks. */
export const openLog = (name: string, level: string, descriptor: 1 | 2 = 1): Logger =>
  pino(
    {
      name,
      level,
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination(descriptor),
  );
