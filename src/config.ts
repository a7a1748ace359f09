import { accessSync, constants, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDaprAddress } from './dapr/sidecar.ts';
import { parseAgentAddresses } from './dispatch/agent-addresses.ts';
import { parseAddressList } from './edge/address-list.ts';
import { FLAG_NAMES, type FlagName, type FlagOverrides, overrideEnvOf } from './flags.ts';
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

const number =
  (min: number, max: number, unit: string): Parse<number> =>
  (text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < min || value > max) {
      throw new Error(`wanted ${unit}, ${min} to ${max}`);
    }
    return value;
  };

const text: Parse<string> = (value) => value;

const flagFile: Parse<string> = (value) => {
  if (!/^file:.+/.test(value)) throw new Error('wanted file:<path of a flagd file>');
  return value;
};

/** US dollars for a million tokens of one model. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
}

/** `model=input/output`, in dollars a million tokens, separated by commas. Kept as text: the parsed table is `readPrices`. */
const prices: Parse<string> = (value) => {
  readPrices(value);
  return value;
};

/** @throws {Error} that says what was wanted */
export function readPrices(table: string): ReadonlyMap<string, ModelPrice> {
  const rows = table.split(',').filter((row) => row.trim() !== '');
  return new Map(
    rows.map((row) => {
      const [, model = '', input, output] = /^\s*(\S+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)\s*$/.exec(row) ?? [];
      if (model === '')
        throw new Error('wanted <model>=<input>/<output> in dollars a million tokens, with commas between');
      return [model, { input: Number(input), output: Number(output) }];
    }),
  );
}
const prose: Parse<string> = (value) => {
  if (value.trim() === '' || value.length > 4_000) throw new Error('wanted a text of 1 to 4,000 characters');
  return value;
};

const DISTRESS_REPLY = `I am a program, and this deserves a person. Please do not stay alone with it.

If you or someone near you is in danger now, call your local emergency number: 112 in Europe and on most mobile phones, 911 in North America, 999 in the UK.
To talk with someone at any hour, https://findahelpline.com lists free and confidential lines in your country and language.
You can also go to someone you trust: a friend, family, a teacher, or the student support of your school. Any of them would rather hear it than not.

If I have misread you, I am sorry. Tell me in other words what you need, and a tutor will answer.`;

const httpUrl: Parse<string> = (value) => {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) throw new Error('wanted an http:// or https:// address');
  return value;
};

const journalStore: Parse<string> = (value) => {
  if (/^sqlite:.+/.test(value)) return value;
  const url = URL.parse(value);
  if (!/^postgres(ql)?:$/.test(url?.protocol ?? '') || !/^\/[^/]+$/.test(url?.pathname ?? '')) {
    throw new Error('wanted sqlite:<file> or postgres://<user>@<host>:<port>/<database>');
  }
  const mode = url?.searchParams.get('sslmode') ?? 'disable';
  // The others encrypt without knowing for whom, and clients do not agree on what they mean.
  if (mode !== 'disable' && mode !== 'verify-full') throw new Error('wanted sslmode=verify-full, or disable');
  return value;
};

const readableFile: Parse<string> = (value) => {
  try {
    accessSync(value, constants.R_OK);
    return value;
  } catch {
    throw new Error('wanted a file that can be read');
  }
};

const rateLimitStore: Parse<string> = (value) => {
  if (value !== 'memory:' && !/^rediss?:$/.test(URL.parse(value)?.protocol ?? '')) {
    throw new Error('wanted memory:, redis://<host>:<port> or rediss://<host>:<port>');
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
  if (value.startsWith('dapr:')) {
    if (parseDaprAddress(value).name !== '') throw new Error('wanted dapr://<host>:<port>, with nothing behind it');
  } else if (value !== 'in-process:') parseAgentAddresses(value);
  return value;
};

const eventsTarget: Parse<string> = (value) => {
  if (!value.startsWith('dapr:')) return value === 'in-process:' ? value : httpUrl(value);
  if (!/^[\w.-]+$/.test(parseDaprAddress(value).name))
    throw new Error('wanted dapr://<host>:<port>/<pub/sub component>');
  return value;
};

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
    'where the journal lives: sqlite:<file>, or postgres://<user>@<host>:<port>/<database>; default sqlite:<data dir>/learnflow.db',
    journalStore,
    undefined,
  ),
  storePassword: setting<string | undefined>(
    'LEARNFLOW_STORE_PASSWORD',
    'password for the store, instead of one inside LEARNFLOW_STORE',
    text,
    undefined,
  ),
  storeConnections: setting(
    'LEARNFLOW_STORE_CONNECTIONS',
    'most connections to PostgreSQL this process opens',
    integer(5, 500, 'a number of connections'),
    10,
  ),
  storeTimeoutMs: setting(
    'LEARNFLOW_STORE_TIMEOUT_MS',
    'longest wait for PostgreSQL to connect or to answer one statement, in milliseconds',
    integer(100, 60_000, 'milliseconds'),
    5_000,
  ),
  migrate: setting<'auto' | 'check'>(
    'LEARNFLOW_MIGRATE',
    'auto brings an older store to this build’s schema at the start; check refuses it until "learnflow migrate" was run',
    oneOf('auto', 'check'),
    'auto',
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
    'where events go: in-process:, dapr://<host>:<port>/<pub/sub component>, or an address that takes CloudEvents',
    eventsTarget,
    'in-process:',
  ),
  daprApiToken: setting<string | undefined>(
    'LEARNFLOW_DAPR_API_TOKEN',
    'what the Dapr sidecar wants to see from us',
    text,
    undefined,
  ),
  daprAppToken: setting<string | undefined>(
    'LEARNFLOW_DAPR_APP_TOKEN',
    'what the Dapr sidecar shows us; with it, requests that say they come through Dapr and do not show it are refused',
    text,
    undefined,
  ),
  daprStartupMs: setting(
    'LEARNFLOW_DAPR_STARTUP_MS',
    'how long the Dapr sidecar may take to come up before the service gives up and ends, in milliseconds',
    integer(100, 600_000, 'milliseconds'),
    60_000,
  ),
  replayPerSecond: setting(
    'LEARNFLOW_REPLAY_PER_SECOND',
    'dead letters one tutor may be asked again for in a second by one process',
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
  flags: setting(
    'LEARNFLOW_FLAGS',
    'the flagd file of the feature flags; it is followed while the service runs',
    flagFile,
    `file:${fileURLToPath(new URL('../flags.json', import.meta.url))}`,
  ),
  llmBaseUrl: setting<string | undefined>(
    'LEARNFLOW_LLM_BASE_URL',
    'OpenAI-compatible address of the language model; unset, with a key set: the vendor’s own',
    httpUrl,
    undefined,
  ),
  llmApiKey: setting<string | undefined>(
    'LEARNFLOW_LLM_API_KEY',
    'key of the language model; without it and without an address no model is asked',
    text,
    undefined,
  ),
  llmModel: setting('LEARNFLOW_LLM_MODEL', 'name of the language model', text, 'gpt-4o-mini'),
  llmTimeoutMs: setting(
    'LEARNFLOW_LLM_TIMEOUT_MS',
    'longest wait for the language model, in milliseconds, inside the deadline',
    integer(10, 60_000, 'milliseconds'),
    2_000,
  ),
  llmThreshold: setting<number | undefined>(
    'LEARNFLOW_LLM_THRESHOLD',
    'the language model is asked when the local classifier is less confident than this; unset: as fitted with the trained model',
    number(0, 1, 'a confidence'),
    undefined,
  ),
  llmRouteThreshold: setting(
    'LEARNFLOW_LLM_ROUTE_THRESHOLD',
    'least confidence the language model must state to be followed',
    number(0, 1, 'a confidence'),
    0.5,
  ),
  llmConcurrency: setting(
    'LEARNFLOW_LLM_CONCURRENCY',
    'questions the language model may work on at once',
    integer(1, 1_000, 'a number of questions'),
    16,
  ),
  llmQueue: setting(
    'LEARNFLOW_LLM_QUEUE',
    'questions that may wait for the language model; more are decided without it',
    integer(0, 10_000, 'a number of questions'),
    32,
  ),
  llmCodeTokens: setting(
    'LEARNFLOW_LLM_CODE_TOKENS',
    'most tokens of a student’s code the language model is shown',
    integer(0, 8_192, 'tokens'),
    256,
  ),
  llmQueryTokens: setting(
    'LEARNFLOW_LLM_QUERY_TOKENS',
    'most tokens of a student’s question the language model is shown',
    integer(16, 8_192, 'tokens'),
    512,
  ),
  llmDailyTokens: setting(
    'LEARNFLOW_LLM_DAILY_TOKENS',
    'tokens the language model may cost in a UTC day: all replicas together where LEARNFLOW_RATE_LIMIT is a Redis, else each process',
    integer(0, 1_000_000_000, 'tokens'),
    2_000_000,
  ),
  llmStudentDailyTokens: setting(
    'LEARNFLOW_LLM_STUDENT_DAILY_TOKENS',
    'tokens one student may cause in a UTC day, counted likewise',
    integer(0, 1_000_000_000, 'tokens'),
    20_000,
  ),
  llmShadowShare: setting(
    'LEARNFLOW_LLM_SHADOW_SHARE',
    'share of messages the local classifier is sure of that the model is asked about too, to compare; its answer is not used',
    number(0, 1, 'a share'),
    0,
  ),
  llmPrices: setting(
    'LEARNFLOW_LLM_PRICES',
    'what models cost: <model>=<input>/<output> in dollars a million tokens, with commas between',
    prices,
    '',
  ),
  tokenSampleShare: setting(
    'LEARNFLOW_TOKEN_SAMPLE_SHARE',
    'share of messages whose tokens with the model router are counted for the metrics, once a model is configured',
    number(0, 1, 'a share'),
    0.05,
  ),
  responseCacheTtlMs: setting(
    'LEARNFLOW_RESPONSE_CACHE_TTL_MS',
    'how long a reply may be given again while response-caching is on, in milliseconds',
    integer(1, 86_400_000, 'milliseconds'),
    60_000,
  ),
  responseCacheEntries: setting(
    'LEARNFLOW_RESPONSE_CACHE_ENTRIES',
    'most replies that are kept while response-caching is on',
    integer(1, 1_000_000, 'replies'),
    1_000,
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
  rateLimitPassword: setting<string | undefined>(
    'LEARNFLOW_RATE_LIMIT_PASSWORD',
    'password for Redis, instead of one inside LEARNFLOW_RATE_LIMIT',
    text,
    undefined,
  ),
  rateLimitCa: setting<string | undefined>(
    'LEARNFLOW_RATE_LIMIT_CA',
    'certificate file of who vouches for a rediss:// server; default: those every machine trusts',
    readableFile,
    undefined,
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
  otlpEndpoint: setting<string | undefined>(
    'LEARNFLOW_OTLP_ENDPOINT',
    'base address of a collector that takes traces as OTLP over HTTP, such as http://127.0.0.1:4318; default none',
    httpUrl,
    undefined,
  ),
  traceRatio: setting(
    'LEARNFLOW_TRACE_RATIO',
    'share of the traces begun here that are recorded; one that came with a request is recorded if its sender does',
    number(0, 1, 'a share'),
    1,
  ),
  distressReply: setting(
    'LEARNFLOW_DISTRESS_REPLY',
    'what a student in distress is told instead of being sent to a tutor; name whom they can reach where you are',
    prose,
    DISTRESS_REPLY,
  ),
  logLevel: setting<LogLevel>('LEARNFLOW_LOG_LEVEL', 'least severe line that is logged', oneOf(...LOG_LEVELS), 'info'),
};

/** What the commands that call a running service may be told; the service itself has no use for it. */
export const CLIENT_SETTINGS = {
  url: setting<string | undefined>(
    'LEARNFLOW_URL',
    'the service that commands call; default: the one that runs on the data folder',
    httpUrl,
    undefined,
  ),
  token: setting<string | undefined>(
    'LEARNFLOW_TOKEN',
    'the token that commands show the service; default: one of the development issuer',
    text,
    undefined,
  ),
};

type Settings = { readonly [Key in keyof typeof SETTINGS]: (typeof SETTINGS)[Key]['fallback'] };

export interface Config extends Settings {
  /** Flags set by hand: `LEARNFLOW_FLAG_<NAME>=on|off`. */
  readonly flagOverrides: FlagOverrides;
}

/** Values from a command line, as text or already of their type. */
export type ConfigOverrides = { readonly [Key in keyof Settings]?: Settings[Key] | string | undefined };

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
  const known = new Set<string>();
  for (const { env: name } of [...Object.values(SETTINGS), ...Object.values(CLIENT_SETTINGS)]) {
    known.add(name).add(`${name}_FILE`);
  }
  const config = readRows(SETTINGS, env, overrides, mistakes);
  const flagOverrides: Partial<Record<FlagName, boolean>> = {};
  for (const name of FLAG_NAMES) {
    const variable = overrideEnvOf(name);
    known.add(variable);
    const given = env[variable];
    if (given === undefined || given === '') continue;
    if (given === 'on' || given === 'off') flagOverrides[name] = given === 'on';
    else mistakes.push(`${variable}: wanted one of: on, off`);
  }
  config.flagOverrides = flagOverrides;
  for (const name of Object.keys(env)) {
    if (name.startsWith('LEARNFLOW_') && !known.has(name)) mistakes.push(`${name}: no such setting`);
  }
  const result = config as unknown as Config;
  if (result.jwksUrl !== undefined && result.issuer === undefined) {
    mistakes.push('LEARNFLOW_ISSUER: wanted, because LEARNFLOW_JWKS_URL is set');
  }
  if (result.jwksUrl !== undefined && /\/\/[^/]*@/.test(result.jwksUrl)) {
    mistakes.push('LEARNFLOW_JWKS_URL: wanted without a name and a password: keys are read without');
  }
  if (result.environment === 'production' && result.jwksUrl === undefined) {
    mistakes.push('LEARNFLOW_JWKS_URL: wanted in production, where the development issuer is not trusted');
  }
  if (result.environment === 'production' && result.jwksUrl !== undefined && !isPrivateWay(result.jwksUrl)) {
    mistakes.push(
      'LEARNFLOW_JWKS_URL: wanted https:// in production: whoever changes the keys on their way is everyone',
    );
  }
  if (result.environment === 'production' && !saysHowItIsEncrypted(result.store)) {
    mistakes.push(
      'LEARNFLOW_STORE: wanted sslmode=verify-full in production, or sslmode=disable where nobody else is on the way',
    );
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return result;
}

export interface ClientConfig {
  readonly url: string | undefined;
  readonly token: string | undefined;
}

/**
 * Reads what a command that calls a service was told.
 * @param overrides values from its command line, which win
 * @throws {ConfigError} naming what is wrong
 */
export function readClientConfig(
  env: Readonly<Record<string, string | undefined>>,
  overrides: { readonly [Key in keyof ClientConfig]?: string | undefined } = {},
): ClientConfig {
  const mistakes: string[] = [];
  const client = readRows(CLIENT_SETTINGS, env, overrides, mistakes);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return client as unknown as ClientConfig;
}

/**
 * Reads a few of the service's settings, for another process of the house.
 * @throws {ConfigError} naming every one of them that is wrong
 */
export function readSettings<Key extends keyof Settings>(
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly Key[],
): Pick<Settings, Key> {
  const mistakes: string[] = [];
  const rows = Object.fromEntries(keys.map((key) => [key, SETTINGS[key]]));
  const settings = readRows(rows, env, {}, mistakes);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return settings as Pick<Settings, Key>;
}

function readRows(
  rows: Readonly<Record<string, Setting<unknown>>>,
  env: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, unknown>>,
  mistakes: string[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, { env: name, parse, fallback }] of Object.entries(rows)) {
    try {
      const given = overrides[key] ?? readValue(env, name);
      values[key] = given === undefined ? fallback : parse(String(given));
    } catch (error) {
      mistakes.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return values;
}

/** A file, a server of this machine, or an address that names its `sslmode`: without one nothing is encrypted. */
function saysHowItIsEncrypted(store: string | undefined): boolean {
  const url = store === undefined ? null : URL.parse(store);
  if (url === null || url.protocol === 'sqlite:') return true;
  const host = url.searchParams.get('host') ?? url.hostname;
  return url.searchParams.has('sslmode') || host.startsWith('/') || isPrivateWay(`http://${host}`);
}

/** Nobody on the way can change what is read: encrypted, or never leaving this machine. */
function isPrivateWay(url: string): boolean {
  const way = URL.parse(url);
  if (way === null) return false;
  return way.protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(way.hostname);
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
