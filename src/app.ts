import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { AGENTS, type AgentId } from '../contract/intents.ts';
import { startAutoReplay } from './auto-replay.ts';
import { createClassify } from './classify/classify-message.ts';
import { systemClock } from './clock.ts';
import { createClosers } from './close-all.ts';
import type { Config } from './config.ts';
import type { AgentHealth } from './dispatch/agent-guard.ts';
import { createDispatcher, type DispatchSettings } from './dispatch/dispatch.ts';
import { toAgents, toCircuitBreakers } from './dispatch/live-state.ts';
import { withReplyCache } from './dispatch/reply-cache.ts';
import { parseAddressList } from './edge/address-list.ts';
import { addAuditRoutes } from './edge/audit-routes.ts';
import {
  createAuthenticate,
  type TrustedIssuer,
  trustDevelopmentIssuer,
  trustIdentityProvider,
} from './edge/authenticate.ts';
import { addBatchRoutes } from './edge/batch-routes.ts';
import { addDeadLetterRoutes } from './edge/dead-letter-routes.ts';
import { openDevelopmentIssuer } from './edge/development-issuer.ts';
import { createDrain } from './edge/drain.ts';
import { addFeedbackRoutes } from './edge/feedback-routes.ts';
import { addHealthRoutes, type Health, readinessOf } from './edge/health-routes.ts';
import { createIdentify } from './edge/identify-caller.ts';
import { addLiveStateRoutes } from './edge/live-state-routes.ts';
import { createMetricsServer } from './edge/metrics-server.ts';
import { addModelRoutes } from './edge/model-routes.ts';
import { describeRoutes } from './edge/openapi.ts';
import { createRefusalLog } from './edge/refusal-log.ts';
import { refuseOtherMethods } from './edge/refuse-other-methods.ts';
import { createRemoteKeys, fetchKeys } from './edge/remote-keys.ts';
import { type LimitAddress, type LimitWindows, openRequestLimits } from './edge/request-limits.ts';
import { addRequestRoutes } from './edge/request-routes.ts';
import { addSecurityRoutes } from './edge/security-routes.ts';
import { createServer } from './edge/server.ts';
import { createCheckSidecar } from './edge/sidecar-token.ts';
import { addTriageRoutes } from './edge/triage-routes.ts';
import { createVerifiedTokens } from './edge/verified-tokens.ts';
import { watchLoad } from './edge/watch-load.ts';
import { startRelay } from './events/relay-events.ts';
import { listFlagChanges } from './flags/list-flag-changes.ts';
import { type FlagHealth, openFlags } from './flags/open-flags.ts';
import type { FlagFile } from './flags/read-flag-file.ts';
import { reportFlags } from './flags/report-flags.ts';
import { toFlagSource } from './flags/to-flag-source.ts';
import type { FlagName } from './flags.ts';
import type { Journal, JournalHealth } from './journal/journal.ts';
import { createPickKeeper } from './keep-pick.ts';
import { openModelRelease } from './model-release.ts';
import { openAgents } from './open-agents.ts';
import { openEventBus } from './open-event-bus.ts';
import { openJournal } from './open-journal.ts';
import { openModel } from './open-model.ts';
import { openSidecar } from './open-sidecar.ts';
import { createReplay } from './replay.ts';
import { createRequestHistory } from './request-history.ts';
import { startRetention } from './retention.ts';
import { createReplyDirectly, routeMessage } from './route/route-message.ts';
import { sanitizeQuery } from './sanitize/sanitize-query.ts';
import { takeAsIs } from './sanitize/take-as-is.ts';
import { createCacheMetrics } from './telemetry/cache-metrics.ts';
import { createEventMetrics } from './telemetry/event-metrics.ts';
import { createExportLog } from './telemetry/export-log.ts';
import { createFlagMetrics } from './telemetry/flag-metrics.ts';
import { createJournalMetrics } from './telemetry/journal-metrics.ts';
import { createKeyMetrics } from './telemetry/key-metrics.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createModelMetrics } from './telemetry/model-metrics.ts';
import { openTracing } from './telemetry/open-tracing.ts';
import { createReleaseMetrics } from './telemetry/release-metrics.ts';
import { createRequestLogs } from './telemetry/request-log.ts';
import { beginServerSpan, endServerSpan } from './telemetry/server-span.ts';
import { NO_SPAN, type SpanRole } from './telemetry/span.ts';
import { factsOfEvent } from './telemetry/span-facts.ts';
import { createTriage } from './triage.ts';

type RecordAudit = (entries: Parameters<Journal['recordAudit']>[0]) => void;

/** A running service. */
export interface App {
  readonly url: string;
  readonly metricsUrl: string;
  /** Resolves with the reason when a part that nothing can replace has stopped: the process should end and start anew. */
  readonly failed: Promise<string>;
  /** Refuses new requests, lets those in flight finish, then closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens everything a service needs and starts listening: a straight line, closed again in the opposite order.
 * @throws {Error} when a port, a file or a key cannot be had; what was already open is closed first
 */
export async function startApp(config: Config, logger: Logger, version: string): Promise<App> {
  const closers = createClosers();
  const nowMs = Date.now;
  // For what is waited for: the other may be set meanwhile.
  const monotonicMs = () => performance.now();
  let isStarted = false;
  const drain = createDrain();
  const { promise: failed, resolve: fail } = Promise.withResolvers<string>();

  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const metrics = createMetrics(version);
    const flagMetrics = createFlagMetrics(metrics.instruments);
    let knownFlags: Pick<FlagFile, 'on' | 'rules'> | undefined;
    let audit: RecordAudit | undefined;
    // The flags are read before there is a journal: what they changed waits for it.
    const changes: ReturnType<typeof listFlagChanges> = [];
    const auditFlags = () => {
      if (audit !== undefined && changes.length > 0) audit(changes.splice(0));
    };
    const flags = await openFlags(toFlagSource(config), nowMs, {
      loaded(state, { revision, guardsOff }) {
        flagMetrics.loaded(state.on);
        const load = { before: knownFlags, after: state, overrides: config.flagOverrides, revision };
        changes.push(...listFlagChanges(load, nowMs()));
        auditFlags();
        knownFlags = state;
        logger.info({ revision }, 'the flags are read');
        if (guardsOff.length > 0) logger.warn({ guards: guardsOff }, 'guards are off');
      },
      refused(error) {
        flagMetrics.refused();
        logger.error({ mistakes: error.mistakes }, 'the file of the flags is refused: the last good state holds');
      },
    });
    closers.push(() => flags.close());
    const isOn = (name: FlagName) => flags.snapshot().on[name];
    const logExport = createExportLog(logger);
    const tracing = await openTracing({
      endpoint: config.otlpEndpoint,
      ratio: config.traceRatio,
      service: { name: 'learnflow-triage', version },
      exported(outcome, count, cause) {
        metrics.countSpans(outcome, count);
        logExport.exported(outcome, cause);
      },
      dropped() {
        metrics.countSpans('lost', 1);
        logExport.dropped();
      },
    });
    closers.push(() => tracing.close());
    const isTraced = () => isOn('distributed-tracing');
    const continueTrace = (name: string, role: SpanRole, traceparent: string | undefined, facts = {}) =>
      traceparent !== undefined && isTraced() ? tracing.begin(name, role, facts, { traceparent }) : NO_SPAN;
    const trusted = await openTrustedIssuer(config, logger, monotonicMs, createKeyMetrics(metrics.instruments, nowMs));
    const limits = await openRequestLimits(toLimitAddress(config), toLimitWindows(config), monotonicMs, {
      storeIs(store, cause) {
        metrics.security.setLimitStore(store);
        if (store === 'insured') logger.error({ err: cause }, 'Redis is away: each process counts requests for itself');
        else if (store === 'redis') logger.info('requests are counted in Redis, for all replicas together');
      },
      insured: metrics.security.countInsured,
    });
    closers.push(() => limits.close());
    const load = watchLoad(config.maxEventLoopLagMs, monotonicMs);
    closers.push(async () => load.stop());

    const journalMetrics = createJournalMetrics(metrics.instruments, nowMs);
    const store = await openJournal(config, {
      failed: (reason) => fail(`the journal has stopped: ${reason}`),
      reached(failure) {
        if (failure === undefined) logger.info('the store can be used again');
        else logger.error({ err: failure }, 'the store cannot be used: new requests are refused until it can');
      },
    });
    closers.push(() => store.close());
    const journal = journalMetrics.timing(store);
    journalMetrics.watch(journal.health, journal.readBacklog);
    const onFailure = (error: unknown) => logger.warn({ err: error }, 'work in the background failed');
    audit = (entries) => void journal.recordAudit(entries).catch(onFailure);
    auditFlags();
    journal.subscribe(({ requestId, status }) => logger.debug({ request_id: requestId, status }, 'a request changed'));
    const sidecar = openSidecar(config, fail);
    closers.push(() => sidecar.close());
    const bus = openEventBus(config);
    const relay = startRelay({
      outbox: journal,
      bus,
      onFailure,
      published: createEventMetrics(metrics.instruments),
      beginSpan: (event) => continueTrace('send learning.events', 'producer', event.traceparent, factsOfEvent(event)),
    });
    closers.push(() => relay.close());
    const retention = { recordDays: config.retentionDays, textDays: config.textRetentionDays };
    const sweeper = startRetention({ journal, retention, nowMs, monotonicMs, onFailure });
    closers.push(async () => sweeper.close());
    const refusals = createRefusalLog({ record: (entries) => journal.recordAudit(entries), nowMs, onFailure });
    closers.push(() => refusals.close());
    const agents = openAgents(config, () => isOn('connection-pooling'));
    closers.push(() => agents.client.close());
    const dispatcher = createDispatcher(agents.client, toDispatchSettings(config), systemClock, {
      attempted: metrics.countAttempt,
      breakerMoved(agent, to) {
        metrics.moveBreaker(agent, to);
        logger.warn({ agent, breaker: to }, 'the breaker of a tutor moved');
      },
    });

    metrics.watchTutors(dispatcher.health);
    const release = await openModelRelease({
      shelf: journal,
      metrics: createReleaseMetrics(metrics.instruments),
      inUse: metrics.setClassifiers,
      logger,
      nowMs,
    });
    closers.push(() => release.close());
    const model = await openModel(
      config,
      nowMs,
      createModelMetrics(metrics.instruments, config.llmDailyTokens),
      logger,
      release.escalateBelow,
    );
    closers.push(async () => model?.close());
    const classify = release.comparing(createClassify(release.detect, model?.part));
    const cacheSettings = { ttlMs: config.responseCacheTtlMs, maxEntries: config.responseCacheEntries };
    const triage = createTriage({
      flags: flags.snapshot,
      sanitize: (query, on) => (on['request-sanitization'] ? sanitizeQuery(query) : takeAsIs(query)),
      classify: model?.sampling(classify) ?? classify,
      route: routeMessage,
      breakerOf: dispatcher.breakerOf,
      replyDirectly: createReplyDirectly(config.distressReply),
      dispatch: withReplyCache(
        dispatcher.dispatch,
        cacheSettings,
        monotonicMs,
        createCacheMetrics(metrics.instruments),
      ),
      journal,
      keepPick: createPickKeeper({ journal, nowMs, heard: release.noteFeedback, onFailure }),
      metrics,
      newId: uuidv7,
      nowMs,
    });
    closers.push(() => triage.settleAll());
    const breakerOf = (agent: AgentId) =>
      isOn('circuit-breaker') ? toBreakerView(dispatcher.health(), agent) : 'closed';
    const replay = createReplay({
      journal,
      dispatch: dispatcher.dispatch,
      flags: () => flags.snapshot().on,
      isAgentOpen: (agent) => breakerOf(agent) === 'open',
      routeToday({ query, studentId }) {
        const { intent, target_agent } = routeMessage(release.detect(query, flags.snapshot(), studentId));
        return { intent, agent: target_agent };
      },
      newId: uuidv7,
      holder: `${hostname()
        .replace(/[^\w.-]/g, '')
        .slice(0, 63)}.${process.pid}`,
      nowMs,
      deadlineMs: config.deadlineMs,
      ratePerSecond: config.replayPerSecond,
      onFailure,
      replayed: metrics.countReplay,
      continueTrace: (traceparent) => continueTrace('replay', 'internal', traceparent),
    });
    closers.push(() => replay.close());
    if (config.autoReplay === 'on') {
      const autoReplay = startAutoReplay({ replay, breakerOf, agents: AGENTS, onFailure });
      closers.push(async () => autoReplay.close());
      journal.subscribe(({ status }) => {
        if (status === 'dead_lettered') autoReplay.expectTrouble();
      });
    }

    const logOf = createRequestLogs(logger);
    const server = await createServer({
      logger,
      logOf,
      gate: {
        authenticate: createIdentify(createAuthenticate(trusted, nowMs, createVerifiedTokens(nowMs)), () =>
          isOn('jwt-validation'),
        ),
        limits: {
          take: async (...asked) => (isOn('rate-limiting') ? limits.take(...asked) : undefined),
        },
        isProxy: parseAddressList(config.trustedProxies),
        isOverloaded: load.isOverloaded,
        drain,
        checkSidecar: config.daprAppToken === undefined ? undefined : createCheckSidecar(config.daprAppToken),
      },
      metrics,
      newId: uuidv7,
      deadlineMs: config.deadlineMs,
      isDraining: drain.isDraining,
      requestTimeoutMs: config.requestTimeoutMs,
      corsOrigins: config.corsOrigins,
      onRefusal: (refusal) => (isOn('audit-logging') ? refusals.note(refusal) : undefined),
      tracing: {
        begin: (request) => (isTraced() ? beginServerSpan(tracing, request) : NO_SPAN),
        end: endServerSpan,
      },
    });
    await describeRoutes(server, version);
    addTriageRoutes(server, { service: triage, nowMs });
    addBatchRoutes(server, {
      service: triage,
      nowMs,
      newId: uuidv7,
      logOf,
      isOffered: () => isOn('batch-processing'),
      isConcurrent: () => isOn('concurrent-processing'),
      onRefusal(error) {
        metrics.countRefusal(error.code);
        metrics.security.countError(error);
      },
    });
    const closing = new AbortController();
    const history = createRequestHistory(journal, closing.signal);
    addRequestRoutes(server, history);
    addFeedbackRoutes(server, { box: journal, history, nowMs, heard: release.noteFeedback });
    addDeadLetterRoutes(server, { desk: journal, replay, nowMs, closing: closing.signal });
    addAuditRoutes(server, { archive: journal, nowMs });
    addLiveStateRoutes(server, {
      breakers: () => toCircuitBreakers(dispatcher.health(), nowMs()),
      agents: () => toAgents(dispatcher.health(), agents.addressOf),
      flags: (studentId) => reportFlags(flags, studentId),
    });
    await addModelRoutes(server, release);
    addSecurityRoutes(server, metrics.security.read);
    const health: Health = {
      isStarted: () => isStarted,
      wantsMore: () => (sidecar.wasSeen() ? undefined : { sidecar: 'waiting' }),
      isDraining: drain.isDraining,
      limitStore: metrics.security.limitStore,
      detail: () => ({ ...toStoreDetail(journal.health()), ...toProbeDetail(flags.health()) }),
    };
    addHealthRoutes(server, health);
    metrics.watchReadiness(() => readinessOf(health) === 'ready');
    refuseOtherMethods(server);

    const metricsServer = createMetricsServer(metrics, () => isOn('prometheus-metrics'));
    closers.push(() => metricsServer.close());
    const metricsUrl = await listen(metricsServer, config.host, config.metricsPort, 'LEARNFLOW_METRICS_PORT');
    closers.push(() => server.close());
    const url = await listen(server, config.host, config.port, 'LEARNFLOW_PORT');
    isStarted = true;
    load.start();

    return {
      url,
      metricsUrl,
      failed,
      async close() {
        // Those who wait for another request's end are let go first; probes are answered until the last has left.
        closing.abort();
        await drain.begin();
        await closers.closeAll();
      },
    };
  } catch (error) {
    // What keeps it from starting is told, not what may follow from that.
    await closers.closeAll().catch(() => undefined);
    throw error;
  }
}

/** What a probe says of the store. One that is away makes nobody unready: it is the same for every process. */
function toStoreDetail({ schema, isAway }: JournalHealth) {
  return { schema: schema.store, ...(isAway === true && { store: 'away' }) };
}

/** What a probe says of the flags, and only when there is something to say: which guards are off, why a file is refused. */
function toProbeDetail({ guardsOff, refusal }: FlagHealth) {
  return {
    ...(guardsOff.length > 0 && { guards_off: guardsOff }),
    ...(refusal !== undefined && { flags: 'stale' }),
  };
}

/** The identity provider's keys where one is set, else those of the issuer made on this machine. */
async function openTrustedIssuer(
  config: Config,
  logger: Logger,
  monotonicMs: () => number,
  metrics: ReturnType<typeof createKeyMetrics>,
): Promise<TrustedIssuer> {
  const { jwksUrl, issuer, audience, dataDir } = config;
  if (jwksUrl === undefined || issuer === undefined) {
    return trustDevelopmentIssuer(await openDevelopmentIssuer(dataDir), audience);
  }
  metrics.expected();
  const keys = createRemoteKeys({
    url: jwksUrl,
    monotonicMs,
    fetchText: fetchKeys,
    onOutage(cause) {
      metrics.tried(cause === undefined ? 'read' : 'failed');
      if (cause !== undefined) logger.error({ err: cause }, 'the keys of the identity provider cannot be read');
    },
  });
  return trustIdentityProvider(keys, issuer, audience);
}

function toLimitAddress({ rateLimit: url, rateLimitPassword: password, rateLimitCa: caFile }: Config): LimitAddress {
  return { url, password, caFile };
}

function toLimitWindows(config: Config): LimitWindows {
  const perMinute = (limit: number) => ({ name: 'minute', limit, seconds: 60 });
  return {
    messages: [perMinute(config.messagesPerMinute), { name: 'hour', limit: config.messagesPerHour, seconds: 3_600 }],
    reads: [perMinute(config.readsPerMinute)],
    failed_authentication: [perMinute(config.failedAuthenticationsPerMinute)],
  };
}

/** How a tutor's breaker stands for who would ask it again: one whose time is over lets a probe through. */
function toBreakerView(health: readonly AgentHealth[], agent: AgentId): 'closed' | 'open' | 'trying' {
  const own = health.find((one) => one.agent === agent);
  if (own === undefined || own.breaker === 'closed') return 'closed';
  return own.breaker === 'open' && (own.opensInMs ?? 0) <= 0 ? 'trying' : 'open';
}

/** The house's retries, breaker and limits; what operators may set comes from the settings. */
function toDispatchSettings(config: Config): DispatchSettings {
  return {
    attemptTimeoutMs: config.attemptTimeoutMs,
    retryDelaysMs: [100, 200, 400],
    breaker: { failuresToOpen: 5, openMs: config.breakerOpenMs },
    bulkhead: { maxConcurrent: config.agentConcurrency, maxQueued: config.agentQueue },
    retryBudget: { share: 0.2, reserve: 50 },
  };
}

async function listen(server: FastifyInstance, host: string, port: number, setting: string): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    throw new Error(
      `port ${port} is taken: stop what uses it, or choose another with ${setting} (0 picks a free one)`,
      {
        cause: error,
      },
    );
  }
}
