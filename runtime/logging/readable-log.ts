import { inspect } from 'node:util';

const LEVELS: ReadonlyMap<unknown, string> = new Map([
  [10, 'TRACE'],
  [20, 'DEBUG'],
  [30, 'INFO'],
  [40, 'WARN'],
  [50, 'ERROR'],
  [60, 'FATAL'],
]);

/** Fields that the text form prints in a fixed position, or not at all. */
const PLACED: ReadonlySet<string> = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err']);

/**
 * Formats a JSON log line for people: time of day, level, process, message, other fields; the stack of an error follows on
 * its own lines. A line that is not JSON is returned as it is.
 */
export function readableLine(line: string): string {
  const fields = parsed(line);
  if (fields === null) return line;
  const { level, time, name, msg, err } = Object.fromEntries(Object.entries(fields));
  const head = [
    String(time).slice(11, 23),
    (LEVELS.get(level) ?? String(level)).padEnd(5),
    name === undefined ? '' : `[${name}]`,
    msg === undefined ? '' : onOneLine(String(msg)),
  ];
  const rest = Object.entries(fields)
    .filter(([key]) => !PLACED.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? plainOrQuoted(value) : JSON.stringify(value)}`);
  return `${[...head, ...rest].filter((part) => part !== '').join(' ')}\n${stackOf(err)}`;
}

function stackOf(err: unknown): string {
  if (err === undefined || err === null) return '';
  const stack = typeof err === 'object' && 'stack' in err && typeof err.stack === 'string' ? err.stack : inspect(err);
  return `${stack
    .split('\n')
    .map((each) => `    ${onOneLine(each.trim())}`)
    .join('\n')}\n`;
}

const plainOrQuoted = (text: string): string => (/^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text));

/** Escapes control characters, which could start another line or colour the terminal. */
const onOneLine = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));

function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
