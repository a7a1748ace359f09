import type { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { toLoggedError } from './logged-error.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields whose values never reach a log line: what proves who someone is, who a student is, what was written and answered. */
const REDACTED = [
  'authorization',
  'token',
  'headers',
  'req.headers',
  'student_id',
  'studentId',
  'query',
  'code',
  'text',
  'body',
  'reply',
];

/** Lines leave together once there are so many bytes of them, or after so many milliseconds, and at the end of the process. */
const WRITTEN_TOGETHER = { minLength: 32_768, maxWrite: 65_536, periodicFlush: 100 };

/**
 * Log lines on stderr: JSON for machines, readable on a terminal. stdout belongs to results.
 * @param destination where lines go instead
 */
export function createLogger(level: LogLevel, isTerminal: boolean, destination?: Writable): Logger {
  const options = {
    level,
    redact: { paths: REDACTED, censor: '[redacted]' },
    base: null,
    serializers: { err: toLoggedError },
  };
  if (isTerminal) {
    const terminal = { sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' };
    return pino(options, pretty({ ...terminal, destination: destination ?? 2 }));
  }
  // A write of its own for each line would cost a request more than all the rest that is told of it.
  return pino(options, destination ?? pino.destination({ dest: 2, sync: false, ...WRITTEN_TOGETHER }));
}
