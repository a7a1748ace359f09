/** How deep a chain of causes is told. */
const MAX_CAUSES = 4;
/** Characters of a message that are told: what quotes more than that quotes somebody. */
const MAX_MESSAGE = 1_000;
/** Who an address says is calling, and their password: libraries quote the address that they could not use. */
const CREDENTIALS = /\b([a-z][a-z\d+.-]*:\/\/)[^\s/]*@/gi;

/** An error as a log line shows it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** Where it came from: the frames alone, without the message they usually begin with. */
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * Only what is known to be safe: libraries hang headers, bodies and claims on their errors, and a parser quotes what it
 * could not parse.
 */
export function toLoggedError(thrown: unknown, depth = 0): LoggedError | undefined {
  if (!(thrown instanceof Error)) {
    return thrown === undefined ? undefined : { type: typeof thrown, message: 'something that is no error was thrown' };
  }
  const { name, message, stack, cause } = thrown;
  const { code } = thrown as { code?: unknown };
  // Below the message: what it quotes may look like a place.
  const places = stack?.slice(message === '' ? 0 : stack.indexOf(message) + message.length);
  const frames = places?.split('\n').filter((line) => /^ {4}at /.test(line));
  const below = depth < MAX_CAUSES ? toLoggedError(cause, depth + 1) : undefined;
  return {
    type: name,
    message: thrown instanceof SyntaxError ? 'something could not be parsed' : toTold(message),
    ...(typeof code === 'string' && { code }),
    ...(frames !== undefined && frames.length > 0 && { stack: frames.join('\n') }),
    ...(below !== undefined && { cause: below }),
  };
}

/** Cut before for the pattern's sake, and after because an address that is cut has lost the sign it is known by. */
const toTold = (message: string) =>
  message
    .slice(0, 4 * MAX_MESSAGE)
    .replace(CREDENTIALS, '$1[redacted]@')
    .slice(0, MAX_MESSAGE);
