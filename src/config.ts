import { readFileSync } from 'node:fs';
import { parseAgentAddresses } from './dispatch/agent-addresses.ts';
import { parseAddressList } from './edge/address-list.ts';
import { LOG_LEVELS, type LogLevel } from './telemetry/logger.ts';

/** How a setting's text becomes its value; throws an Error that says what was wanted. */
type Parse<Value> = (text: string) => Value;

interface Setting<Value> {
  readonly env: string;
  readonly purpose: string;
  readonly parse: Parse<Value>;
  readonly fallback: Value;
}

const integer =
  (min: number, max: number, unit: string): Parse<number> =>
  (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) throw new Error(`wanted ${unit}, ${min} to ${max}`);
    return value;
  };

const oneOf =
  <Value extends string>(...allowed: readonly Value[]): Parse<Value> =>
  (text) => {
    const value = allowed.find((candidate) => candidate === text);
    if (value === undefined) throw new Error(`wanted one of: ${allowed.join(', ')}`);
    return value;
  };

const text: Parse<string> = (value) => value;

const httpUrl: Parse<string> = (value) => {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) throw new Error('wanted an http:// or https:// address');
  return value;
};

const sqliteStore: Parse<string> = (value) => {
  if (!/^sqlite:.+/.test(value)) throw new Error('wanted sqlite:<file>');
  return value;
};

const rateLimitStore: Parse<string> = (value) => {
  if (value !== 'memory:' && !/^rediss?:$/.test(URL.parse(value)?.protocol ?? '')) {
    throw new Error('wanted memory: or redis://<host>:<port>');
  }
  return value;
};

const addressList: Parse<readonly string[]> = (value) => {
  const addresses = value.split(',').map((address) => address.trim());
  parseAddressList(addresses);
  return addresses;
};

const originList: Parse<readonly string[]> = (value) => {
  const origins = value.split(',').map((origin) => origin.trim());
  if (origins.some((origin) => URL.parse(origin)?.origin !== origin)) {
    throw new Error('wanted origins such as https://school.example, separated by commas');
  }
  return origins;
};

const agentAddresses: Parse<string> = (value) => {
  if (value !== 'in-process:') parseAgentAddresses(value);
  return value;
};

const eventsTarget: Parse<string> = (value) => (value === 'in-process:' ? value : httpUrl(value));

function setting<Value>(env: string, purpose: string, parse: Parse<Value>, fallback: NoInfer<Value>): Setting<Value> {
  return { env, purpose, parse, fallback };
}

/** Every setting the service has, one row each. */
export const SETTINGS = {
  environment: setting(
    'LEARNFLOW_ENV',
    'development, or production for its stricter rules',
    oneOf('development', 'production'),
    'development',
  ),
  host: setting('LEARNFLOW_HOST', 'address to listen on', text, '127.0.0.1'),
  port: setting('LEARNFLOW_PORT', 'port of the API; 0 picks a free one', integer(0, 65_535, 'a port'), 8080),
  metricsPort: setting(
    'LEARNFLOW_METRICS_PORT',
    'port of /metrics; 0 picks a free one',
    integer(0, 65_535, 'a port'),
    9464,
  ),
  dataDir: setting('LEARNFLOW_DATA_DIR', 'folder of the store and the development keys', text, '.learnflow'),
  store: setting<string | undefined>(
    'LEARNFLOW_STORE',
    'where the journal lives; default sqlite:<data dir>/learnflow.db',
    sqliteStore,
    undefined,
  ),
  agents: setting('LEARNFLOW_AGENTS', 'how tutors are reached', agentAddresses, 'in-process:'),
  jwksUrl: setting<string | undefined>(
    'LEARNFLOW_JWKS_URL',
    "the identity provider's keys; without it the development issuer is used",
    httpUrl,
    undefined,
  ),
  issuer: setting<string | undefined>(
    'LEARNFLOW_ISSUER',
    'issuer every token must name; wanted with LEARNFLOW_JWKS_URL',
    text,
    undefined,
  ),
  audience: setting('LEARNFLOW_AUDIENCE', 'audience every token must name', text, 'learnflow-triage'),
  deadlineMs: setting(
    'LEARNFLOW_DEADLINE_MS',
    'a request is answered or given up within this many milliseconds',
    integer(100, 60_000, 'milliseconds'),
    9_000,
  ),
  attemptTimeoutMs: setting(
    'LEARNFLOW_ATTEMPT_TIMEOUT_MS',
    'longest wait for one attempt at a tutor, in milliseconds',
    integer(10, 60_000, 'milliseconds'),
    2_000,
  ),
  agentConcurrency: setting(
    'LEARNFLOW_AGENT_CONCURRENCY',
    'questions one tutor may work on at once',
    integer(1, 10_000, 'a number of questions'),
    64,
  ),
  agentQueue: setting(
    'LEARNFLOW_AGENT_QUEUE',
    'questions that may wait for one tutor; more are refused as overloaded',
    integer(0, 100_000, 'a number of questions'),
    256,
  ),
  breakerOpenMs: setting(
    'LEARNFLOW_BREAKER_OPEN_MS',
    'how long a breaker that opened refuses everyone before it lets one probe through, in milliseconds',
    integer(10, 600_000, 'milliseconds'),
    30_000,
  ),
  events: setting(
    'LEARNFLOW_EVENTS',
    'where events go: in-process: or an address that takes CloudEvents',
    eventsTarget,
    'in-process:',
  ),
  replayPerSecond: setting(
    'LEARNFLOW_REPLAY_PER_SECOND',
    'dead letters one tutor may be asked again for in a second',
    integer(1, 10_000, 'a number of dead letters'),
    20,
  ),
  autoReplay: setting(
    'LEARNFLOW_AUTO_REPLAY',
    'whether what a tutor failed to answer is asked again once it is well',
    oneOf('on', 'off'),
    'off',
  ),
  retentionDays: setting(
    'LEARNFLOW_RETENTION_DAYS',
    'how long records are kept, in days',
    integer(1, 36_500, 'days'),
    90,
  ),
  textRetentionDays: setting(
    'LEARNFLOW_TEXT_RETENTION_DAYS',
    'how long what students wrote and were answered is kept, in days',
    integer(1, 36_500, 'days'),
    30,
  ),
  shutdownGraceMs: setting(
    'LEARNFLOW_SHUTDOWN_GRACE_MS',
    'how long requests in flight may take after SIGTERM, in milliseconds',
    integer(0, 600_000, 'milliseconds'),
    15_000,
  ),
  rateLimit: setting(
    'LEARNFLOW_RATE_LIMIT',
    'where requests are counted: memory: (this process) or redis://<host>:<port> (all replicas together)',
    rateLimitStore,
    'memory:',
  ),
  messagesPerMinute: setting(
    'LEARNFLOW_MESSAGES_PER_MINUTE',
    'messages one student may send in a minute',
    integer(1, 1_000_000, 'a number of messages'),
    100,
  ),
  messagesPerHour: setting(
    'LEARNFLOW_MESSAGES_PER_HOUR',
    'messages one student may send in an hour',
    integer(1, 10_000_000, 'a number of messages'),
    5_000,
  ),
  readsPerMinute: setting(
    'LEARNFLOW_READS_PER_MINUTE',
    'other requests one caller may make in a minute',
    integer(1, 1_000_000, 'a number of requests'),
    3_000,
  ),
  failedAuthenticationsPerMinute: setting(
    'LEARNFLOW_FAILED_AUTHENTICATIONS_PER_MINUTE',
    'tokens that do not hold which one address may try in a minute; a good token always passes',
    integer(1, 1_000_000, 'a number of tokens'),
    300,
  ),
  trustedProxies: setting<readonly string[]>(
    'LEARNFLOW_TRUSTED_PROXIES',
    'addresses or networks (10.0.0.0/8) whose X-Forwarded-For is believed, separated by commas; default none',
    addressList,
    [],
  ),
  corsOrigins: setting<readonly string[]>(
    'LEARNFLOW_CORS_ORIGINS',
    'origins whose pages may call the API from a browser, separated by commas; default none',
    originList,
    [],
  ),
  requestTimeoutMs: setting(
    'LEARNFLOW_REQUEST_TIMEOUT_MS',
    'a client that has not sent its whole request by then is cut off, in milliseconds',
    integer(100, 60_000, 'milliseconds'),
    10_000,
  ),
  maxEventLoopLagMs: setting(
    'LEARNFLOW_MAX_EVENT_LOOP_LAG_MS',
    'requests are refused as overloaded while the process is this late, in milliseconds',
    integer(10, 60_000, 'milliseconds'),
    1_000,
  ),
  logLevel: setting<LogLevel>('LEARNFLOW_LOG_LEVEL', 'least severe line that is logged', oneOf(...LOG_LEVELS), 'info'),
};

export type Config = { readonly [Key in keyof typeof SETTINGS]: (typeof SETTINGS)[Key]['fallback'] };

/** Values from a command line, as text or already of their type. */
export type ConfigOverrides = { readonly [Key in keyof Config]?: Config[Key] | string | undefined };

/** Every mistake in the settings, so that one start shows them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(`the settings are wrong:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

/**
 * Reads the settings from an environment. `<NAME>_FILE` names a file that holds the value, for secrets.
 * @param overrides values from a command line, which win; `undefined` means not given
 * @throws {ConfigError} naming every setting that is wrong or unknown, and what was wanted; values are never echoed
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, overrides: ConfigOverrides = {}): Config {
  const mistakes: string[] = [];
  const config: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [key, { env: name, parse, fallback }] of Object.entries(SETTINGS)) {
    known.add(name).add(`${name}_FILE`);
    const override = overrides[key as keyof Config];
    try {
      const given = override ?? readValue(env, name);
      config[key] = given === undefined ? fallback : parse(String(given));
    } catch (error) {
      mistakes.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('LEARNFLOW_') && !known.has(name)) mistakes.push(`${name}: no such setting`);
  }
  const result = config as Config;
  if (result.jwksUrl !== undefined && result.issuer === undefined) {
    mistakes.push('LEARNFLOW_ISSUER: wanted, because LEARNFLOW_JWKS_URL is set');
  }
  if (result.environment === 'production' && result.jwksUrl === undefined) {
    mistakes.push('LEARNFLOW_JWKS_URL: wanted in production, where the development issuer is not trusted');
  }
  if (result.environment === 'production' && result.jwksUrl !== undefined && !isPrivateWay(result.jwksUrl)) {
    mistakes.push(
      'LEARNFLOW_JWKS_URL: wanted https:// in production: whoever changes the keys on their way is everyone',
    );
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return result;
}

/** Nobody on the way can change what is read: encrypted, or never leaving this machine. */
function isPrivateWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function readValue(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name];
  const file = env[`${name}_FILE`];
  if (value !== undefined && file !== undefined) throw new Error(`set it or ${name}_FILE, not both`);
  if (file === undefined) return value === '' ? undefined : value;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`${name}_FILE names a file that cannot be read`);
  }
}
