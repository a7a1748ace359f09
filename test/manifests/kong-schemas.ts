import Type, { type TSchema } from 'typebox';

const closed = (properties: Record<string, TSchema>) => Type.Object(properties, { additionalProperties: false });
const oneOf = (...words: readonly string[]) => Type.Union(words.map((word) => Type.Literal(word)));
const maybe = Type.Optional;
const names = () => Type.Array(Type.String({ minLength: 1 }));
const count = (least = 1) => Type.Integer({ minimum: least });

/**
 * The settings of the plugins of Kong 3.9 that we use, each closed: Kong refuses a field that is not here, and a file is
 * better refused before. A field that Kong has and we have no use for is left out.
 */
export const PLUGIN_SCHEMAS: Readonly<Record<string, TSchema>> = {
  jwt: closed({
    key_claim_name: Type.String(),
    // Empty, Kong's default, lets every expired token through.
    claims_to_verify: Type.Array(oneOf('exp', 'nbf'), { minItems: 1 }),
    maximum_expiration: maybe(count(0)),
    header_names: names(),
    uri_param_names: Type.Array(Type.String(), { maxItems: 0 }),
    cookie_names: Type.Array(Type.String(), { maxItems: 0 }),
    run_on_preflight: maybe(Type.Boolean()),
  }),
  'rate-limiting': closed({
    second: maybe(count()),
    minute: maybe(count()),
    hour: maybe(count()),
    limit_by: oneOf('consumer', 'credential', 'ip', 'service', 'header', 'path'),
    policy: oneOf('local', 'redis'),
    fault_tolerant: Type.Boolean(),
    hide_client_headers: Type.Boolean(),
    error_code: maybe(Type.Literal(429)),
    redis: closed({
      host: Type.String({ minLength: 1 }),
      port: count(),
      database: maybe(count(0)),
      timeout: maybe(count()),
      username: maybe(Type.String()),
      password: maybe(Type.String()),
      ssl: maybe(Type.Boolean()),
      ssl_verify: maybe(Type.Boolean()),
      server_name: maybe(Type.String()),
    }),
  }),
  'request-size-limiting': closed({
    allowed_payload_size: count(),
    // Kong's default is megabytes.
    size_unit: Type.Literal('bytes'),
    require_content_length: maybe(Type.Boolean()),
  }),
  'correlation-id': closed({
    header_name: Type.String(),
    generator: oneOf('uuid', 'uuid#counter', 'tracker'),
    echo_downstream: maybe(Type.Boolean()),
  }),
  cors: closed({
    origins: names(),
    methods: names(),
    headers: names(),
    exposed_headers: maybe(names()),
    credentials: Type.Literal(false),
    max_age: maybe(count(0)),
    preflight_continue: maybe(Type.Boolean()),
  }),
  opentelemetry: closed({
    traces_endpoint: Type.String({ pattern: '^https?://.+/v1/traces$' }),
    resource_attributes: maybe(Type.Record(Type.String(), Type.String())),
    sampling_rate: maybe(Type.Number({ minimum: 0, maximum: 1 })),
    propagation: maybe(
      closed({ extract: maybe(names()), inject: maybe(names()), default_format: maybe(Type.Literal('w3c')) }),
    ),
  }),
  prometheus: closed({
    status_code_metrics: maybe(Type.Boolean()),
    latency_metrics: maybe(Type.Boolean()),
    // One series a consumer would be one a student where each has a key.
    per_consumer: Type.Literal(false),
    bandwidth_metrics: maybe(Type.Boolean()),
    upstream_health_metrics: maybe(Type.Boolean()),
  }),
};

const plugin = closed({
  name: oneOf(...Object.keys(PLUGIN_SCHEMAS)),
  config: Type.Record(Type.String(), Type.Unknown()),
});
const route = closed({
  name: Type.String(),
  paths: names(),
  methods: maybe(names()),
  // Kong's default cuts the path off before it hands on.
  strip_path: Type.Literal(false),
  protocols: Type.Array(oneOf('http', 'https'), { minItems: 1 }),
  plugins: maybe(Type.Array(plugin)),
});

/** A declarative file of decK, as far as ours goes. */
export const DECK_SCHEMA = closed({
  _format_version: Type.Literal('3.0'),
  services: Type.Array(
    closed({
      name: Type.String(),
      url: Type.String(),
      connect_timeout: count(),
      write_timeout: count(),
      read_timeout: count(),
      retries: Type.Literal(0),
      plugins: maybe(Type.Array(plugin)),
      routes: Type.Array(route, { minItems: 1 }),
    }),
  ),
  consumers: Type.Array(
    closed({
      username: Type.String(),
      jwt_secrets: Type.Array(
        closed({ key: Type.String(), algorithm: oneOf('RS256', 'ES256'), rsa_public_key: Type.String() }),
      ),
    }),
  ),
});
