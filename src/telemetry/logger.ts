import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Paths whose values never reach a log line. */
const REDACTED = ['req.headers.authorization', 'headers.authorization', 'authorization', 'token', 'query', 'code'];

/** Log lines on stderr: JSON for machines, readable on a terminal. stdout belongs to results. */
export function createLogger(level: LogLevel, isTerminal: boolean): Logger {
  const options = { level, redact: { paths: REDACTED, censor: '[redacted]' }, base: null };
  if (isTerminal) {
    return pino(options, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }));
  }
  return pino(options, pino.destination({ dest: 2, sync: false }));
}
