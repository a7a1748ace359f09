import type { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { createLineWriter } from './line-writer.ts';
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
  if (destination !== undefined || level === 'silent') return pino(options, destination);
  const onDropped = (lines: number) => logger.warn({ lines }, 'log lines were dropped: whoever reads them is too slow');
  const logger = pino(options, createLineWriter({ fd: 2, onDropped }));
  return logger;
}
